//! Drafts, as apps keep them.

use std::io::Cursor;

use image::{ImageFormat, RgbImage};
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{TestApp, TestUser};

const DRAFTS: &str = "/api/v1/drafts";

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

async fn upload(app: &TestApp, user: &TestUser) -> Value {
    let mut png = Cursor::new(Vec::new());
    RgbImage::new(40, 30).write_to(&mut png, ImageFormat::Png).unwrap();
    let to = (Method::POST, "/api/v2/media");
    app.upload_as(&user.token, to, &[], ("file", &png.into_inner())).await.ok()["id"].clone()
}

async fn save(app: &TestApp, user: &TestUser, body: Value) -> Value {
    app.post_as(&user.token, DRAFTS, body).await.ok()
}

fn path(draft: &Value) -> String {
    format!("{DRAFTS}/{}", draft["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_draft_holds_what_there_is_so_far() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let media = upload(&app, &alice).await;
        let draft = json!({
            "status": "Dear all", "spoiler_text": "long", "visibility": "unlisted", "language": "en",
            "media_ids": [media], "sensitive": true, "local_only": true, "in_reply_to_id": "5",
            "reply_approval_policy": "nobody", "poll": { "options": ["tea"], "expires_in": 3600 },
        });
        let draft = save(&app, &alice, draft).await;
        let shown = app.get_as(&alice.token, &path(&draft)).await.ok();
        assert_eq!(shown, draft);
        let expected = json!({
            "text": "Dear all", "spoiler_text": "long", "visibility": "unlisted", "language": "en",
            "media_ids": [media], "sensitive": true, "local_only": true, "in_reply_to_id": "5",
            "quoted_status_id": null, "quote_approval_policy": null, "reply_approval_policy": "nobody",
            "poll": { "options": ["tea"], "expires_in": 3600, "multiple": null, "hide_totals": null },
        });
        assert_eq!(shown["params"], expected);
        assert_eq!(shown["media_attachments"][0]["id"], media);
    }
}

#[tokio::test]
async fn a_draft_is_replaced_and_thrown_away() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let draft = save(&app, &alice, json!({ "status": "Dear", "language": "de" })).await;
        app.ctx.clock.advance(60_000);
        let ask = async |method, body| app.request(method, &path(&draft), Some(&alice.token), body).await;
        let changed = ask(Method::PUT, Some(json!({ "status": "Dear all" }))).await.ok();
        assert_eq!(
            (&changed["params"]["text"], &changed["params"]["language"]),
            (&json!("Dear all"), &json!(null))
        );
        assert_eq!(changed["created_at"], draft["created_at"]);
        assert_ne!(changed["updated_at"], draft["updated_at"]);
        ask(Method::DELETE, None).await.ok();
        assert_eq!(ask(Method::GET, None).await.status, 404);
        assert_eq!(app.get_as(&alice.token, DRAFTS).await.ok(), json!([]));
    }
}

#[tokio::test]
async fn drafts_are_listed_the_last_begun_first() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        save(&app, &bob, json!({ "status": "Somebody else's" })).await;
        for text in ["first", "second", "third"] {
            save(&app, &alice, json!({ "status": text })).await;
        }
        let page = app.get_as(&alice.token, "/api/v1/drafts?limit=2").await.ok();
        let texts: Vec<_> = page.as_array().unwrap().iter().map(|draft| &draft["params"]["text"]).collect();
        assert_eq!(texts, ["third", "second"]);
        let next = format!("/api/v1/drafts?max_id={}", page[1]["id"].as_str().unwrap());
        assert_eq!(app.get_as(&alice.token, &next).await.ok()[0]["params"]["text"], "first");
    }
}

#[tokio::test]
async fn uploads_of_a_draft_do_not_grow_old_and_can_be_posted() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let (kept, lost) = (upload(&app, &alice).await, upload(&app, &alice).await);
        let draft = save(&app, &alice, json!({ "media_ids": [kept] })).await;
        app.ctx.clock.advance(8 * kinds::Millis::DAY);
        app.clean_up().await;
        let status = async |id: &Value| {
            let path = format!("/api/v1/media/{}", id.as_str().unwrap());
            app.get_as(&alice.token, &path).await.status
        };
        assert_eq!((status(&kept).await, status(&lost).await), (200, 404));
        let post = json!({ "status": "Look", "media_ids": [kept] });
        app.post_as(&alice.token, "/api/v1/statuses", post).await.ok();
        let shown = app.get_as(&alice.token, &path(&draft)).await.ok();
        assert_eq!((&shown["media_attachments"], &shown["params"]["media_ids"]), (&json!([]), &json!([])));
    }
}

#[tokio::test]
async fn a_draft_is_without_what_waits_with_a_scheduled_post() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let media = upload(&app, &alice).await;
        let draft = save(&app, &alice, json!({ "media_ids": [media] })).await;
        let post = json!({ "media_ids": [media], "scheduled_at": "2026-03-20T12:00:00Z" });
        let scheduled = app.post_as(&alice.token, "/api/v1/statuses", post).await.ok();
        let shown = app.get_as(&alice.token, &path(&draft)).await.ok();
        assert_eq!(shown["params"]["media_ids"], json!([]));
        let scheduled = format!("/api/v1/scheduled_statuses/{}", scheduled["id"].as_str().unwrap());
        app.request(Method::DELETE, &scheduled, Some(&alice.token), None).await.ok();
        let shown = app.get_as(&alice.token, &path(&draft)).await.ok();
        assert_eq!(shown["params"]["media_ids"], json!([media]), "it can be had again");
    }
}

#[tokio::test]
async fn an_upload_that_is_thrown_away_leaves_its_draft() {
    for app in apps().await {
        let alice = app.user("alice").await;
        let media = upload(&app, &alice).await;
        let draft = save(&app, &alice, json!({ "status": "Look", "media_ids": [media] })).await;
        let upload = format!("/api/v1/media/{}", media.as_str().unwrap());
        app.request(Method::DELETE, &upload, Some(&alice.token), None).await.ok();
        assert_eq!(app.get_as(&alice.token, &path(&draft)).await.ok()["media_attachments"], json!([]));
    }
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    for app in apps().await {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let refused = async |body: Value| app.post_as(&alice.token, DRAFTS, body).await;
        let text = "Validation failed: The draft is too long";
        refused(json!({ "status": "a".repeat(20_001) })).await.is_error(422, text);
        let theirs = upload(&app, &bob).await;
        assert_eq!(refused(json!({ "media_ids": [theirs] })).await.status, 422);
        for _ in 0..100 {
            save(&app, &alice, json!({})).await;
        }
        let text = "Validation failed: You have exceeded the limit of 100 drafts";
        refused(json!({})).await.is_error(422, text);
        save(&app, &bob, json!({})).await;
    }
}
