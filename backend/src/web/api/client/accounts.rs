//! Accounts: signing up, one's own profile, those of others.

use std::sync::Arc;

use kinds::AccountId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, CredentialAccount, IdentityProof, Token},
    params::{AccountsQuery, CreateAccount, UpdateCredentials},
};

use super::{profile, resource};
use crate::{
    service::account::{credentials, register, update},
    web::{
        error::ApiError,
        extract::{AppToken, Body, Query, Upload, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/accounts`: people and their profiles.
    AccountsApi
}

#[OpenApi]
impl AccountsApi {
    /// Sign up
    #[oai(path = "/api/v1/accounts", method = "post")]
    async fn create(
        &self,
        app: AppToken<scope::WriteAccounts>,
        body: Body<CreateAccount>,
    ) -> Result<Json<Token>, ApiError> {
        Ok(Json(register::register(&self.ctx, &app, body.0).await?))
    }

    /// Several accounts by id
    #[oai(path = "/api/v1/accounts", method = "get")]
    async fn list(&self, query: Query<AccountsQuery>) -> Result<Json<Vec<Arc<Account>>>, ApiError> {
        Ok(Json(credentials::list(&self.ctx, &query.0.id.unwrap_or_default()).await?))
    }

    /// One's own account
    #[oai(path = "/api/v1/accounts/verify_credentials", method = "get")]
    async fn verify(&self, user: User<scope::Profile>) -> Result<Json<CredentialAccount>, ApiError> {
        Ok(Json(credentials::credentials(&self.ctx, &user).await?))
    }

    /// Change one's own account
    #[oai(path = "/api/v1/accounts/update_credentials", method = "patch")]
    async fn update(
        &self,
        user: User<scope::WriteAccounts>,
        body: Upload<UpdateCredentials>,
    ) -> Result<Json<CredentialAccount>, ApiError> {
        let (changes, pictures) = profile::sent(body);
        Ok(Json(update::update(&self.ctx, &user, changes, pictures).await?))
    }

    /// An account
    #[oai(path = "/api/v1/accounts/:id", method = "get")]
    async fn show(&self, id: Path<AccountId>) -> Result<Json<Arc<Account>>, ApiError> {
        Ok(Json(credentials::show(&self.ctx, id.0).await?))
    }

    /// Proofs of identity elsewhere: clients that still ask get none, for nobody makes them any more
    #[oai(path = "/api/v1/accounts/:id/identity_proofs", method = "get", deprecated)]
    async fn identity_proofs(
        &self,
        _user: User<scope::Any>,
        id: Path<AccountId>,
    ) -> Result<Json<Vec<IdentityProof>>, ApiError> {
        credentials::show(&self.ctx, id.0).await?;
        Ok(Json(Vec::new()))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::Method;
    use sea_orm::{ActiveValue::Set, EntityTrait};
    use serde_json::json;
    use store::entity::account;

    use crate::testing::{TestApp, TestUser};

    async fn update(app: &TestApp, user: &TestUser, body: serde_json::Value) -> crate::testing::Answer {
        let path = "/api/v1/accounts/update_credentials";
        app.request(Method::PATCH, path, Some(&user.token), Some(body)).await
    }

    #[tokio::test]
    async fn the_owner_sees_the_source_and_everybody_the_rendered_profile() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let body = json!({
            "display_name": "Alice <3",
            "note": "Hi, I am #new here\n\nhttps://example.org/ & <b>bold</b>",
            "fields_attributes": { "0": { "name": "Site", "value": "https://example.org" }, "1": { "name": "", "value": "" } },
            "locked": true,
            "bot": true,
            "source": { "privacy": "private", "language": "de", "quote_policy": "nobody" },
        });
        let own = update(&app, &alice, body).await.ok();
        assert_eq!(own["source"]["note"], "Hi, I am #new here\n\nhttps://example.org/ & <b>bold</b>");
        assert_eq!(own["source"]["fields"][0]["value"], "https://example.org");
        assert_eq!(
            (&own["source"]["privacy"], &own["source"]["language"]),
            (&json!("private"), &json!("de"))
        );
        let seen = app.get(&format!("/api/v1/accounts/{}", alice.account)).await.ok();
        let note = seen["note"].as_str().unwrap();
        assert!(note.contains("rel=\"tag\"") && note.contains("&lt;b&gt;"), "{note}");
        assert!(
            seen["fields"][0]["value"].as_str().unwrap().contains("rel=\"nofollow noopener me\""),
            "{seen}"
        );
        assert_eq!((&seen["display_name"], &seen["bot"]), (&json!("Alice <3"), &json!(true)));
        assert_eq!(seen["fields"].as_array().unwrap().len(), 1);
        let preferences = app.get_as(&alice.token, "/api/v1/preferences").await.ok();
        assert_eq!(preferences["posting:default:visibility"], "private");
        let profile = app.get_as(&alice.token, "/api/v1/profile").await.ok();
        assert_eq!((&profile["avatar"], &profile["locked"]), (&json!(null), &json!(true)));
    }

    #[tokio::test]
    async fn who_has_moved_shows_where_to() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let path = format!("/api/v1/accounts/{}", alice.account);
        assert!(app.get(&path).await.ok().get("moved").is_none());
        let row = account::ActiveModel {
            id: Set(alice.account),
            moved_to_id: Set(Some(bob.account)),
            ..Default::default()
        };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        app.ctx.caches.accounts.invalidate(&alice.account);
        assert_eq!(app.get(&path).await.ok()["moved"]["acct"], "bob");
        update(&app, &bob, json!({ "display_name": "Bob" })).await.ok();
        assert_eq!(app.get(&path).await.ok()["moved"]["display_name"], "Bob");
    }

    #[tokio::test]
    async fn what_is_too_long_changes_nothing() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let long = "x".repeat(501);
        let answer = update(&app, &alice, json!({ "display_name": "New", "note": long })).await;
        assert_eq!(
            (answer.status, &answer.body["details"]["note"][0]["error"]),
            (422, &json!("ERR_TOO_LONG"))
        );
        let seen = app.get(&format!("/api/v1/accounts/{}", alice.account)).await.ok();
        assert_eq!(seen["display_name"], "");
        let rows = vec![json!({ "name": "a", "value": "b" }); 5];
        assert_eq!(update(&app, &alice, json!({ "fields_attributes": rows })).await.status, 422);
    }

    #[tokio::test]
    async fn accounts_come_in_the_order_asked_for() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let path = format!("/api/v1/accounts?id[]={}&id[]={}&id[]=1", bob.account, alice.account);
        let found = app.get(&path).await.ok();
        let names: Vec<_> = found.as_array().unwrap().iter().map(|account| &account["acct"]).collect();
        assert_eq!(names, ["bob", "alice"]);
    }

    #[tokio::test]
    async fn roles_show_what_their_holders_may() {
        let app = TestApp::start().await;
        let (alice, admin) = (app.user("alice").await, app.admin("admin").await);
        let path = "/api/v1/accounts/verify_credentials";
        let alice = app.get_as(&alice.token, path).await.ok();
        assert_eq!((&alice["role"]["id"], &alice["role"]["permissions"]), (&json!("-99"), &json!("1114112")));
        let admin = app.get_as(&admin.token, path).await.ok();
        assert_eq!((&admin["role"]["name"], &admin["roles"][0]["name"]), (&json!("Admin"), &json!("Admin")));
    }
}
