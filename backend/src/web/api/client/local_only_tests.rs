//! Posts that stay on this server, as people meet them through the API.

use kinds::StatusId;
use serde_json::{Value, json};
use shared::params::PostStatus;
use testkit::TestDatabase;

use crate::{
    service::{
        self,
        status::{NewStatus, insert},
    },
    testing::{TestApp, TestUser},
};

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn post(app: &TestApp, user: &TestUser, body: Value) -> Value {
    app.post_as(&user.token, "/api/v1/statuses", body).await.ok()
}

fn path(status: &Value) -> String {
    format!("/api/v1/statuses/{}", status["id"].as_str().unwrap())
}

#[tokio::test]
async fn people_of_this_server_see_it_and_visitors_do_not() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let status = post(&app, &alice, json!({ "status": "Among us #here", "local_only": true })).await;
        assert_eq!((&status["local_only"], &status["visibility"]), (&json!(true), &json!("public")));
        assert_eq!(app.get_as(&bob.token, &path(&status)).await.ok()["local_only"], true);
        assert_eq!(app.get(&path(&status)).await.status, 404);
        let lists = ["timelines/public?local=true", "timelines/tag/here"];
        for list in lists.map(|list| format!("/api/v1/{list}")) {
            assert_eq!(app.get_as(&bob.token, &list).await.ok()[0]["id"], status["id"], "{list}");
            assert_eq!(app.get(&list).await.ok(), json!([]), "{list}");
        }
        let page = app.get_page(&format!("/@alice/{}", status["id"].as_str().unwrap())).await.text();
        assert!(!page.contains("Among us"), "{page}");
    }
}

#[tokio::test]
async fn a_post_is_for_all_servers_unless_it_says_otherwise() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let status = post(&app, &alice, json!({ "status": "Hello" })).await;
    assert_eq!(app.get(&path(&status)).await.ok()["local_only"], false);
}

#[tokio::test]
async fn what_answers_it_stays_here_unless_it_says_otherwise() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let first = post(&app, &alice, json!({ "status": "Among us", "local_only": true })).await;
        let second = post(&app, &alice, json!({ "status": "Yes", "in_reply_to_id": first["id"] })).await;
        assert_eq!(second["local_only"], true);
        let open = json!({ "status": "For all", "in_reply_to_id": first["id"], "local_only": false });
        assert_eq!(post(&app, &alice, open).await["local_only"], false);
        assert_eq!(app.get_as(&alice.token, &path(&first)).await.ok()["replies_count"], 2);
    }
}

#[tokio::test]
async fn an_open_post_does_not_count_the_answers_that_stay_here() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let open = post(&app, &alice, json!({ "status": "For all" })).await;
        let draft = json!({ "status": "Among us", "in_reply_to_id": open["id"], "local_only": true });
        let answer = post(&app, &alice, draft).await;
        assert_eq!(app.get(&path(&open)).await.ok()["replies_count"], 0);
        app.request(poem::http::Method::DELETE, &path(&answer), Some(&alice.token), None).await.ok();
        let thread = app.get(&format!("{}/context", path(&open))).await.ok();
        assert_eq!(thread["descendants"], json!([]));
        assert_eq!(app.get(&path(&open)).await.ok()["replies_count"], 0);
    }
}

#[tokio::test]
async fn a_boost_of_it_stays_here_too() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let status = post(&app, &alice, json!({ "status": "Among us", "local_only": true })).await;
        let boost = app.post_as(&bob.token, &format!("{}/reblog", path(&status)), json!({})).await.ok();
        assert_eq!((&boost["local_only"], &boost["reblog"]["id"]), (&json!(true), &status["id"]));
        let profile = format!("/api/v1/accounts/{}/statuses", bob.account);
        assert_eq!(app.get_as(&alice.token, &profile).await.ok().as_array().unwrap().len(), 1);
        assert_eq!(app.get(&profile).await.ok(), json!([]));
    }
}

#[tokio::test]
async fn a_quote_of_it_stays_here_and_it_quotes_nothing_from_elsewhere() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let kept = post(&app, &alice, json!({ "status": "Among us", "local_only": true })).await;
    let quoting = json!({ "status": "Look", "quoted_status_id": kept["id"], "local_only": false });
    assert_eq!(post(&app, &alice, quoting).await["local_only"], true);

    let max = app.remote("max", "far.example").await;
    let tx = app.ctx.begin().await.unwrap();
    let new = NewStatus::new(StatusId(7), "https://far.example/7".to_owned(), max, tx.now());
    let far = insert(&app.ctx, &tx, new).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    let quoting = json!({ "status": "Look", "quoted_status_id": far, "local_only": true });
    let text = "Validation failed: A post that stays on this server cannot quote one of another server, which \
                would have to agree";
    app.post_as(&alice.token, "/api/v1/statuses", quoting).await.is_error(422, text);
}

#[tokio::test]
async fn a_scheduled_one_stays_here_when_its_time_comes() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let time = crate::service::present::timestamp(app.ctx.now().plus(600_000));
    let draft = PostStatus {
        status: Some("Among us".to_owned()),
        local_only: Some(true),
        scheduled_at: Some(time),
        ..PostStatus::default()
    };
    let viewer = app.viewer(&alice).await;
    service::status::post_or_schedule(&app.ctx, &viewer, draft, None).await.unwrap();
    let waiting = app.get_as(&alice.token, "/api/v1/scheduled_statuses").await.ok();
    assert_eq!(waiting[0]["params"]["local_only"], true);
    app.ctx.clock.advance(660_000);
    app.drain().await;
    let posted = app.get_as(&alice.token, "/api/v1/timelines/public").await.ok();
    assert_eq!((&posted[0]["content"], &posted[0]["local_only"]), (&json!("<p>Among us</p>"), &json!(true)));
}

#[tokio::test]
async fn the_instance_names_what_it_offers_beyond_mastodon() {
    let app = TestApp::start().await;
    let instance = app.get("/api/v2/instance").await.ok();
    let extensions = instance["configuration"]["extensions"].as_array().unwrap();
    assert!(extensions.contains(&json!("local_only_posts")), "{extensions:?}");
}
