//! Hashtags shown on profiles.

use kinds::{AccountId, FeaturedTagId};
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, FeaturedTag, Tag},
    params::FeatureTag,
};

use super::{resource, statuses::account};
use crate::{
    service::featured_tag,
    web::{
        error::ApiError,
        extract::{Body, MaybeUser, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/featured_tags`
    FeaturedTagsApi
}

#[OpenApi]
impl FeaturedTagsApi {
    /// The hashtags one shows, the most used first
    #[oai(path = "/api/v1/featured_tags", method = "get")]
    async fn list(&self, user: User<scope::ReadAccounts>) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
        Ok(Json(featured_tag::of_account(&self.ctx, Some(user.account), user.account).await?))
    }

    /// Show a hashtag
    #[oai(path = "/api/v1/featured_tags", method = "post")]
    async fn create(
        &self,
        user: User<scope::WriteAccounts>,
        body: Body<FeatureTag>,
    ) -> Result<Json<FeaturedTag>, ApiError> {
        let name = body.0.name.unwrap_or_default();
        Ok(Json(featured_tag::create(&self.ctx, user.account, &name).await?))
    }

    /// No longer show a hashtag
    #[oai(path = "/api/v1/featured_tags/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<scope::WriteAccounts>,
        id: Path<FeaturedTagId>,
    ) -> Result<Json<Empty>, ApiError> {
        featured_tag::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Hashtags one often uses and does not show
    #[oai(path = "/api/v1/featured_tags/suggestions", method = "get")]
    async fn suggestions(&self, user: User<scope::ReadAccounts>) -> Result<Json<Vec<Tag>>, ApiError> {
        Ok(Json(featured_tag::suggestions(&self.ctx, user.account).await?))
    }

    /// The hashtags an account shows, the most used first
    #[oai(path = "/api/v1/accounts/:id/featured_tags", method = "get")]
    async fn of_account(
        &self,
        viewer: MaybeUser<scope::ReadAccounts>,
        id: Path<AccountId>,
    ) -> Result<Json<Vec<FeaturedTag>>, ApiError> {
        Ok(Json(featured_tag::of_account(&self.ctx, account(&viewer), id.0).await?))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::Method;
    use serde_json::{Value, json};
    use testkit::TestDatabase;

    use crate::testing::{Answer, TestApp, TestUser};

    const LIST: &str = "/api/v1/featured_tags";

    async fn feature(app: &TestApp, user: &TestUser, name: &str) -> Answer {
        app.post_as(&user.token, LIST, json!({ "name": name })).await
    }

    async fn post(app: &TestApp, user: &TestUser, text: &str) -> String {
        let post = json!({ "status": text });
        app.post_as(&user.token, "/api/v1/statuses", post).await.ok()["id"].as_str().unwrap().to_owned()
    }

    async fn counts(app: &TestApp, user: &TestUser) -> Value {
        let list = app.get(&format!("/api/v1/accounts/{}/featured_tags", user.account)).await.ok();
        let count = |tag: &Value| json!([tag["name"], tag["statuses_count"], tag["last_status_at"]]);
        list.as_array().unwrap().iter().map(count).collect()
    }

    #[tokio::test]
    async fn counts_follow_every_post() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            post(&app, &alice, "about #rust").await;
            let tag = feature(&app, &alice, "Rust").await.ok();
            assert_eq!(
                (&tag["name"], &tag["url"]),
                (&json!("Rust"), &json!("https://phiomia.test/tags/rust"))
            );
            assert_eq!(counts(&app, &alice).await, json!([["Rust", "1", "2026-03-10"]]));
            app.ctx.clock.advance(24 * 3_600_000);
            let second = post(&app, &alice, "more #RUST").await;
            assert_eq!(counts(&app, &alice).await, json!([["Rust", "2", "2026-03-11"]]));
            let second = format!("/api/v1/statuses/{second}");
            let edit = Some(json!({ "status": "no tag" }));
            app.request(Method::PUT, &second, Some(&alice.token), edit).await.ok();
            assert_eq!(counts(&app, &alice).await, json!([["Rust", "1", "2026-03-10"]]));
            let edit = Some(json!({ "status": "with #rust" }));
            app.request(Method::PUT, &second, Some(&alice.token), edit).await.ok();
            assert_eq!(counts(&app, &alice).await, json!([["Rust", "2", "2026-03-11"]]));
            app.request(Method::DELETE, &second, Some(&alice.token), None).await.ok();
            let secret = json!({ "status": "#rust", "visibility": "private" });
            app.post_as(&alice.token, "/api/v1/statuses", secret).await.ok();
            assert_eq!(counts(&app, &alice).await, json!([["Rust", "1", "2026-03-10"]]));
        }
    }

    #[tokio::test]
    async fn a_hashtag_is_featured_once_and_only_so_many() {
        let app = TestApp::with(|config| config.limits.featured_tags = 2).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let first = feature(&app, &alice, "#one").await.ok();
        assert_eq!(feature(&app, &alice, "ONE").await.status, 422);
        assert_eq!(feature(&app, &alice, "not a tag").await.status, 422);
        feature(&app, &alice, "two").await.ok();
        assert_eq!(feature(&app, &alice, "three").await.status, 422);
        let path = format!("{LIST}/{}", first["id"].as_str().unwrap());
        app.request(Method::DELETE, &path, Some(&bob.token), None).await.is_error(404, "Record not found");
        app.request(Method::DELETE, &path, Some(&alice.token), None).await.ok();
        feature(&app, &alice, "three").await.ok();
    }

    #[tokio::test]
    async fn tags_tell_whether_they_are_featured() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let post = async |verb: &str| {
            app.post_as(&alice.token, &format!("/api/v1/tags/rust/{verb}"), json!({})).await.ok()
        };
        assert_eq!(post("feature").await["featuring"], true);
        assert_eq!(post("feature").await["featuring"], true);
        assert_eq!(app.get_as(&alice.token, "/api/v1/tags/rust").await.ok()["featuring"], true);
        assert_eq!(post("unfeature").await["featuring"], false);
        assert_eq!(app.get_as(&alice.token, LIST).await.ok(), json!([]));
    }

    #[tokio::test]
    async fn tags_in_use_are_suggested() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            post(&app, &alice, "#one #two").await;
            post(&app, &alice, "#two #three").await;
            feature(&app, &alice, "three").await.ok();
            let tags = app.get_as(&alice.token, &format!("{LIST}/suggestions")).await.ok();
            assert_eq!((&tags[0]["name"], &tags[1]["name"]), (&json!("two"), &json!("one")));
            assert_eq!((tags.as_array().unwrap().len(), &tags[0]["featuring"]), (2, &json!(false)));
        }
    }

    #[tokio::test]
    async fn other_servers_read_featured_tags() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        feature(&app, &alice, "Rust").await.ok();
        let accept = "application/activity+json";
        let actor = app.get_with("/users/alice", "accept", accept).await.ok();
        let path = actor["featuredTags"].as_str().unwrap().trim_start_matches("https://phiomia.test");
        let collection = app.get_with(path, "accept", accept).await.ok();
        assert_eq!(
            collection["orderedItems"],
            json!([{ "type": "Hashtag", "href": "https://phiomia.test/tags/rust", "name": "#Rust" }])
        );
    }
}
