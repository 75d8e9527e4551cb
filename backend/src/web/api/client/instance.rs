//! What the server is.

use poem_openapi::OpenApi;
use shared::entities::{DomainBlock, Instance, Language, Rule, V1Instance};

use super::resource;
use crate::{
    service,
    web::{error::ApiError, json::Json},
};

resource! {
    /// `/api/v2/instance` and what hangs below.
    InstanceApi
}

#[OpenApi]
impl InstanceApi {
    /// The server, its limits and its features
    #[oai(path = "/api/v2/instance", method = "get")]
    async fn show(&self) -> Result<Json<Instance>, ApiError> {
        Ok(Json(service::instance::instance(&self.ctx).await?))
    }

    /// What the server is and allows, in the old form
    #[oai(path = "/api/v1/instance", method = "get", deprecated)]
    async fn show_v1(&self) -> Result<Json<V1Instance>, ApiError> {
        Ok(Json(service::instance::instance_v1(&self.ctx).await?))
    }

    /// The domains of the servers known here
    #[oai(path = "/api/v1/instance/peers", method = "get")]
    async fn peers(&self) -> Result<Json<Vec<String>>, ApiError> {
        Ok(Json(service::instance::peers(&self.ctx).await?))
    }

    /// The servers that are limited here
    #[oai(path = "/api/v1/instance/domain_blocks", method = "get")]
    async fn domain_blocks(&self) -> Result<Json<Vec<DomainBlock>>, ApiError> {
        Ok(Json(service::instance::domain_blocks(&self.ctx).await?))
    }

    /// The languages of the server's own pages and mails
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/instance/languages", method = "get")]
    async fn languages(&self) -> Result<Json<Vec<Language>>, ApiError> {
        Ok(Json(service::instance::languages()))
    }

    /// The rules of the server
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/api/v1/instance/rules", method = "get")]
    async fn rules(&self) -> Result<Json<Vec<Rule>>, ApiError> {
        Ok(Json(service::instance::rules(&self.ctx)))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveValue::Set, EntityTrait};
    use serde_json::json;
    use store::entity::domain_block;
    use testkit::TestDatabase;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_instance_tells_its_limits() {
        let app = TestApp::start().await;
        let instance = app.get("/api/v2/instance").await.ok();
        assert_eq!(instance["domain"], "phiomia.test");
        assert_eq!(instance["configuration"]["statuses"]["max_characters"], 500);
        assert_eq!(instance["registrations"]["enabled"], true);
    }

    #[tokio::test]
    async fn the_old_form_says_the_same() {
        let app = TestApp::start().await;
        app.user("alice").await;
        let (old, new) = (app.get("/api/v1/instance").await.ok(), app.get("/api/v2/instance").await.ok());
        assert_eq!(old["uri"], new["domain"]);
        assert_eq!(old["stats"], json!({ "user_count": 1, "status_count": 0, "domain_count": 0 }));
        assert_eq!(old["urls"]["streaming_api"], "wss://phiomia.test");
        assert_eq!(old["configuration"]["statuses"], new["configuration"]["statuses"]);
        assert_eq!((&old["registrations"], &old["invites_enabled"]), (&json!(true), &json!(false)));
    }

    #[tokio::test]
    async fn known_and_limited_servers_are_listed() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            app.remote("bob", "far.example").await;
            app.remote("eve", "far.example").await;
            assert_eq!(app.get("/api/v1/instance/peers").await.ok(), json!(["far.example"]));
            let row = domain_block::ActiveModel {
                domain: Set("bad.example".to_owned()),
                severity: Set(1),
                reject_media: Set(false),
                comment: Set("spam".to_owned()),
                created_at: Set(app.ctx.now()),
            };
            domain_block::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
            let blocks = app.get("/api/v1/instance/domain_blocks").await.ok();
            assert_eq!(
                (&blocks[0]["domain"], &blocks[0]["severity"]),
                (&json!("bad.example"), &json!("suspend"))
            );
            assert_eq!(blocks[0]["digest"].as_str().unwrap().len(), 64);
            assert_eq!(blocks[0]["comment"], json!(null), "moderators keep their reasons");
        }
    }

    #[tokio::test]
    async fn languages_are_named_in_themselves() {
        let app = TestApp::start().await;
        let languages = app.get("/api/v1/instance/languages").await.ok();
        assert_eq!(languages[1], json!({ "code": "de", "name": "Deutsch" }));
    }

    #[tokio::test]
    async fn unknown_addresses_answer_json() {
        let app = TestApp::start().await;
        app.get("/api/v1/nothing").await.is_error(404, "Record not found");
    }
}
