//! Counts requests of the API and tells clients where they stand (`X-RateLimit-*`).

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderValue, Method, header::HeaderMap},
};

use super::{
    client_ip::counted_client,
    error::{ApiError, as_json},
    extract::identify,
};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    rate_limit::{Bucket, Usage, count},
    service::auth::Viewer,
};

/// Who a request was found to come from, for the extractors further in.
#[derive(Clone, Debug)]
pub(crate) struct Authenticated(pub(crate) Option<Arc<Viewer>>);

/// Authenticates and counts.
pub(super) struct RateLimit {
    pub(super) ctx: Ctx,
}

impl<E: Endpoint> Middleware<E> for RateLimit {
    type Output = RateLimitEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        RateLimitEndpoint { ctx: self.ctx.clone(), inner }
    }
}

pub(super) struct RateLimitEndpoint<E> {
    ctx: Ctx,
    inner: E,
}

impl<E: Endpoint> Endpoint for RateLimitEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let viewer = identify(&self.ctx, &request).await;
        if !self.ctx.config.rate_limits.enabled {
            return self.forward(request, viewer).await;
        }
        let usage = self.count(&mut request, viewer.as_ref().ok().and_then(Option::as_deref)).await;
        let mut response = match usage.check(self.ctx.now()) {
            Ok(()) => match self.forward(request, viewer).await {
                Ok(response) => response,
                Err(error) => as_json(error).await,
            },
            Err(error) => ApiError::from(error).into_response(),
        };
        describe(usage, response.headers_mut());
        Ok(response)
    }
}

impl<E: Endpoint> RateLimitEndpoint<E> {
    async fn forward(
        &self,
        mut request: Request,
        viewer: Result<Option<Arc<Viewer>>, ServiceError>,
    ) -> Result<Response> {
        request.set_data(Authenticated(viewer.map_err(ApiError::from)?));
        self.inner.call(request).await.map(IntoResponse::into_response)
    }

    /// Counts the request in every bucket it belongs to; the tightest one decides and is shown.
    async fn count(&self, request: &mut Request, viewer: Option<&Viewer>) -> Usage {
        let address = counted_client(&self.ctx, request);
        let user = viewer.and_then(|viewer| viewer.user.map(|_| viewer.account));
        let account = user.map_or_else(|| address.clone(), |account| account.to_string());
        let who = viewer
            .and_then(|viewer| viewer.token)
            .map_or_else(|| account.clone(), |token| format!("token:{token}"));
        let mut tightest = count(&self.ctx, Bucket::Api, &who).await;
        let more = user.map(|_| Bucket::Account).into_iter().chain(buckets(
            request.method(),
            request.uri().path(),
            request.uri().query(),
        ));
        for bucket in more {
            let who = if bucket == Bucket::SignUps { &address } else { &account };
            let usage = count(&self.ctx, bucket, who).await;
            if usage.exceeded || (!tightest.exceeded && usage.remaining < tightest.remaining) {
                tightest = usage;
            }
        }
        tightest
    }
}

/// The buckets of an operation besides that of all requests.
fn buckets(method: &Method, path: &str, query: Option<&str>) -> impl Iterator<Item = Bucket> {
    let segments: Vec<&str> = path.trim_matches('/').split('/').skip(2).collect();
    let special = match (method.as_str(), segments.as_slice()) {
        ("POST", ["media"]) => Some(Bucket::Media),
        ("DELETE", ["statuses", _]) | ("POST", ["statuses", _, "unreblog"]) => Some(Bucket::Deletes),
        ("POST", ["accounts"] | ["accounts", _, "email_subscriptions"]) => Some(Bucket::SignUps),
        ("POST", ["accounts", _, "follow"]) => Some(Bucket::Follows),
        ("POST", ["statuses"]) => Some(Bucket::Statuses),
        _ => None,
    };
    let cursors = ["max_id=", "min_id=", "since_id=", "page="];
    let paging = query.is_some_and(|query| {
        query.split('&').any(|pair| cursors.iter().any(|cursor| pair.starts_with(cursor)))
    });
    special.into_iter().chain(paging.then_some(Bucket::Paging))
}

fn describe(usage: Usage, headers: &mut HeaderMap) {
    let reset = chrono::DateTime::from_timestamp_millis(usage.reset.0).unwrap_or_default();
    let reset = reset.to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    for (name, value) in [
        ("x-ratelimit-limit", usage.limit.to_string()),
        ("x-ratelimit-remaining", usage.remaining.to_string()),
        ("x-ratelimit-reset", reset),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    async fn app(api: u32) -> TestApp {
        TestApp::with(|config| {
            config.rate_limits.enabled = true;
            config.rate_limits.api = api;
        })
        .await
    }

    #[tokio::test]
    async fn clients_are_told_where_they_stand() {
        let app = app(10).await;
        app.get("/api/v1/instance/rules").await;
        let answer = app.get("/api/v1/instance/rules").await;
        assert_eq!(answer.headers["x-ratelimit-limit"], "10");
        assert_eq!(answer.headers["x-ratelimit-remaining"], "8");
        assert_eq!(answer.headers["x-ratelimit-reset"], "2026-03-10T12:05:00.000000Z");
    }

    #[tokio::test]
    async fn too_many_requests_are_refused_until_the_window_ends() {
        let app = app(2).await;
        for _ in 0..2 {
            app.get("/api/v1/instance/rules").await.ok();
        }
        let refused = app.get("/api/v1/instance/rules").await;
        refused.is_error(429, "Too many requests");
        assert_eq!(refused.headers["retry-after"], "301");
        app.ctx.clock.advance(5 * kinds::Millis::MINUTE);
        app.get("/api/v1/instance/rules").await.ok();
    }

    #[tokio::test]
    async fn invalid_tokens_do_not_escape_the_limit() {
        let app = app(2).await;
        app.get_as("wrong-1", "/api/v1/instance/rules").await.is_error(401, "The access token is invalid");
        app.get_as("wrong-2", "/api/v1/instance/rules").await.is_error(401, "The access token is invalid");
        app.get_as("wrong-3", "/api/v1/instance/rules").await.is_error(429, "Too many requests");
    }
}
