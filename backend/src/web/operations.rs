//! Answers for those who run the server: health, readiness, the API document.

use std::sync::Arc;

use poem::{Response, handler, http::StatusCode, web::Data};

use crate::{ctx::Ctx, service};

/// The API document, rendered once.
#[derive(Clone)]
pub(super) struct Document(pub(super) Arc<str>);

/// The process is alive. The body is what Mastodon answers.
#[handler]
pub(super) fn health() -> &'static str {
    "OK"
}

/// The process can serve requests: the database answers.
#[handler]
pub(super) async fn ready(ctx: Data<&Ctx>) -> Response {
    match service::instance::ready(&ctx).await {
        Ok(_) => Response::builder().body("OK"),
        Err(error) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            Response::builder().status(StatusCode::SERVICE_UNAVAILABLE).body("database unavailable")
        }
    }
}

/// The OpenAPI document of the client API.
#[handler]
pub(super) fn openapi(document: Data<&Document>) -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .body(document.0.0.as_bytes().to_vec())
}
