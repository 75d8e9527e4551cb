//! Announcements.

use kinds::AnnouncementId;
use poem_openapi::{OpenApi, param::Path};
use shared::entities::{Announcement, Empty};

use super::resource;
use crate::{
    service::announcement,
    web::{
        error::ApiError,
        extract::{User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/announcements`
    AnnouncementsApi
}

#[OpenApi]
impl AnnouncementsApi {
    /// What the staff tells everybody now; `read` says what one has dismissed
    #[oai(path = "/api/v1/announcements", method = "get")]
    async fn list(&self, user: User<scope::Any>) -> Result<Json<Vec<Announcement>>, ApiError> {
        Ok(Json(announcement::list(&self.ctx, user.account).await?))
    }

    /// Dismiss an announcement
    #[oai(path = "/api/v1/announcements/:id/dismiss", method = "post")]
    async fn dismiss(
        &self,
        user: User<scope::WriteAccounts>,
        id: Path<AnnouncementId>,
    ) -> Result<Json<Empty>, ApiError> {
        announcement::dismiss(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Put an emoji under an announcement
    #[oai(path = "/api/v1/announcements/:id/reactions/:name", method = "put")]
    async fn react(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<AnnouncementId>,
        name: Path<String>,
    ) -> Result<Json<Empty>, ApiError> {
        announcement::react(&self.ctx, user.account, id.0, &name.0).await?;
        Ok(Json(Empty {}))
    }

    /// Take an emoji back
    #[oai(path = "/api/v1/announcements/:id/reactions/:name", method = "delete")]
    async fn unreact(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<AnnouncementId>,
        name: Path<String>,
    ) -> Result<Json<Empty>, ApiError> {
        announcement::unreact(&self.ctx, user.account, id.0, &name.0).await?;
        Ok(Json(Empty {}))
    }
}

#[cfg(test)]
mod tests {
    use kinds::{AnnouncementId, Millis};
    use poem::http::Method;
    use serde_json::{Value, json};
    use testkit::TestDatabase;

    use crate::{
        service::announcement::{self, NewAnnouncement},
        testing::{Answer, TestApp, TestUser},
    };

    const LIST: &str = "/api/v1/announcements";

    async fn announce(app: &TestApp, new: NewAnnouncement) -> AnnouncementId {
        announcement::create(&app.ctx, new).await.unwrap()
    }

    fn says(text: &str) -> NewAnnouncement {
        NewAnnouncement { text: text.to_owned(), ..NewAnnouncement::default() }
    }

    async fn list(app: &TestApp, user: &TestUser) -> Value {
        app.get_as(&user.token, LIST).await.ok()
    }

    async fn react(app: &TestApp, user: &TestUser, method: Method, id: AnnouncementId, name: &str) -> Answer {
        app.request(method, &format!("{LIST}/{id}/reactions/{name}"), Some(&user.token), None).await
    }

    #[tokio::test]
    async fn an_announcement_is_a_text_like_a_post() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let post = json!({ "status": "Hello" });
            let post = app.post_as(&alice.token, "/api/v1/statuses", post).await.ok();
            let address = post["url"].as_str().unwrap();
            let id = announce(&app, says(&format!("Ask @alice about #Cake <b> {address}"))).await;
            let shown = list(&app, &alice).await;
            let shown = &shown[0];
            assert_eq!((&shown["id"], &shown["read"]), (&json!(id.to_string()), &json!(false)));
            let html = shown["content"].as_str().unwrap();
            assert!(html.contains("class=\"u-url mention\"") && html.contains("&lt;b&gt;"), "{html}");
            assert_eq!(
                shown["mentions"],
                json!([{
                    "id": alice.account.to_string(), "username": "alice", "acct": "alice",
                    "url": "https://phiomia.test/@alice",
                }])
            );
            assert_eq!(shown["tags"], json!([{ "name": "cake", "url": "https://phiomia.test/tags/cake" }]));
            assert_eq!(shown["statuses"], json!([{ "id": post["id"], "url": address }]));
            assert_eq!((&shown["reactions"], &shown["all_day"]), (&json!([]), &json!(false)));
            app.post_as(&alice.token, &format!("{LIST}/{id}/dismiss"), json!({})).await.ok();
            assert_eq!(list(&app, &alice).await[0]["read"], true);
            app.get(LIST).await.is_error(401, "The access token is invalid");
        }
    }

    #[tokio::test]
    async fn announcements_are_shown_between_two_times() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let at = |hours: i64| Some(app.ctx.now().plus(hours * Millis::HOUR));
            let new = NewAnnouncement { publish_at: at(1), ends_at: at(2), ..says("soon") };
            let id = announce(&app, new).await;
            let dismiss = format!("{LIST}/{id}/dismiss");
            assert_eq!(list(&app, &alice).await, json!([]));
            app.post_as(&alice.token, &dismiss, json!({})).await.is_error(404, "Record not found");
            react(&app, &alice, Method::PUT, id, "%F0%9F%91%8D").await.is_error(404, "Record not found");
            app.ctx.clock.advance(Millis::HOUR);
            assert_eq!(list(&app, &alice).await[0]["published_at"], "2026-03-10T13:00:00.000Z");
            app.post_as(&alice.token, &dismiss, json!({})).await.ok();
            app.ctx.clock.advance(Millis::HOUR);
            assert_eq!(list(&app, &alice).await, json!([]));
            let backwards = NewAnnouncement { starts_at: at(2), ends_at: at(1), ..says("never") };
            assert!(announcement::create(&app.ctx, backwards).await.is_err());
            assert!(announcement::create(&app.ctx, says(" ")).await.is_err());
        }
    }

    #[tokio::test]
    async fn people_put_emoji_under_announcements() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let id = announce(&app, says("Cake!")).await;
            // A heart with and without the selector is one heart.
            for (user, name) in [(&alice, "%E2%9D%A4"), (&alice, "%E2%9D%A4%EF%B8%8F"), (&bob, "%E2%9D%A4")] {
                react(&app, user, Method::PUT, id, name).await.ok();
            }
            let heart = json!([{ "name": "❤\u{fe0f}", "count": 2, "me": true }]);
            assert_eq!(list(&app, &alice).await[0]["reactions"], heart);
            assert_eq!(react(&app, &alice, Method::PUT, id, "nothing").await.status, 422);
            react(&app, &alice, Method::DELETE, id, "%E2%9D%A4").await.ok();
            assert_eq!(list(&app, &alice).await[0]["reactions"][0]["me"], false);
            react(&app, &alice, Method::DELETE, id, "%E2%9D%A4").await.is_error(404, "Record not found");
        }
    }

    #[tokio::test]
    async fn eight_different_emoji_are_enough() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let id = announce(&app, says("Cake!")).await;
        // From U+1F600 on there are faces.
        let face = |number: u8| format!("%F0%9F%98%{:X}", 0x80 + number);
        for number in 0..8 {
            react(&app, &alice, Method::PUT, id, &face(number)).await.ok();
        }
        assert_eq!(react(&app, &bob, Method::PUT, id, &face(8)).await.status, 422);
        react(&app, &bob, Method::PUT, id, &face(7)).await.ok();
        assert_eq!(list(&app, &alice).await[0]["reactions"].as_array().unwrap().len(), 8);
    }

    #[tokio::test]
    async fn what_is_removed_is_gone() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let id = announce(&app, says("Cake!")).await;
        announcement::delete(&app.ctx, id).await.unwrap();
        assert!(announcement::delete(&app.ctx, id).await.is_err());
        assert_eq!(list(&app, &alice).await, json!([]));
    }
}
