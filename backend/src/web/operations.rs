//! Answers for those who run the server: health, readiness, the API document.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use poem::{Response, handler, http::StatusCode, web::Data};

use super::api;
use crate::{ctx::Ctx, error::ServiceError, service::health::Health, web::error::ApiError};

/// The API document, and the same as a page for people. Each is rendered when it is first asked for:
/// few servers ever are, and all of them start.
pub(super) struct Documents {
    ctx: Ctx,
    json: OnceLock<Bytes>,
    page: OnceLock<Bytes>,
}

impl Documents {
    pub(super) fn new(ctx: &Ctx) -> Self {
        Self { ctx: ctx.clone(), json: OnceLock::new(), page: OnceLock::new() }
    }

    fn json(&self) -> &Bytes {
        self.json.get_or_init(|| api::document(&self.ctx).into())
    }

    fn page(&self) -> &Bytes {
        self.page.get_or_init(|| api::page(&String::from_utf8_lossy(self.json())).into())
    }
}

/// The process is alive. The body is what Mastodon answers.
#[handler]
pub(super) fn health() -> &'static str {
    "OK"
}

/// Whether the process can serve requests, and how what it needs is doing.
#[handler]
pub(super) async fn ready(ctx: Data<&Ctx>) -> Result<Response, ApiError> {
    let found = Health::of(&ctx).await;
    if !found.is_ready() {
        tracing::warn!(?found, "not ready");
    }
    let status = if found.is_ready() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::to_vec(&found).map_err(ServiceError::from)?;
    Ok(Response::builder().status(status).content_type("application/json; charset=utf-8").body(body))
}

/// The OpenAPI document of the client API.
#[handler]
pub(super) fn openapi(documents: Data<&Arc<Documents>>) -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .body(documents.json().clone())
}

/// The API document as a page for people.
#[handler]
pub(super) fn docs(documents: Data<&Arc<Documents>>) -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .body(documents.page().clone())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use store::Sql;
    use testkit::TestDatabase;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn readiness_names_what_is_wrong() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            assert_eq!(app.get("/health").await.ok(), "OK");
            let well = json!({ "database": "ok", "schema": "ok", "valkey": "unused" });
            assert_eq!(app.get("/health/ready").await.ok(), well);

            let forget = Sql::new("DELETE FROM seaql_migrations WHERE version = 'm0004_work'");
            forget.execute(app.ctx.db.write()).await.unwrap();
            let answer = app.get("/health/ready").await;
            assert_eq!((answer.status, &answer.body["schema"]), (503, &json!("failing")));

            app.ctx.db.clone().close().await.unwrap();
            let answer = app.get("/health/ready").await;
            assert_eq!((answer.status, &answer.body["database"]), (503, &json!("failing")));
            assert_eq!(app.get("/health").await.ok(), "OK", "the process is alive all the same");
        }
    }
}
