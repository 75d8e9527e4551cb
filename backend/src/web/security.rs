//! What browsers are told not to do with our answers.

use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};

use crate::config::Config;

/// Put into an answer that other pages may show in a frame; its own policy has to say so too.
#[derive(Clone, Copy, Debug)]
pub(super) struct MayBeFramed;

/// Puts the headers on every answer. A page that needs another policy sets its own before.
pub(super) struct SecurityHeaders {
    policy: HeaderValue,
}

impl SecurityHeaders {
    pub(super) fn new(config: &Config) -> Self {
        let policy = HeaderValue::try_from(content_policy(config));
        Self { policy: policy.unwrap_or(HeaderValue::from_static("default-src 'none'")) }
    }
}

/// The Content-Security-Policy of pages: scripts and styles from here only, none inline.
///
/// Pictures of other servers may come from anywhere; over plain http only where other servers may
/// speak it. There is no `form-action`: after a sign-in, browsers apply it to the redirect to the app.
fn content_policy(config: &Config) -> String {
    let http = if config.federation.allow_http { " http:" } else { "" };
    let streaming = config.base_url().replacen("http", "ws", 1);
    format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
         script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; manifest-src 'self'; \
         worker-src 'self'; connect-src 'self' {streaming}; img-src 'self' https:{http} data: blob:; \
         media-src 'self' https:{http} data: blob:"
    )
}

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

impl<E: Endpoint> Middleware<E> for SecurityHeaders {
    type Output = SecurityEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        SecurityEndpoint { inner, policy: self.policy.clone() }
    }
}

pub(super) struct SecurityEndpoint<E> {
    inner: E,
    policy: HeaderValue,
}

impl<E: Endpoint> Endpoint for SecurityEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let mut response = match self.inner.call(request).await {
            Ok(output) => output.into_response(),
            Err(error) => error.into_response(),
        };
        let is_page = is_page(response.headers());
        let may_be_framed = response.data::<MayBeFramed>().is_some();
        let headers = response.headers_mut();
        headers.entry(header::X_CONTENT_TYPE_OPTIONS).or_insert(HeaderValue::from_static("nosniff"));
        if is_page {
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| self.policy.clone());
            let fixed =
                FIXED.into_iter().filter(|(name, _)| !may_be_framed || name != header::X_FRAME_OPTIONS);
            for (name, value) in fixed {
                headers.entry(name).or_insert(HeaderValue::from_static(value));
            }
        }
        Ok(response)
    }
}

fn is_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[test]
    fn pictures_over_plain_http_only_where_that_is_allowed() {
        let mut config = Config::default();
        assert!(!content_policy(&config).contains(" http:;"));
        assert!(content_policy(&config).contains("connect-src 'self' ws://localhost:3000;"));
        config.federation.allow_http = true;
        assert!(content_policy(&config).contains("img-src 'self' https: http: data:"));
    }

    #[tokio::test]
    async fn pages_run_no_scripts_but_our_own() {
        let app = TestApp::start().await;
        let answer = app.get("/").await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers["x-frame-options"], "DENY");
        assert_eq!(answer.headers["referrer-policy"], "same-origin");
        assert!(answer.headers.contains_key("permissions-policy"));
    }
}
