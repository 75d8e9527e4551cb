//! Edits, and what follows from them for others, on both databases.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn post(app: &TestApp, user: &TestUser, body: Value) -> String {
    let posted = app.post_as(&user.token, "/api/v1/statuses", body).await.ok();
    posted["id"].as_str().unwrap().to_owned()
}

async fn edit(app: &TestApp, user: &TestUser, status: &str, body: Value) -> Value {
    app.ctx.clock.advance(1000);
    let path = format!("/api/v1/statuses/{status}");
    let edited = app.request(Method::PUT, &path, Some(&user.token), Some(body)).await.ok();
    app.drain().await;
    edited
}

async fn show(app: &TestApp, user: &TestUser, status: &str) -> Answer {
    app.get_as(&user.token, &format!("/api/v1/statuses/{status}")).await
}

/// Ids and texts of what somebody is told of edits.
async fn told(app: &TestApp, user: &TestUser) -> Vec<(Value, Value)> {
    let path = "/api/v1/notifications?types[]=update&types[]=quoted_update";
    let list = app.get_as(&user.token, path).await.ok();
    list.as_array().unwrap().iter().map(|one| (one["id"].clone(), one["type"].clone())).collect()
}

#[tokio::test]
async fn each_edit_is_told_to_those_who_boosted_or_quoted_and_the_last_one_counts() {
    for app in apps().await {
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let status = post(&app, &alice, json!({ "status": "one" })).await;
        app.post_as(&bob.token, &format!("/api/v1/statuses/{status}/reblog"), json!({})).await.ok();
        post(&app, &carol, json!({ "status": "look", "quoted_status_id": status })).await;
        edit(&app, &alice, &status, json!({ "status": "two" })).await;
        let first = [told(&app, &bob).await, told(&app, &carol).await];
        edit(&app, &alice, &status, json!({ "status": "three" })).await;
        let second = [told(&app, &bob).await, told(&app, &carol).await];
        for (first, second, kind) in
            [(&first[0], &second[0], "update"), (&first[1], &second[1], "quoted_update")]
        {
            assert_eq!((first.len(), second.len()), (1, 1), "{kind}");
            assert_eq!((&first[0].1, &second[0].1), (&json!(kind), &json!(kind)));
            assert_ne!(first[0].0, second[0].0, "the second {kind} is news");
        }
    }
}

#[tokio::test]
async fn who_was_addressed_once_can_see_what_becomes_of_it_without_being_named() {
    for app in apps().await {
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let letter = json!({ "status": "@bob hello", "visibility": "direct" });
        let letter = post(&app, &alice, letter).await;
        let edited = edit(&app, &alice, &letter, json!({ "status": "@carol hello" })).await;
        let named: Vec<_> = edited["mentions"].as_array().unwrap().iter().map(|one| &one["acct"]).collect();
        assert_eq!(named, ["carol"]);
        for reader in [&bob, &carol] {
            let content = show(&app, reader, &letter).await.ok()["content"].clone();
            assert!(content.as_str().unwrap().contains("@<span>carol"), "{content}");
        }
    }
}

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(8, 8).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn upload(app: &TestApp, user: &TestUser) -> String {
    let media = app.upload_as(&user.token, (Method::POST, "/api/v2/media"), &[], ("file", &picture())).await;
    media.ok()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn descriptions_and_focal_points_are_edited_with_the_post() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let media = [upload(&app, &alice).await, upload(&app, &alice).await];
        let status = post(&app, &alice, json!({ "status": "look", "media_ids": media })).await;
        let attributes = json!([
            { "id": media[0], "description": "A wall" },
            { "id": media[1], "focus": "0.5,-0.25" },
        ]);
        let body = json!({ "status": "look", "media_ids": media, "media_attributes": attributes });
        let edited = edit(&app, &alice, &status, body).await;
        let shown = &edited["media_attachments"];
        assert_eq!((&shown[0]["description"], &shown[0]["meta"]["focus"]), (&json!("A wall"), &Value::Null));
        assert_eq!(shown[1]["meta"]["focus"], json!({ "x": 0.5, "y": -0.25 }));
        assert_eq!(shown[1]["meta"]["original"]["width"], 8, "the rest stays");
        assert!(edited["edited_at"].is_string());
        let fields = [
            ("status", "look"),
            ("media_ids[]", &media[0]),
            ("media_ids[]", &media[1]),
            ("media_attributes[][id]", &media[0]),
            ("media_attributes[][description]", ""),
            ("media_attributes[][id]", &media[1]),
            ("media_attributes[][description]", "A door"),
            ("media_attributes[][focus]", "0,1"),
        ];
        let form = shared::form::encode_pairs(fields).into_bytes();
        let headers = vec![
            ("authorization", format!("Bearer {}", alice.token)),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let edited = app.send(Method::PUT, &format!("/api/v1/statuses/{status}"), headers, form).await.ok();
        let shown = &edited["media_attachments"];
        assert_eq!((&shown[0]["description"], &shown[1]["description"]), (&Value::Null, &json!("A door")));
        assert_eq!(shown[1]["meta"]["focus"], json!({ "x": 0.0, "y": 1.0 }));
    }
}
