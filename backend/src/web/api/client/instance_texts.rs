//! Texts about the server, its numbers by week, the servers it knows by how their names begin, and that it
//! collects no donations.

use std::collections::BTreeMap;

use poem_openapi::{ApiResponse, OpenApi, param::Path};
use shared::{
    entities::{ExtendedDescription, InstanceActivity, PrivacyPolicy, TermsOfService},
    params::PeersSearchQuery,
};

use super::resource;
use crate::{
    service::instance,
    web::{
        error::ApiError,
        extract::{Query, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/instance/…` and `/api/v1/peers/search`
    InstanceTextsApi
}

/// What a server answers that runs no campaign for donations. This one never does: it collects no money for
/// anybody.
#[derive(ApiResponse)]
enum NoCampaign {
    /// There is no campaign.
    #[oai(status = 204)]
    None,
}

#[OpenApi]
impl InstanceTextsApi {
    /// More about the server, as HTML
    #[oai(path = "/api/v1/instance/extended_description", method = "get")]
    async fn extended_description(&self) -> Result<Json<ExtendedDescription>, ApiError> {
        Ok(Json(instance::extended_description(&self.ctx).await?))
    }

    /// The privacy policy, as HTML
    #[oai(path = "/api/v1/instance/privacy_policy", method = "get")]
    async fn privacy_policy(&self) -> Result<Json<PrivacyPolicy>, ApiError> {
        Ok(Json(instance::privacy_policy(&self.ctx).await?))
    }

    /// The terms of service, as HTML
    #[oai(path = "/api/v1/instance/terms_of_service", method = "get")]
    async fn terms_of_service(&self) -> Result<Json<TermsOfService>, ApiError> {
        Ok(Json(instance::terms_of_service(&self.ctx, None).await?))
    }

    /// The terms of service that hold from a day on
    #[oai(path = "/api/v1/instance/terms_of_service/:date", method = "get")]
    async fn dated_terms_of_service(&self, date: Path<String>) -> Result<Json<TermsOfService>, ApiError> {
        Ok(Json(instance::terms_of_service(&self.ctx, Some(&date.0)).await?))
    }

    /// Posts, people and sign-ups of the last weeks, the newest week first
    #[oai(path = "/api/v1/instance/activity", method = "get")]
    async fn activity(&self) -> Result<Json<Vec<InstanceActivity>>, ApiError> {
        Ok(Json(instance::activity(&self.ctx).await?))
    }

    /// Into which languages posts of a language can be translated: none as long as nothing translates
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/instance/translation_languages", method = "get")]
    async fn translation_languages(&self) -> Result<Json<BTreeMap<String, Vec<String>>>, ApiError> {
        Ok(Json(BTreeMap::new()))
    }

    /// The campaign for donations that is on now
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/donation_campaigns", method = "get")]
    async fn donation_campaign(&self, _user: User<scope::Any>) -> Result<NoCampaign, ApiError> {
        Ok(NoCampaign::None)
    }

    /// Servers known here, by how their names begin
    #[oai(path = "/api/v1/peers/search", method = "get")]
    async fn search_peers(&self, query: Query<PeersSearchQuery>) -> Result<Json<Vec<String>>, ApiError> {
        Ok(Json(instance::search_peers(&self.ctx, &query.0.q).await?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use testkit::TestDatabase;

    use crate::{
        service::instance::{TextKind, remove_text, set_text},
        testing::TestApp,
    };

    async fn set(app: &TestApp, kind: TextKind, text: &str, date: Option<&str>) {
        set_text(&app.ctx, kind, text.to_owned(), date).await.unwrap();
    }

    #[tokio::test]
    async fn texts_are_markdown_made_safe() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let path = "/api/v1/instance/extended_description";
            assert_eq!(app.get(path).await.ok()["content"], "");
            let text = "# Hello\n\nWe are *few* <script>alert(1)</script>[us](javascript:alert(1)).";
            set(&app, TextKind::ExtendedDescription, text, None).await;
            let shown = app.get(path).await.ok();
            assert_eq!(shown["updated_at"], "2026-03-10T12:00:00.000Z");
            let html = shown["content"].as_str().unwrap();
            assert!(html.contains("<strong>Hello</strong>") && html.contains("<em>few</em>"), "{html}");
            assert!(!html.contains("script"), "{html}");
        }
    }

    #[tokio::test]
    async fn without_a_policy_of_its_own_the_server_says_what_it_does() {
        let app = TestApp::start().await;
        let path = "/api/v1/instance/privacy_policy";
        let shown = app.get(path).await.ok();
        assert!(shown["content"].as_str().unwrap().contains("phiomia.test"));
        set(&app, TextKind::PrivacyPolicy, "None", None).await;
        assert_eq!(app.get(path).await.ok()["content"], "<p>None</p>");
        remove_text(&app.ctx, TextKind::PrivacyPolicy, None).await.unwrap();
        assert_eq!(app.get(path).await.ok(), shown);
    }

    #[tokio::test]
    async fn terms_of_service_hold_from_their_day_on() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let path = "/api/v1/instance/terms_of_service";
            app.get(path).await.is_error(404, "Record not found");
            set(&app, TextKind::TermsOfService, "later", Some("2026-04-01")).await;
            let facts = |shown: Value| {
                json!([shown["content"], shown["effective_date"], shown["effective"], shown["succeeded_by"]])
            };
            let later = json!(["<p>later</p>", "2026-04-01", false, null]);
            assert_eq!(facts(app.get(path).await.ok()), later);
            set(&app, TextKind::TermsOfService, "now", None).await;
            assert_eq!(
                facts(app.get(path).await.ok()),
                json!(["<p>now</p>", "2026-03-10", true, "2026-04-01"])
            );
            assert_eq!(facts(app.get(&format!("{path}/2026-04-01")).await.ok()), later);
            app.get(&format!("{path}/2026-04-02")).await.is_error(404, "Record not found");
            let bad = set_text(&app.ctx, TextKind::TermsOfService, "x".to_owned(), Some("soon")).await;
            assert!(bad.is_err());
        }
    }

    #[tokio::test]
    async fn weeks_are_counted() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let post = async || {
                app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
            };
            post().await;
            app.ctx.clock.advance(7 * 24 * 3_600_000);
            post().await;
            post().await;
            store::query::week::note(app.ctx.db.write(), alice.user, app.ctx.now()).await.unwrap();
            store::query::week::note(app.ctx.db.write(), alice.user, app.ctx.now()).await.unwrap();
            let weeks = app.get("/api/v1/instance/activity").await.ok();
            assert_eq!(weeks.as_array().unwrap().len(), 12);
            // Monday, 2026-03-16.
            assert_eq!(
                weeks[0],
                json!({ "week": "1773619200", "statuses": "2", "logins": "1", "registrations": "0" })
            );
            assert_eq!(
                (&weeks[1]["statuses"], &weeks[1]["registrations"], &weeks[2]["statuses"]),
                (&json!("1"), &json!("1"), &json!("0"))
            );
        }
    }

    #[tokio::test]
    async fn there_is_no_campaign_for_donations() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        assert_eq!(app.get_as(&alice.token, "/api/v1/donation_campaigns").await.status, 204);
        assert_eq!(app.get("/api/v1/donation_campaigns").await.status, 401);
    }

    #[tokio::test]
    async fn servers_are_found_by_how_they_begin() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            for domain in ["far.example", "fair.example", "near.example"] {
                app.remote("bob", domain).await;
            }
            let search = async |text: &str| app.get(&format!("/api/v1/peers/search?q={text}")).await.ok();
            assert_eq!(search("FA").await, json!(["fair.example", "far.example"]));
            assert_eq!(search("a").await, json!([]));
            assert_eq!(search("").await, json!([]));
            assert_eq!(app.get("/api/v1/instance/translation_languages").await.ok(), json!({}));
        }
    }
}
