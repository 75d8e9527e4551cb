//! What others ask for again and again is answered without the database, and yet never stale.

use poem::http::Method;
use serde_json::json;
use store::Db;
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

const CREDENTIALS: &str = "/api/v1/accounts/verify_credentials";

/// The paths, with the token that each is asked with.
fn asked_often(app: &TestApp, alice: &TestUser) -> [(String, Option<String>); 4] {
    let host = app.ctx.config.account_domain();
    [
        (CREDENTIALS.to_owned(), Some(alice.token.clone())),
        ("/api/v2/instance".to_owned(), None),
        ("/users/alice".to_owned(), None),
        (format!("/.well-known/webfinger?resource=acct:alice@{host}"), None),
    ]
}

#[tokio::test]
async fn a_warm_answer_takes_no_statement() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        for (path, token) in asked_often(&app, &alice) {
            let ask = || app.request(Method::GET, &path, token.as_deref(), None);
            ask().await.ok();
            let (answer, statements) = Db::count_statements(ask()).await;
            answer.ok();
            assert_eq!(statements, 0, "{path}");
        }
    }
}

#[tokio::test]
async fn a_changed_profile_is_seen_at_once() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    for (path, token) in asked_often(&app, &alice) {
        app.request(Method::GET, &path, token.as_deref(), None).await.ok();
    }
    let body = json!({ "display_name": "New", "source": { "privacy": "private" } });
    let path = "/api/v1/accounts/update_credentials";
    app.request(Method::PATCH, path, Some(&alice.token), Some(body)).await.ok();
    let own = app.get_as(&alice.token, CREDENTIALS).await.ok();
    assert_eq!((&own["display_name"], &own["source"]["privacy"]), (&json!("New"), &json!("private")));
    assert_eq!(app.get("/users/alice").await.ok()["name"], "New");
}

#[tokio::test]
async fn requests_to_follow_are_counted_at_once() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let locked = json!({ "locked": true });
    app.request(Method::PATCH, "/api/v1/accounts/update_credentials", Some(&alice.token), Some(locked))
        .await
        .ok();
    let waiting =
        async || app.get_as(&alice.token, CREDENTIALS).await.ok()["source"]["follow_requests_count"].clone();
    assert_eq!(waiting().await, 0);
    app.post_as(&bob.token, &format!("/api/v1/accounts/{}/follow", alice.account), json!({})).await.ok();
    assert_eq!(waiting().await, 1);
    app.post_as(&bob.token, &format!("/api/v1/accounts/{}/unfollow", alice.account), json!({})).await.ok();
    assert_eq!(waiting().await, 0);
}
