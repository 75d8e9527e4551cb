//! Lists that are kept: what happens is seen at once, and nobody sees what is not theirs to see.

use kinds::NotificationKind;
use poem::http::Method;
use serde_json::{Value, json};
use store::Db;
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn post(app: &TestApp, user: &TestUser, visibility: &str) -> String {
    let body = json!({ "status": "hello", "visibility": visibility });
    let posted = app.post_as(&user.token, "/api/v1/statuses", body).await.ok();
    posted["id"].as_str().unwrap().to_owned()
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_profile_shows_what_was_just_posted_boosted_and_deleted() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let profile = format!("/api/v1/accounts/{}/statuses", alice.account);
        let shown = async || app.get_as(&bob.token, &profile).await.ok();
        assert!(ids(&shown().await).is_empty());
        let first = post(&app, &alice, "public").await;
        assert_eq!(ids(&shown().await), [first.as_str()]);
        let other = post(&app, &bob, "public").await;
        let boost = format!("/api/v1/statuses/{other}/reblog");
        let boost =
            app.post_as(&alice.token, &boost, json!({})).await.ok()["id"].as_str().unwrap().to_owned();
        assert_eq!(ids(&shown().await), [boost.as_str(), first.as_str()]);
        let gone = format!("/api/v1/statuses/{other}");
        app.request(Method::DELETE, &gone, Some(&bob.token), None).await.ok();
        assert_eq!(ids(&shown().await), [first.as_str()]);
    }
}

#[tokio::test]
async fn each_reader_of_a_profile_gets_full_pages_of_what_is_to_be_seen() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let open = post(&app, &alice, "public").await;
        let older = post(&app, &alice, "unlisted").await;
        let hidden = post(&app, &alice, "private").await;
        let profile = format!("/api/v1/accounts/{}/statuses", alice.account);
        let page = |more: &str| format!("{profile}?limit=2{more}");
        let own = app.get_as(&alice.token, &page("")).await.ok();
        assert_eq!(ids(&own), [hidden.as_str(), older.as_str()]);
        assert_eq!(ids(&app.get(&page("")).await.ok()), [older.as_str(), open.as_str()]);
        assert_eq!(ids(&app.get_as(&bob.token, &page("")).await.ok()), [older.as_str(), open.as_str()]);
        let next = app.get_as(&alice.token, &page(&format!("&max_id={older}"))).await.ok();
        assert_eq!(ids(&next), [open.as_str()]);
        let between = app.get(&page(&format!("&since_id={open}"))).await.ok();
        assert_eq!(ids(&between), [older.as_str()]);
        let block = format!("/api/v1/accounts/{}/block", bob.account);
        app.post_as(&alice.token, &block, json!({})).await.ok();
        assert!(ids(&app.get_as(&bob.token, &page("")).await.ok()).is_empty());
    }
}

#[tokio::test]
async fn notifications_come_and_go_at_once() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (first, second) = (post(&app, &alice, "public").await, post(&app, &alice, "public").await);
        let act = async |id: &str, act: &str| {
            app.post_as(&bob.token, &format!("/api/v1/statuses/{id}/{act}"), json!({})).await.ok();
        };
        let shown = async |more: &str| {
            let list = app.get_as(&alice.token, &format!("/api/v1/notifications{more}")).await.ok();
            let about = |item: &Value| item["status"]["id"].as_str().unwrap().to_owned();
            list.as_array().unwrap().iter().map(about).collect::<Vec<_>>()
        };
        act(&first, "favourite").await;
        assert_eq!(shown("").await, [first.as_str()]);
        act(&second, "favourite").await;
        act(&second, "reblog").await;
        assert_eq!(shown("").await, [second.clone(), second.clone(), first.clone()]);
        let kind = NotificationKind::Reblog.as_str();
        assert_eq!(shown(&format!("?types[]={kind}")).await, [second.as_str()]);
        assert_eq!(shown(&format!("?exclude_types[]={kind}&limit=1")).await, [second.as_str()]);
        act(&second, "unfavourite").await;
        assert_eq!(shown("").await, [second.clone(), first.clone()]);
        let gone = format!("/api/v1/statuses/{second}");
        app.request(Method::DELETE, &gone, Some(&alice.token), None).await.ok();
        assert_eq!(shown("").await, [first.as_str()]);
        let block = format!("/api/v1/accounts/{}/block", bob.account);
        app.post_as(&alice.token, &block, json!({})).await.ok();
        assert!(shown("").await.is_empty());
    }
}

#[tokio::test]
async fn kept_lists_cost_no_statement() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let id = post(&app, &alice, "public").await;
        app.post_as(&bob.token, &format!("/api/v1/statuses/{id}/favourite"), json!({})).await.ok();
        for path in
            [format!("/api/v1/accounts/{}/statuses", alice.account), "/api/v1/notifications".to_owned()]
        {
            app.get_as(&alice.token, &path).await.ok();
            let (answer, statements) = Db::count_statements(app.get_as(&alice.token, &path)).await;
            assert_eq!((ids(&answer.ok()).len(), statements), (1, 0), "{path}");
        }
    }
}
