//! What surrounds every request: an id, a log line, CORS.

use std::time::Instant;

use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderValue, Method, StatusCode, header},
};
use tracing::Instrument;

/// Headers that scripts of other sites may read.
const EXPOSED: &str =
    "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh";
/// What clients may send.
const METHODS: &str = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
const HEADERS: &str = "Authorization, Content-Type, Idempotency-Key, Accept, Accept-Language";
/// Longest request id taken over from a proxy.
const MAX_REQUEST_ID: usize = 64;

/// Lets web clients on other sites use the API, never with this site's cookies.
pub(super) struct Cors;

impl<E: Endpoint> Middleware<E> for Cors {
    type Output = CorsEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        CorsEndpoint { inner }
    }
}

pub(super) struct CorsEndpoint<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for CorsEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path();
        let open =
            ["/api/", "/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/.well-known/", "/nodeinfo/"]
                .iter()
                .any(|prefix| path.starts_with(prefix));
        if !open {
            return self.inner.call(request).await.map(IntoResponse::into_response);
        }
        let preflight = request.method() == Method::OPTIONS
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let mut response = if preflight {
            Response::builder().status(StatusCode::NO_CONTENT).finish()
        } else {
            match self.inner.call(request).await {
                Ok(output) => output.into_response(),
                Err(error) => error.into_response(),
            }
        };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        if preflight {
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(HEADERS));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
        }
        Ok(response)
    }
}

/// Gives every request an id, and the log a line about it. Never logs the query: it may hold a token.
pub(super) struct RequestLog;

impl<E: Endpoint> Middleware<E> for RequestLog {
    type Output = RequestLogEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        RequestLogEndpoint { inner }
    }
}

pub(super) struct RequestLogEndpoint<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for RequestLogEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let id = request_id(&request);
        let span = tracing::info_span!("request", id = %id, method = %request.method(), path = %request.uri().path());
        let route = route_class(request.uri().path());
        let start = Instant::now();
        let mut response = match self.inner.call(request).instrument(span.clone()).await {
            Ok(output) => output.into_response(),
            Err(error) => error.into_response(),
        };
        let milliseconds = start.elapsed().as_secs_f64() * 1000.0;
        let status = response.status().as_u16().to_string();
        metrics::counter!("phiomia_http_requests_total", "route" => route, "status" => status).increment(1);
        metrics::histogram!("phiomia_http_seconds", "route" => route).record(milliseconds / 1000.0);
        span.in_scope(|| tracing::debug!(status = response.status().as_u16(), milliseconds, "answered"));
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert("x-request-id", value);
        }
        Ok(response)
    }
}

/// What kind of request an address is for, in metrics: few kinds, whatever is asked for.
fn route_class(path: &str) -> &'static str {
    let mut segments = path.trim_start_matches('/').split('/');
    match (segments.next().unwrap_or_default(), segments.nth(1)) {
        ("api", Some("streaming")) => "streaming",
        ("api", _) => "api",
        ("auth" | "oauth", _) => "auth",
        ("inbox", _) | ("users" | "actor", Some("inbox")) => "inbox",
        ("actor", _) if path.ends_with("/inbox") => "inbox",
        ("users" | "actor" | ".well-known" | "nodeinfo", _) => "federation",
        ("media" | "proxy", _) => "media",
        ("assets", _) => "assets",
        ("health", _) => "health",
        _ => "pages",
    }
}

fn request_id(request: &Request) -> String {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    match given {
        Some(id)
            if id.len() <= MAX_REQUEST_ID && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') =>
        {
            id.to_owned()
        }
        _ => uuid::Uuid::new_v4().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::route_class;

    #[test]
    fn addresses_fall_into_few_classes() {
        for (path, class) in [
            ("/api/v1/timelines/home", "api"),
            ("/api/v1/streaming/user", "streaming"),
            ("/oauth/token", "auth"),
            ("/users/alice/inbox", "inbox"),
            ("/actor/inbox", "inbox"),
            ("/inbox", "inbox"),
            ("/users/alice", "federation"),
            ("/.well-known/webfinger", "federation"),
            ("/@alice", "pages"),
            ("/", "pages"),
        ] {
            assert_eq!(route_class(path), class, "{path}");
        }
    }
}
