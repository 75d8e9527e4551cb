//! Statuses as people meet them through the API, on both databases.

use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    service::{
        self,
        follow::{FollowOptions, follow},
    },
    testing::{Answer, TestApp, TestUser},
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

async fn say(app: &TestApp, user: &TestUser, text: &str) -> String {
    id(&post(app, user, json!({ "status": text })).await)
}

async fn act(app: &TestApp, user: &TestUser, status: &str, act: &str) -> Answer {
    app.post_as(&user.token, &format!("/api/v1/statuses/{status}/{act}"), json!({})).await
}

async fn show(app: &TestApp, user: &TestUser, status: &str) -> Answer {
    app.get_as(&user.token, &format!("/api/v1/statuses/{status}")).await
}

fn id(status: &Value) -> String {
    status["id"].as_str().unwrap().to_owned()
}

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(id).collect()
}

#[tokio::test]
async fn a_post_is_rendered_and_counted() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let text = "Hello @bob and @nobody@far.example, #Rust & https://a.example/";
        let status = post(&app, &alice, json!({ "status": text, "language": "de" })).await;
        let content = status["content"].as_str().unwrap();
        assert!(content.contains("https://phiomia.test/@bob\" class=\"u-url mention\""), "{content}");
        assert!(content.contains("@nobody@far.example, "), "unknown people stay text: {content}");
        assert!(content.contains("#<span>Rust</span>"), "{content}");
        assert_eq!(status["mentions"][0]["acct"], "bob");
        assert_eq!(status["tags"][0]["name"], "rust");
        assert_eq!((&status["language"], &status["visibility"]), (&json!("de"), &json!("public")));
        assert_eq!(status["account"]["statuses_count"], 1);
        let notified = show(&app, &bob, &id(&status)).await.ok();
        assert_eq!(notified["favourited"], false);
    }
}

#[tokio::test]
async fn what_cannot_be_posted_is_refused() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let post = async |body: Value| app.post_as(&alice.token, "/api/v1/statuses", body).await;
    post(json!({})).await.is_error(422, "Validation failed: Text can't be blank");
    post(json!({ "status": "x".repeat(501) }))
        .await
        .is_error(422, "Validation failed: Text character limit of 500 exceeded");
    post(json!({ "status": "a", "in_reply_to_id": "5" })).await.is_error(404, "Record not found");
    post(json!({ "status": "a", "media_ids": ["5"] }))
        .await
        .is_error(422, "Validation failed: Media 5 not found or already attached to another post");
    assert_eq!(post(json!({ "status": "a", "visibility": "circle" })).await.status, 422);
    assert_eq!(app.get_as(&alice.token, "/api/v1/timelines/public").await.ok(), json!([]));
}

#[tokio::test]
async fn the_same_key_gives_the_same_status_for_an_hour() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let viewer = app.viewer(&alice).await;
        let post = async |text: &str| {
            let draft = shared::params::PostStatus { status: Some(text.to_owned()), ..Default::default() };
            service::status::post(&app.ctx, &viewer, draft, Some("k1")).await.unwrap()
        };
        let first = post("one").await;
        assert_eq!(post("two").await.id, first.id);
        app.ctx.clock.advance(kinds::Millis::HOUR + 1);
        assert_ne!(post("three").await.id, first.id);
    }
}

#[tokio::test]
async fn a_warning_makes_a_post_sensitive_and_alone_is_its_text() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let warned = post(&app, &alice, json!({ "status": "a", "spoiler_text": "food" })).await;
    assert_eq!((&warned["sensitive"], &warned["spoiler_text"]), (&json!(true), &json!("food")));
    let alone = post(&app, &alice, json!({ "status": "", "spoiler_text": "food" })).await;
    assert_eq!((&alone["content"], &alone["spoiler_text"]), (&json!("<p>food</p>"), &json!("")));
}

#[tokio::test]
async fn posts_are_seen_by_those_they_are_for() {
    for app in apps().await {
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        follow(&app.ctx, bob.account, alice.account, FollowOptions::default()).await.unwrap();
        let private = id(&post(&app, &alice, json!({ "status": "p", "visibility": "private" })).await);
        let direct = id(&post(&app, &alice, json!({ "status": "@carol d", "visibility": "direct" })).await);
        assert_eq!(show(&app, &bob, &private).await.status, 200);
        show(&app, &carol, &private).await.is_error(404, "Record not found");
        show(&app, &bob, &direct).await.is_error(404, "Record not found");
        assert_eq!(show(&app, &carol, &direct).await.status, 200);
        app.get(&format!("/api/v1/statuses/{private}")).await.is_error(404, "Record not found");
        let profile = format!("/api/v1/accounts/{}/statuses", alice.account);
        assert_eq!(ids(&app.get_as(&bob.token, &profile).await.ok()), std::slice::from_ref(&private));
        assert_eq!(ids(&app.get_as(&carol.token, &profile).await.ok()), std::slice::from_ref(&direct));
        assert_eq!(ids(&app.get(&profile).await.ok()), Vec::<String>::new());
        let batch = app.get_as(&bob.token, &format!("/api/v1/statuses?id[]={direct}&id[]={private}")).await;
        assert_eq!(ids(&batch.ok()), [private]);
    }
}

#[tokio::test]
async fn a_thread_is_shown_as_a_tree() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = say(&app, &alice, "root").await;
        let reply = async |user: &TestUser, to: &str, text: &str| {
            id(&post(&app, user, json!({ "status": text, "in_reply_to_id": to })).await)
        };
        let first = reply(&bob, &root, "first").await;
        let own = reply(&alice, &root, "more from me").await;
        let below = reply(&alice, &first, "answer").await;
        let context = app.get(&format!("/api/v1/statuses/{root}/context")).await.ok();
        assert_eq!(ids(&context["descendants"]), [own, first.clone(), below.clone()]);
        let context = app.get(&format!("/api/v1/statuses/{below}/context")).await.ok();
        assert_eq!(ids(&context["ancestors"]), [root.clone(), first]);
        assert_eq!(show(&app, &bob, &root).await.ok()["replies_count"], 2);
        assert_eq!(
            ids(&app.get("/api/v1/timelines/public").await.ok()).len(),
            2,
            "replies to others are not listed"
        );
    }
}

#[tokio::test]
async fn an_edit_keeps_what_was_there() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let status = say(&app, &alice, "one #old").await;
        act(&app, &bob, &status, "reblog").await.ok();
        let path = format!("/api/v1/statuses/{status}");
        let history = app.get(&format!("{path}/history")).await.ok();
        assert_eq!(history.as_array().unwrap().len(), 1);
        app.ctx.clock.advance(1000);
        let edit = json!({ "status": "two #new @bob" });
        let edited = app.request(Method::PUT, &path, Some(&alice.token), Some(edit)).await.ok();
        assert_eq!(edited["edited_at"], "2026-03-10T12:00:01.000Z");
        assert_eq!(edited["tags"][0]["name"], "new");
        assert_eq!(edited["reblogs_count"], 1);
        let history = app.get(&format!("{path}/history")).await.ok();
        let contents: Vec<_> =
            history.as_array().unwrap().iter().map(|edit| edit["content"].as_str().unwrap()).collect();
        assert_eq!(contents.len(), 2);
        assert!(contents[0].contains("one") && contents[1].contains("two"), "{contents:?}");
        assert_eq!(history[0]["created_at"], "2026-03-10T12:00:00.000Z");
        let source = app.get_as(&alice.token, &format!("{path}/source")).await.ok();
        assert_eq!(source["text"], "two #new @bob");
        let by_bob = app.request(Method::PUT, &path, Some(&bob.token), Some(json!({ "status": "x" }))).await;
        by_bob.is_error(404, "Record not found");
        assert_eq!(app.get("/api/v1/timelines/tag/old").await.ok(), json!([]));
        assert_eq!(ids(&app.get("/api/v1/timelines/tag/NEW").await.ok()), [status]);
    }
}

#[tokio::test]
async fn a_deleted_post_takes_its_boosts_along_and_gives_its_text_back() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let root = say(&app, &alice, "root").await;
        let reply = id(&post(&app, &alice, json!({ "status": "bye *all*", "in_reply_to_id": root })).await);
        let boost = id(&act(&app, &bob, &reply, "reblog").await.ok());
        let path = format!("/api/v1/statuses/{reply}");
        app.request(Method::DELETE, &path, Some(&bob.token), None).await.is_error(404, "Record not found");
        let deleted = app.request(Method::DELETE, &path, Some(&alice.token), None).await.ok();
        assert_eq!(deleted["text"], "bye *all*");
        for gone in [&reply, &boost] {
            show(&app, &alice, gone).await.is_error(404, "Record not found");
        }
        let root = show(&app, &alice, &root).await.ok();
        assert_eq!((&root["replies_count"], &root["account"]["statuses_count"]), (&json!(0), &json!(1)));
        let boosts = app.get(&format!("/api/v1/accounts/{}/statuses", bob.account)).await.ok();
        assert_eq!(boosts, json!([]));
    }
}

#[tokio::test]
async fn boosting_twice_is_boosting_once() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let status = say(&app, &alice, "good").await;
        let boost = act(&app, &bob, &status, "reblog").await.ok();
        assert_eq!((&boost["reblog"]["id"], &boost["reblog"]["reblogged"]), (&json!(status), &json!(true)));
        assert_eq!(act(&app, &bob, &status, "reblog").await.ok()["id"], boost["id"]);
        let boosted_boost = act(&app, &alice, &id(&boost), "reblog").await.ok();
        assert_eq!(boosted_boost["reblog"]["reblogs_count"], 2);
        let who = app.get(&format!("/api/v1/statuses/{status}/reblogged_by?limit=1")).await;
        assert!(who.headers["link"].to_str().unwrap().contains("limit=1&max_id="));
        assert_eq!(who.ok()[0]["acct"], "alice");
        let original = act(&app, &bob, &status, "unreblog").await.ok();
        assert_eq!((&original["reblogs_count"], &original["reblogged"]), (&json!(1), &json!(false)));
        act(&app, &bob, &status, "unreblog").await.ok();
    }
}

#[tokio::test]
async fn only_authors_boost_what_is_for_followers() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    follow(&app.ctx, bob.account, alice.account, FollowOptions::default()).await.unwrap();
    let private = id(&post(&app, &alice, json!({ "status": "p", "visibility": "private" })).await);
    act(&app, &bob, &private, "reblog").await.is_error(403, "This action is not allowed");
    assert_eq!(act(&app, &alice, &private, "reblog").await.ok()["visibility"], "private");
}

#[tokio::test]
async fn favourites_and_bookmarks_are_pages_in_the_order_of_the_acts() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let mut said = Vec::new();
        for text in ["a", "b", "c"] {
            said.push(say(&app, &alice, text).await);
        }
        for (kind, undo) in [("favourite", "unfavourite"), ("bookmark", "unbookmark")] {
            for at in [2, 0, 1] {
                act(&app, &bob, &said[at], kind).await.ok();
            }
            act(&app, &bob, &said[1], kind).await.ok();
            let first = app.get_as(&bob.token, &format!("/api/v1/{kind}s?limit=2")).await;
            let next = next_page(&first);
            assert_eq!(ids(&first.ok()), [said[1].clone(), said[0].clone()]);
            assert_eq!(ids(&app.get_as(&bob.token, &next).await.ok()), [said[2].clone()]);
            act(&app, &bob, &said[1], undo).await.ok();
            assert_eq!(ids(&app.get_as(&bob.token, &format!("/api/v1/{kind}s")).await.ok()).len(), 2);
        }
        assert_eq!(show(&app, &alice, &said[0]).await.ok()["favourites_count"], 1);
        assert_eq!(show(&app, &alice, &said[1]).await.ok()["favourites_count"], 0);
    }
}

/// Path and query of the `next` link.
fn next_page(answer: &Answer) -> String {
    let link = answer.headers["link"].to_str().unwrap();
    let url =
        link.split("rel=\"next\"").next().unwrap().split_once('<').unwrap().1.split_once('>').unwrap().0;
    url.replace("https://phiomia.test", "")
}

#[tokio::test]
async fn five_posts_can_be_pinned() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    let mut said = Vec::new();
    for number in 0..6 {
        said.push(say(&app, &alice, &number.to_string()).await);
    }
    for status in &said[..5] {
        assert_eq!(act(&app, &alice, status, "pin").await.ok()["pinned"], true);
    }
    act(&app, &alice, &said[5], "pin")
        .await
        .is_error(422, "Validation failed: You have already pinned the maximum number of posts");
    act(&app, &bob, &said[0], "pin")
        .await
        .is_error(422, "Validation failed: Someone else's post cannot be pinned");
    let list = format!("/api/v1/accounts/{}/statuses?pinned=true", alice.account);
    assert_eq!(ids(&app.get(&list).await.ok()), said[..5].iter().rev().cloned().collect::<Vec<_>>());
    let page = app.get(&format!("{list}&limit=3")).await;
    let next = next_page(&page);
    assert_eq!(ids(&page.ok()), [said[4].as_str(), &said[3], &said[2]]);
    assert_eq!(ids(&app.get(&next).await.ok()), [said[1].as_str(), &said[0]]);
    assert_eq!(act(&app, &alice, &said[0], "unpin").await.ok()["pinned"], false);
}

#[tokio::test]
async fn no_more_are_pinned_if_two_are_at_once() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let mut said = Vec::new();
        for number in 0..6 {
            said.push(say(&app, &alice, &number.to_string()).await);
        }
        for status in &said[..4] {
            act(&app, &alice, status, "pin").await.ok();
        }
        let (one, other) =
            tokio::join!(act(&app, &alice, &said[4], "pin"), act(&app, &alice, &said[5], "pin"));
        let mut answers = [one.status, other.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 422]);
    }
}

#[tokio::test]
async fn a_muted_thread_says_so() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let status = say(&app, &alice, "noisy").await;
    assert_eq!(act(&app, &alice, &status, "mute").await.ok()["muted"], true);
    assert_eq!(act(&app, &alice, &status, "unmute").await.ok()["muted"], false);
}

#[tokio::test]
async fn hashtags_are_followed_and_counted() {
    for app in apps().await {
        let alice = app.user("alice").await;
        say(&app, &alice, "#Rust").await;
        let tag = app.post_as(&alice.token, "/api/v1/tags/RUST/follow", json!({})).await.ok();
        assert_eq!((&tag["name"], &tag["following"]), (&json!("rust"), &json!(true)));
        assert_eq!(tag["history"][0]["uses"], "1");
        let followed = app.get_as(&alice.token, "/api/v1/followed_tags").await.ok();
        assert_eq!(followed[0]["name"], "rust");
        app.post_as(&alice.token, "/api/v1/tags/rust/unfollow", json!({})).await.ok();
        assert_eq!(app.get_as(&alice.token, "/api/v1/followed_tags").await.ok(), json!([]));
        app.get("/api/v1/tags/2026").await.is_error(404, "Record not found");
    }
}

#[tokio::test]
async fn reading_positions_are_kept() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let saved = json!({ "home": { "last_read_id": "7" } });
        app.post_as(&alice.token, "/api/v1/markers", saved.clone()).await.ok();
        let saved = app.post_as(&alice.token, "/api/v1/markers", saved).await.ok();
        assert_eq!((&saved["home"]["last_read_id"], &saved["home"]["version"]), (&json!("7"), &json!(2)));
        let read =
            app.get_as(&alice.token, "/api/v1/markers?timeline[]=home&timeline[]=notifications").await.ok();
        assert_eq!(read, saved);
    }
}
