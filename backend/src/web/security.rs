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

/// Where pictures, films and sounds come from: this server and its storage. Without the proxy they come from
/// anywhere; over plain http only where other servers may speak it.
pub(super) fn files(config: &Config) -> String {
    let storage = url::Url::parse(&config.storage.public_url).ok().map(|url| url.origin());
    let storage = storage.map(|origin| format!(" {}", origin.ascii_serialization())).unwrap_or_default();
    let others = match (config.media.proxy, config.federation.allow_http) {
        (true, _) => "",
        (false, false) => " https:",
        (false, true) => " https: http:",
    };
    format!("'self'{storage}{others} data: blob:")
}

/// The Content-Security-Policy of pages: scripts and styles from here only, none inline.
///
/// There is no `form-action`: after a sign-in, browsers apply it to the redirect to the app.
fn content_policy(config: &Config) -> String {
    let files = files(config);
    let streaming = config.base_url().replacen("http", "ws", 1);
    format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
         script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; manifest-src 'self'; \
         worker-src 'self'; connect-src 'self' {streaming}; img-src {files}; media-src {files}"
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
    fn pictures_come_from_here_and_from_the_storage_only() {
        let mut config = Config::default();
        let policy = content_policy(&config);
        assert!(policy.contains("img-src 'self' data: blob:; media-src 'self' data: blob:"), "{policy}");
        assert!(policy.contains("connect-src 'self' ws://localhost:3000;"), "{policy}");
        config.federation.allow_http = true;
        config.storage.public_url = "https://files.example/bucket".to_owned();
        let policy = content_policy(&config);
        assert!(policy.contains("img-src 'self' https://files.example data: blob:;"), "{policy}");
    }

    #[test]
    fn without_the_proxy_pictures_come_from_anywhere() {
        let mut config = Config::default();
        config.media.proxy = false;
        assert!(content_policy(&config).contains("img-src 'self' https: data:"));
        config.federation.allow_http = true;
        assert!(content_policy(&config).contains("img-src 'self' https: http: data:"), "only where allowed");
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
