//! What people do with posts, as apps ask for it.

use poem::http::Method;
use serde_json::{Value, json};

use crate::testing::{TestApp, TestUser};

async fn people() -> (TestApp, TestUser, TestUser) {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    (app, alice, bob)
}

async fn post(app: &TestApp, author: &TestUser, text: &str) -> String {
    let status = app.post_as(&author.token, "/api/v1/statuses", json!({ "status": text })).await.ok();
    status["id"].as_str().unwrap().to_owned()
}

async fn act(app: &TestApp, user: &TestUser, path: &str) -> Value {
    app.post_as(&user.token, path, json!({})).await.ok()
}

#[tokio::test]
async fn a_favourite_can_be_taken_back_and_tells_who_gave_it() {
    let (app, alice, bob) = people().await;
    let id = post(&app, &alice, "Hello").await;
    let status = act(&app, &bob, &format!("/api/v1/statuses/{id}/favourite")).await;
    assert_eq!((&status["favourited"], &status["favourites_count"]), (&json!(true), &json!(1)));
    let by = app.get_as(&alice.token, &format!("/api/v1/statuses/{id}/favourited_by")).await.ok();
    assert_eq!(by[0]["username"], "bob");
    let status = act(&app, &bob, &format!("/api/v1/statuses/{id}/unfavourite")).await;
    assert_eq!((&status["favourited"], &status["favourites_count"]), (&json!(false), &json!(0)));
}

#[tokio::test]
async fn what_was_done_with_a_post_can_be_taken_back_when_it_is_out_of_sight() {
    let (app, alice, bob) = people().await;
    let id = post(&app, &alice, "Hello").await;
    let path = format!("/api/v1/statuses/{id}");
    let (react, unreact) = ("react/%F0%9F%8E%89", "unreact/%F0%9F%8E%89");
    for done in ["favourite", "bookmark", "reblog", react] {
        act(&app, &bob, &format!("{path}/{done}")).await;
    }
    let block = |act: &str| format!("/api/v1/accounts/{}/{act}", bob.account);
    act(&app, &alice, &block("block")).await;
    for undone in ["unfavourite", "unbookmark", "unreblog", unreact] {
        let answer = app.post_as(&bob.token, &format!("{path}/{undone}"), json!({})).await;
        answer.is_error(404, "Record not found");
    }
    act(&app, &alice, &block("unblock")).await;
    let seen = app.get_as(&bob.token, &path).await.ok();
    for (field, nothing) in [
        ("favourited", json!(false)),
        ("favourites_count", json!(0)),
        ("bookmarked", json!(false)),
        ("reblogs_count", json!(0)),
        ("reactions", json!([])),
    ] {
        assert_eq!(seen[field], nothing, "{field}");
    }
}

#[tokio::test]
async fn a_boost_can_be_taken_back() {
    let (app, alice, bob) = people().await;
    let id = post(&app, &alice, "Hello").await;
    let boost = act(&app, &bob, &format!("/api/v1/statuses/{id}/reblog")).await;
    assert_eq!(boost["reblog"]["reblogs_count"], 1);
    let status = act(&app, &bob, &format!("/api/v1/statuses/{id}/unreblog")).await;
    assert_eq!((&status["reblogged"], &status["reblogs_count"]), (&json!(false), &json!(0)));
}

#[tokio::test]
async fn bookmarks_pins_and_muted_threads_come_and_go() {
    let (app, alice, _) = people().await;
    let id = post(&app, &alice, "Hello").await;
    for (on, off, field) in [
        (
            format!("/api/v1/statuses/{id}/bookmark"),
            format!("/api/v1/statuses/{id}/unbookmark"),
            "bookmarked",
        ),
        (format!("/api/v1/statuses/{id}/pin"), format!("/api/v1/statuses/{id}/unpin"), "pinned"),
        (format!("/api/v1/statuses/{id}/mute"), format!("/api/v1/statuses/{id}/unmute"), "muted"),
    ] {
        assert_eq!(act(&app, &alice, &on).await[field], true, "{on}");
        assert_eq!(act(&app, &alice, &off).await[field], false, "{off}");
    }
}

#[tokio::test]
async fn the_source_is_what_was_typed() {
    let (app, alice, _) = people().await;
    let id = post(&app, &alice, "Hello *there*").await;
    let source = app.get_as(&alice.token, &format!("/api/v1/statuses/{id}/source")).await.ok();
    assert_eq!(source, json!({ "id": id, "text": "Hello *there*", "spoiler_text": "" }));
}

#[tokio::test]
async fn a_followed_hashtag_says_so_until_it_is_not() {
    let (app, alice, bob) = people().await;
    let id = post(&app, &bob, "All about #rust").await;
    let tag = act(&app, &alice, "/api/v1/tags/rust/follow").await;
    assert_eq!((&tag["name"], &tag["following"]), (&json!("rust"), &json!(true)));
    let name = "rust";
    let found = app.get_as(&alice.token, &format!("/api/v1/timelines/tag/{name}")).await.ok();
    assert_eq!(found[0]["id"], id);
    assert_eq!(act(&app, &alice, &format!("/api/v1/tags/{name}/unfollow")).await["following"], false);
    assert_eq!(act(&app, &alice, &format!("/api/v1/tags/{name}/follow")).await["following"], true);
}

#[tokio::test]
async fn the_old_upload_answers_with_the_file() {
    let (app, alice, _) = people().await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let upload = (Method::POST, "/api/v1/media");
    let fields = [("description", "Nothing to be seen")];
    let media = app.upload_as(&alice.token, upload, &fields, ("file", picture.get_ref())).await;
    assert_eq!(media.status, 200);
    assert!(media.body["url"].is_string(), "{}", media.body);
    assert_eq!(media.body["description"], "Nothing to be seen");
}

#[tokio::test]
async fn a_header_picture_can_be_removed() {
    let (app, alice, _) = people().await;
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(40, 30).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let update = (Method::PATCH, "/api/v1/accounts/update_credentials");
    let with = app.upload_as(&alice.token, update, &[], ("header", picture.get_ref())).await.ok();
    let without = app.request(Method::DELETE, "/api/v1/profile/header", Some(&alice.token), None).await.ok();
    assert_ne!(with["header"], without["header"]);
}

#[tokio::test]
async fn custom_emoji_are_told_to_everybody() {
    let (app, ..) = people().await;
    assert_eq!(app.get("/api/v1/custom_emojis").await.ok(), json!([]));
    let mut picture = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(20, 20).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let file = crate::media::Incoming::Bytes(picture.into_inner());
    crate::service::emoji::add(&app.ctx, "blob", file, Some("Blobs".to_owned())).await.unwrap();
    let emoji = app.get("/api/v1/custom_emojis").await.ok();
    assert_eq!((&emoji[0]["shortcode"], &emoji[0]["category"]), (&json!("blob"), &json!("Blobs")));
}
