//! Answers for those who run the server: health, readiness, the API document.

use std::sync::Arc;

use poem::{Response, handler, http::StatusCode, web::Data};

use crate::{ctx::Ctx, error::ServiceError, service::health::Health, web::error::ApiError};

/// The API document, rendered once.
#[derive(Clone)]
pub(super) struct Document(pub(super) Arc<str>);

/// The same as a page for people, rendered once.
#[derive(Clone)]
pub(super) struct Page(pub(super) Arc<str>);

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
pub(super) fn openapi(document: Data<&Document>) -> Response {
    Response::builder()
        .content_type("application/json; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .body(document.0.0.as_bytes().to_vec())
}

/// The API document as a page for people.
#[handler]
pub(super) fn docs(page: Data<&Page>) -> Response {
    Response::builder()
        .content_type("text/html; charset=utf-8")
        .header("cache-control", "public, max-age=3600")
        .body(page.0.0.as_bytes().to_vec())
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
