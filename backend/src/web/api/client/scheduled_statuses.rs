//! Statuses to be posted later.

use kinds::ScheduledStatusId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, ScheduledStatus},
    paging::Previous,
    params::RescheduleStatus,
};

use super::resource;
use crate::{
    service::status,
    web::{
        error::ApiError,
        extract::{Body, Paging, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/scheduled_statuses`
    ScheduledStatusesApi
}

#[OpenApi]
impl ScheduledStatusesApi {
    /// One's scheduled statuses, the last made first
    #[oai(path = "/api/v1/scheduled_statuses", method = "get")]
    async fn list(
        &self,
        user: User<scope::ReadStatuses>,
        paging: Paging,
    ) -> Result<Paged<ScheduledStatus>, ApiError> {
        let list = status::list_scheduled(&self.ctx, user.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// A scheduled status
    #[oai(path = "/api/v1/scheduled_statuses/:id", method = "get")]
    async fn show(
        &self,
        user: User<scope::ReadStatuses>,
        id: Path<ScheduledStatusId>,
    ) -> Result<Json<ScheduledStatus>, ApiError> {
        Ok(Json(status::show_scheduled(&self.ctx, user.account, id.0).await?))
    }

    /// Set another time
    #[oai(path = "/api/v1/scheduled_statuses/:id", method = "put")]
    async fn update(
        &self,
        user: User<scope::WriteStatuses>,
        id: Path<ScheduledStatusId>,
        body: Body<RescheduleStatus>,
    ) -> Result<Json<ScheduledStatus>, ApiError> {
        Ok(Json(status::reschedule(&self.ctx, user.account, id.0, body.0.scheduled_at).await?))
    }

    /// Take a scheduled status back
    #[oai(path = "/api/v1/scheduled_statuses/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<scope::WriteStatuses>,
        id: Path<ScheduledStatusId>,
    ) -> Result<Json<Empty>, ApiError> {
        status::unschedule(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::Method;
    use serde_json::{Value, json};
    use testkit::TestDatabase;

    use crate::testing::{Answer, TestApp, TestUser};

    const POST: &str = "/api/v1/statuses";
    const LIST: &str = "/api/v1/scheduled_statuses";

    fn later(minutes: i64) -> Value {
        let hour = 12 + minutes / 60;
        json!(format!("2026-03-10T{hour:02}:{:02}:00.000Z", minutes % 60))
    }

    async fn schedule(app: &TestApp, user: &TestUser, text: &str, minutes: i64) -> Answer {
        app.post_as(&user.token, POST, json!({ "status": text, "scheduled_at": later(minutes) })).await
    }

    fn path(scheduled: &Value) -> String {
        format!("{LIST}/{}", scheduled["id"].as_str().unwrap())
    }

    async fn texts(app: &TestApp, user: &TestUser) -> Vec<String> {
        let posts = app.get(&format!("/api/v1/accounts/{}/statuses", user.account)).await.ok();
        let text = |post: &Value| post["content"].as_str().unwrap().to_owned();
        posts.as_array().unwrap().iter().map(text).collect()
    }

    async fn upload(app: &TestApp, user: &TestUser) -> Value {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let to = (Method::POST, "/api/v2/media");
        app.upload_as(&user.token, to, &[], ("file", &png.into_inner())).await.ok()["id"].clone()
    }

    #[tokio::test]
    async fn a_scheduled_post_appears_at_its_time_and_only_once() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let media = upload(&app, &alice).await;
            let draft = json!({
                "status": "Good morning", "scheduled_at": later(10), "visibility": "unlisted",
                "media_ids": [media], "spoiler_text": "sun", "language": "en",
                "poll": { "options": ["tea", "coffee"], "expires_in": 3600, "multiple": true },
            });
            let scheduled = app.post_as(&alice.token, POST, draft).await.ok();
            assert_eq!(scheduled["scheduled_at"], later(10));
            assert_eq!(
                scheduled["params"],
                json!({
                    "text": "Good morning", "media_ids": [media], "sensitive": null, "spoiler_text": "sun",
                    "visibility": "unlisted", "in_reply_to_id": null, "language": "en",
                    "application_id": 0, "scheduled_at": null, "idempotency": null, "with_rate_limit": true, "local_only": false,
                    "reply_approval_policy": null,
                    "poll": {
                        "options": ["tea", "coffee"], "expires_in": 3600, "multiple": true,
                        "hide_totals": false,
                    },
                })
            );
            assert_eq!(scheduled["media_attachments"][0]["id"], media);
            app.drain().await;
            assert!(texts(&app, &alice).await.is_empty());
            app.ctx.clock.advance(10 * 60_000);
            app.drain().await;
            let posts = app.get(&format!("/api/v1/accounts/{}/statuses", alice.account)).await.ok();
            assert_eq!(posts.as_array().unwrap().len(), 1);
            let post = &posts[0];
            assert_eq!((&post["spoiler_text"], &post["visibility"]), (&json!("sun"), &json!("unlisted")));
            assert_eq!(post["media_attachments"][0]["id"], media);
            assert_eq!((&post["poll"]["multiple"], &post["created_at"]), (&json!(true), &later(10)));
            assert_eq!(app.get_as(&alice.token, LIST).await.ok(), json!([]));
            // As after a process that died before it could say that the job was done.
            let id = scheduled["id"].as_str().unwrap().parse().unwrap();
            assert_eq!(crate::service::status::publish(&app.ctx, id).await.unwrap(), None);
            assert_eq!(texts(&app, &alice).await.len(), 1);
        }
    }

    #[tokio::test]
    async fn another_time_is_kept_and_what_is_taken_back_is_not_posted() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let moved = schedule(&app, &alice, "moved", 10).await.ok();
        let gone = schedule(&app, &alice, "gone", 10).await.ok();
        let put = async |time: Value| {
            let body = Some(json!({ "scheduled_at": time }));
            app.request(Method::PUT, &path(&moved), Some(&alice.token), body).await
        };
        assert_eq!(put(later(30)).await.ok()["scheduled_at"], later(30));
        assert_eq!(put(later(4)).await.status, 422);
        assert_eq!(app.get_as(&alice.token, &path(&moved)).await.ok()["scheduled_at"], later(30));
        app.request(Method::DELETE, &path(&gone), Some(&alice.token), None).await.ok();
        app.get_as(&alice.token, &path(&gone)).await.is_error(404, "Record not found");
        app.ctx.clock.advance(20 * 60_000);
        app.drain().await;
        assert!(texts(&app, &alice).await.is_empty());
        app.ctx.clock.advance(10 * 60_000);
        app.drain().await;
        assert_eq!(texts(&app, &alice).await, ["<p>moved</p>"]);
    }

    #[tokio::test]
    async fn what_could_not_be_posted_cannot_be_scheduled() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let soon = schedule(&app, &alice, "soon", 4).await;
        assert_eq!(
            (soon.status, &soon.body["details"]["scheduled_at"][0]["error"]),
            (422, &json!("ERR_INVALID"))
        );
        assert_eq!(schedule(&app, &alice, "", 10).await.status, 422);
        assert_eq!(schedule(&app, &alice, &"x".repeat(501), 10).await.status, 422);
        let reply = json!({ "status": "x", "scheduled_at": later(10), "in_reply_to_id": "99" });
        assert_eq!(app.post_as(&alice.token, POST, reply).await.status, 404);
        let media = json!({ "status": "x", "scheduled_at": later(10), "media_ids": ["99"] });
        assert_eq!(app.post_as(&alice.token, POST, media).await.status, 422);
        assert_eq!(app.get_as(&alice.token, LIST).await.ok(), json!([]));
    }

    #[tokio::test]
    async fn a_day_takes_so_many_and_an_account_too() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            for number in 0..25 {
                schedule(&app, &alice, "x", 10 + number).await.ok();
            }
            assert_eq!(schedule(&app, &alice, "x", 60).await.status, 422);
            let tomorrow = json!({ "status": "x", "scheduled_at": "2026-03-11T12:00:00Z" });
            app.post_as(&alice.token, POST, tomorrow).await.ok();
        }
    }

    #[tokio::test]
    async fn uploads_wait_with_their_post() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let media = upload(&app, &alice).await;
            let draft = json!({ "media_ids": [media], "scheduled_at": "2026-03-20T12:00:00Z" });
            let scheduled = app.post_as(&alice.token, POST, draft).await.ok();
            let again = json!({ "media_ids": [media] });
            assert_eq!(app.post_as(&alice.token, POST, again.clone()).await.status, 422);
            let file = format!("/api/v1/media/{}", media.as_str().unwrap());
            assert_eq!(app.request(Method::DELETE, &file, Some(&alice.token), None).await.status, 422);
            app.ctx.clock.advance(3 * 24 * 3_600_000);
            app.clean_up().await;
            app.get_as(&alice.token, &file).await.ok();
            app.request(Method::DELETE, &path(&scheduled), Some(&alice.token), None).await.ok();
            app.post_as(&alice.token, POST, again).await.ok();
        }
    }

    #[tokio::test]
    async fn the_same_key_schedules_once() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let viewer = app.viewer(&alice).await;
        let draft = || serde_json::from_value(json!({ "status": "x", "scheduled_at": later(10) })).unwrap();
        let ask = async || {
            let answer =
                crate::service::status::post_or_schedule(&app.ctx, &viewer, draft(), Some("key")).await;
            serde_json::to_value(answer.unwrap()).unwrap()
        };
        let first = ask().await;
        assert_eq!(first["params"]["idempotency"], "key");
        assert_eq!(ask().await["id"], first["id"]);
        assert_eq!(app.get_as(&alice.token, LIST).await.ok().as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_post_outlives_what_it_answers_but_not_the_right_to_post() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let parent = app.post_as(&bob.token, POST, json!({ "status": "Hello" })).await.ok();
        let reply = json!({ "status": "Hi", "scheduled_at": later(10), "in_reply_to_id": parent["id"] });
        app.post_as(&alice.token, POST, reply).await.ok();
        schedule(&app, &bob, "never", 10).await.ok();
        let parent = format!("{POST}/{}", parent["id"].as_str().unwrap());
        app.request(Method::DELETE, &parent, Some(&bob.token), None).await.ok();
        store::Sql::new("UPDATE accounts SET suspended_at = 1 WHERE id = ")
            .bind(bob.account)
            .execute(app.ctx.db.write())
            .await
            .unwrap();
        app.ctx.clock.advance(10 * 60_000);
        app.drain().await;
        assert_eq!(texts(&app, &alice).await, ["<p>Hi</p>"]);
        assert!(texts(&app, &bob).await.is_empty());
    }
}
