//! Yearly reports.

use kinds::Millis;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{Answer, NOW, TestApp, TestUser};

/// From the day on which tests begin to the 15th of December.
const TO_DECEMBER: i64 = 280 * Millis::DAY;

async fn post(app: &TestApp, author: &TestUser, visibility: &str) -> String {
    let body = json!({ "status": "Hello", "visibility": visibility });
    app.post_as(&author.token, "/api/v1/statuses", body).await.ok()["id"].as_str().unwrap().to_owned()
}

async fn act(app: &TestApp, user: &TestUser, status: &str, act: &str) {
    app.post_as(&user.token, &format!("/api/v1/statuses/{status}/{act}"), json!({})).await.ok();
}

async fn state(app: &TestApp, user: &TestUser, year: i64) -> Value {
    app.get_as(&user.token, &format!("/api/v1/annual_reports/{year}/state")).await.ok()["state"].clone()
}

async fn generate(app: &TestApp, user: &TestUser) -> Answer {
    app.post_as(&user.token, "/api/v1/annual_reports/2026/generate", json!({})).await
}

#[tokio::test]
async fn a_report_is_made_and_read() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (loved, shared) = (post(&app, &alice, "public").await, post(&app, &alice, "unlisted").await);
        let secret = post(&app, &alice, "private").await;
        act(&app, &bob, &loved, "favourite").await;
        act(&app, &bob, &shared, "reblog").await;
        act(&app, &alice, &secret, "favourite").await;
        app.ctx.clock.advance(TO_DECEMBER);
        assert_eq!(state(&app, &alice, 2026).await, "eligible");

        let started = generate(&app, &alice).await;
        assert_eq!((started.status, &started.body), (202, &json!({})));
        assert!(started.headers.contains_key("mastodon-async-refresh"));
        assert_eq!(state(&app, &alice, 2026).await, "generating");
        app.drain().await;
        assert_eq!(state(&app, &alice, 2026).await, "available");
        assert_eq!(generate(&app, &alice).await.status, 200);

        let found = app.get_as(&alice.token, "/api/v1/annual_reports").await.ok();
        let top = json!({ "by_reblogs": shared, "by_favourites": loved, "by_replies": null });
        let report = json!({
            "year": 2026, "data": { "archetype": "lurker", "top_statuses": top }, "schema_version": 2,
            "share_url": null, "account_id": alice.account.to_string(),
        });
        assert_eq!(found["annual_reports"], json!([report]));
        assert_eq!(found["accounts"][0]["acct"], "alice");
        assert_eq!(found["statuses"].as_array().unwrap().len(), 2);

        app.post_as(&alice.token, "/api/v1/annual_reports/2026/read", json!({})).await.ok();
        let unread = app.get_as(&alice.token, "/api/v1/annual_reports").await.ok();
        assert_eq!(unread, json!({ "annual_reports": [], "accounts": [], "statuses": [] }));
        assert_eq!(app.get_as(&alice.token, "/api/v1/annual_reports/2026").await.ok(), found);
        app.get_as(&bob.token, "/api/v1/annual_reports/2026").await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn reports_are_for_december_and_for_those_who_have_posted() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    post(&app, &alice, "public").await;
    app.drain().await;
    assert_eq!(state(&app, &alice, 2026).await, "ineligible");
    assert_eq!(app.get("/api/v2/instance").await.ok()["wrapstodon"], json!(null));
    app.ctx.clock.advance(TO_DECEMBER);
    assert_eq!(app.get("/api/v2/instance").await.ok()["wrapstodon"], "2026");
    assert_eq!(state(&app, &bob, 2026).await, "ineligible");
    for year in [2025, 2027, 1, -1] {
        assert_eq!(state(&app, &alice, year).await, "ineligible");
    }
    let nothing = generate(&app, &bob).await;
    assert_eq!((nothing.status, &nothing.body), (200, &json!({})));
    assert_eq!(app.drain().await, 0);
}

#[tokio::test]
async fn what_is_under_way_is_not_begun_again() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    post(&app, &alice, "public").await;
    app.drain().await;
    app.ctx.clock.advance(TO_DECEMBER);
    let (first, second) = (generate(&app, &alice).await, generate(&app, &alice).await);
    assert_eq!((first.status, second.status), (202, 202));
    assert_eq!(first.headers["mastodon-async-refresh"], second.headers["mastodon-async-refresh"]);
    assert!(app.ctx.now() > NOW);
}
