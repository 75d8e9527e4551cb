//! The pages as a browser meets them.

mod consent;
mod limits;
mod sign_in;
mod sign_up;

use serde_json::Value;

use crate::testing::TestApp;

/// Registers an application; returns id and secret.
pub(super) async fn register_app(app: &TestApp, redirect: &str, scopes: &str) -> (String, String) {
    let body = serde_json::json!({ "client_name": "Elk", "redirect_uris": redirect, "scopes": scopes });
    let answer = app.request(poem::http::Method::POST, "/api/v1/apps", None, Some(body)).await.ok();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (text("client_id"), text("client_secret"))
}

/// Asks for a token.
pub(super) async fn token(app: &TestApp, body: Value) -> crate::testing::Answer {
    app.request(poem::http::Method::POST, "/oauth/token", None, Some(body)).await
}
