//! Reports to the moderators.

use poem_openapi::OpenApi;
use shared::{entities::Report, params::CreateReport};

use super::resource;
use crate::{
    service::report,
    web::{
        error::ApiError,
        extract::{Body, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/reports`
    ReportsApi
}

#[OpenApi]
impl ReportsApi {
    /// Report an account, and statuses of it
    #[oai(path = "/api/v1/reports", method = "post")]
    async fn create(
        &self,
        user: User<scope::WriteReports>,
        body: Body<CreateReport>,
    ) -> Result<Json<Report>, ApiError> {
        Ok(Json(report::create(&self.ctx, user.account, body.0).await?))
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{EntityTrait, FromQueryResult};
    use serde_json::json;
    use store::{Sql, entity::report};
    use testkit::TestDatabase;

    use crate::testing::{Answer, TestApp, TestUser};

    const REPORTS: &str = "/api/v1/reports";

    async fn post(app: &TestApp, user: &TestUser, text: &str, visibility: &str) -> serde_json::Value {
        let post = json!({ "status": text, "visibility": visibility });
        app.post_as(&user.token, "/api/v1/statuses", post).await.ok()["id"].clone()
    }

    async fn report(app: &TestApp, user: &TestUser, body: serde_json::Value) -> Answer {
        app.post_as(&user.token, REPORTS, body).await
    }

    #[tokio::test]
    async fn a_report_is_kept_with_what_was_said() {
        for database in TestDatabase::all().await {
            let app =
                TestApp::on(database, |config| config.instance.rules = vec!["Be kind".to_owned()]).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let id = post(&app, &bob, "You fool", "public").await;
            let body = json!({
                "account_id": bob.account.to_string(), "status_ids": [id], "comment": "rude",
                "rule_ids": ["1"], "forward": true,
            });
            let shown = report(&app, &alice, body).await.ok();
            assert_eq!((&shown["category"], &shown["forwarded"]), (&json!("violation"), &json!(false)));
            assert_eq!((&shown["status_ids"], &shown["rule_ids"]), (&json!([id]), &json!(["1"])));
            assert_eq!((&shown["comment"], &shown["action_taken"]), (&json!("rude"), &json!(false)));
            assert_eq!((&shown["action_taken_at"], &shown["collection_ids"]), (&json!(null), &json!([])));
            assert_eq!(shown["target_account"]["acct"], "bob");
            let path = format!("/api/v1/statuses/{}", id.as_str().unwrap());
            app.request(poem::http::Method::DELETE, &path, Some(&bob.token), None).await.ok();
            #[derive(FromQueryResult)]
            struct Copy {
                content: String,
            }
            let sql = Sql::new("SELECT content FROM report_statuses");
            let copies: Vec<Copy> = sql.all(app.ctx.db.read()).await.unwrap();
            assert_eq!(copies[0].content, "<p>You fool</p>", "also when it is deleted");
        }
    }

    #[tokio::test]
    async fn only_what_one_sees_of_that_account_can_be_reported() {
        let app = TestApp::start().await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        let secret = post(&app, &bob, "Secret", "private").await;
        let other = post(&app, &carol, "Hello", "public").await;
        let account = bob.account.to_string();
        for body in [
            json!({ "account_id": "5" }),
            json!({}),
            json!({ "account_id": account, "status_ids": [secret] }),
            json!({ "account_id": account, "status_ids": [other] }),
            json!({ "account_id": account, "collection_ids": ["1"] }),
        ] {
            report(&app, &alice, body).await.is_error(404, "Record not found");
        }
        for body in [
            json!({ "account_id": account, "comment": "x".repeat(1001) }),
            json!({ "account_id": account, "rule_ids": ["7"] }),
            json!({ "account_id": account, "category": "boring" }),
        ] {
            assert_eq!(report(&app, &alice, body).await.status, 422);
        }
        assert!(report::Entity::find().all(app.ctx.db.read()).await.unwrap().is_empty());
        let narrow = app.token_for(&alice, "write:statuses").await;
        let body = json!({ "account_id": account });
        assert_eq!(app.post_as(&narrow, REPORTS, body).await.status, 403);
    }
}
