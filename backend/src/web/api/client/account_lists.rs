//! Lists of accounts by relation, and requests to follow.

use std::sync::Arc;

use kinds::AccountId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, MutedAccount, Relationship},
    paging::Previous,
};

use super::resource;
use crate::{
    error,
    service::{self, listing::Listing, present},
    web::{
        error::ApiError,
        extract::{MaybeUser, Paging, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/accounts/:id/followers`, `/api/v1/blocks` and their kin.
    AccountListsApi
}

type Accounts = Result<Paged<Arc<Account>>, ApiError>;

#[OpenApi]
impl AccountListsApi {
    /// Followers of an account, the newest follow first
    #[oai(path = "/api/v1/accounts/:id/followers", method = "get")]
    async fn followers(
        &self,
        user: MaybeUser<scope::ReadAccounts>,
        id: Path<AccountId>,
        paging: Paging,
    ) -> Accounts {
        let viewer = user.viewer().map(|viewer| viewer.account);
        page(&paging, service::relationship::followers(&self.ctx, viewer, id.0, paging.page).await)
    }

    /// Accounts an account follows, the newest follow first
    #[oai(path = "/api/v1/accounts/:id/following", method = "get")]
    async fn following(
        &self,
        user: MaybeUser<scope::ReadAccounts>,
        id: Path<AccountId>,
        paging: Paging,
    ) -> Accounts {
        let viewer = user.viewer().map(|viewer| viewer.account);
        page(&paging, service::relationship::following(&self.ctx, viewer, id.0, paging.page).await)
    }

    /// Accounts an account recommends, the newest first
    #[oai(path = "/api/v1/accounts/:id/endorsements", method = "get")]
    async fn endorsements(
        &self,
        user: MaybeUser<scope::ReadAccounts>,
        id: Path<AccountId>,
        paging: Paging,
    ) -> Accounts {
        let viewer = user.viewer().map(|viewer| viewer.account);
        page(&paging, service::relationship::endorsements(&self.ctx, viewer, id.0, paging.page).await)
    }

    /// Accounts one recommends, the newest first
    #[oai(path = "/api/v1/endorsements", method = "get")]
    async fn own_endorsements(&self, user: User<scope::ReadAccounts>, paging: Paging) -> Accounts {
        let (viewer, owner) = (Some(user.account), user.account);
        page(&paging, service::relationship::endorsements(&self.ctx, viewer, owner, paging.page).await)
    }

    /// Accounts one blocks
    #[oai(path = "/api/v1/blocks", method = "get")]
    async fn blocks(&self, user: User<scope::ReadBlocks>, paging: Paging) -> Accounts {
        page(&paging, service::relationship::blocked(&self.ctx, user.account, paging.page).await)
    }

    /// Accounts one mutes
    #[oai(path = "/api/v1/mutes", method = "get")]
    async fn mutes(
        &self,
        user: User<scope::ReadMutes>,
        paging: Paging,
    ) -> Result<Paged<MutedAccount>, ApiError> {
        page(&paging, service::relationship::muted(&self.ctx, user.account, paging.page).await)
    }

    /// Accounts that ask to follow one
    #[oai(path = "/api/v1/follow_requests", method = "get")]
    async fn follow_requests(&self, user: User<scope::ReadFollows>, paging: Paging) -> Accounts {
        page(&paging, service::relationship::follow_requests(&self.ctx, user.account, paging.page).await)
    }

    /// Accept a request to follow
    #[oai(path = "/api/v1/follow_requests/:account_id/authorize", method = "post")]
    async fn authorize(
        &self,
        user: User<scope::WriteFollows>,
        account_id: Path<AccountId>,
    ) -> Result<Json<Relationship>, ApiError> {
        service::follow::accept(&self.ctx, user.account, account_id.0).await?;
        Ok(Json(present::relationship(&self.ctx, user.account, account_id.0).await?))
    }

    /// Refuse a request to follow
    #[oai(path = "/api/v1/follow_requests/:account_id/reject", method = "post")]
    async fn reject(
        &self,
        user: User<scope::WriteFollows>,
        account_id: Path<AccountId>,
    ) -> Result<Json<Relationship>, ApiError> {
        service::follow::reject(&self.ctx, user.account, account_id.0).await?;
        Ok(Json(present::relationship(&self.ctx, user.account, account_id.0).await?))
    }
}

/// The answer with a page of any of these lists.
fn page<T>(paging: &Paging, list: error::Result<Listing<T>>) -> Result<Paged<T>, ApiError> {
    Ok(paging.answer(list?, Previous::SinceId))
}

#[cfg(test)]
mod tests {
    use sea_orm::{ActiveValue::Set, EntityTrait};
    use serde_json::{Value, json};
    use store::{Db, entity::account};
    use testkit::TestDatabase;

    use crate::{
        service::{block, follow, mute},
        testing::{Answer, TestApp, TestUser},
    };

    fn names(answer: Answer) -> Vec<String> {
        let list = answer.ok();
        list.as_array().unwrap().iter().map(|account| account["acct"].as_str().unwrap().to_owned()).collect()
    }

    async fn followed_by(app: &TestApp, target: &TestUser, followers: &[&TestUser]) {
        for follower in followers {
            follow::follow(&app.ctx, follower.account, target.account, Default::default()).await.unwrap();
        }
    }

    fn cursor(answer: &Answer, rel: &str) -> String {
        let link = answer.headers["link"].to_str().unwrap();
        let part = link.split(", ").find(|part| part.contains(&format!("rel=\"{rel}\""))).unwrap();
        part.trim_start_matches("<https://phiomia.test").split('>').next().unwrap().to_owned()
    }

    #[tokio::test]
    async fn followers_are_paged_by_the_rows_of_the_list() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let alice = app.user("alice").await;
            let (bob, carol, dave) = (app.user("bob").await, app.user("carol").await, app.user("dave").await);
            followed_by(&app, &alice, &[&bob, &carol, &dave]).await;
            let first = app.get(&format!("/api/v1/accounts/{}/followers?limit=2", alice.account)).await;
            let (next, previous) = (cursor(&first, "next"), cursor(&first, "prev"));
            assert!(previous.contains("since_id="), "{previous}");
            assert_eq!(names(first), ["dave", "carol"]);
            assert_eq!(names(app.get(&next).await), ["bob"]);
            assert!(names(app.get(&previous).await).is_empty());
            let (answer, statements) = Db::count_statements(
                app.get_as(&bob.token, &format!("/api/v1/accounts/{}/followers", alice.account)),
            )
            .await;
            assert_eq!(names(answer), ["dave", "carol", "bob"]);
            assert!(statements <= 8, "{statements} statements");
        }
    }

    #[tokio::test]
    async fn hidden_lists_are_for_their_owner() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        followed_by(&app, &alice, &[&bob]).await;
        let row = account::ActiveModel {
            id: Set(alice.account),
            hide_collections: Set(Some(true)),
            ..Default::default()
        };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        app.ctx.caches.accounts.invalidate(&alice.account);
        let path = format!("/api/v1/accounts/{}/followers", alice.account);
        assert!(names(app.get(&path).await).is_empty());
        assert!(names(app.get_as(&bob.token, &path).await).is_empty());
        assert_eq!(names(app.get_as(&alice.token, &path).await), ["bob"]);
        app.get("/api/v1/accounts/5/followers").await.is_error(404, "Record not found");
    }

    #[tokio::test]
    async fn who_is_blocked_sees_no_list() {
        let app = TestApp::start().await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        followed_by(&app, &alice, &[&carol]).await;
        block::block(&app.ctx, alice.account, bob.account, None).await.unwrap();
        let path = format!("/api/v1/accounts/{}/followers", alice.account);
        assert!(names(app.get_as(&bob.token, &path).await).is_empty());
        assert_eq!(names(app.get(&path).await), ["carol"]);
        assert_eq!(names(app.get_as(&alice.token, "/api/v1/blocks").await), ["bob"]);
    }

    #[tokio::test]
    async fn mutes_tell_when_they_end() {
        let app = TestApp::start().await;
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        mute::mute(&app.ctx, alice.account, bob.account, true, 0).await.unwrap();
        mute::mute(&app.ctx, alice.account, carol.account, true, 60).await.unwrap();
        let list = app.get_as(&alice.token, "/api/v1/mutes").await.ok();
        let ends: Vec<&Value> =
            list.as_array().unwrap().iter().map(|account| &account["mute_expires_at"]).collect();
        assert_eq!(ends, [&json!("2026-03-10T12:01:00.000Z"), &Value::Null]);
        app.ctx.clock.advance(60_000);
        assert_eq!(names(app.get_as(&alice.token, "/api/v1/mutes").await), ["bob"]);
    }

    #[tokio::test]
    async fn requests_to_follow_are_answered() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let (bob, carol) = (app.user("bob").await, app.user("carol").await);
        let row = account::ActiveModel { id: Set(alice.account), locked: Set(true), ..Default::default() };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        followed_by(&app, &alice, &[&bob, &carol]).await;
        let list = "/api/v1/follow_requests";
        assert_eq!(names(app.get_as(&alice.token, list).await), ["carol", "bob"]);
        let answer = async |who: &TestUser, verb: &str| {
            app.post_as(&alice.token, &format!("{list}/{}/{verb}", who.account), json!({})).await
        };
        assert_eq!(answer(&bob, "authorize").await.ok()["followed_by"], true);
        assert_eq!(answer(&carol, "reject").await.ok()["followed_by"], false);
        assert!(names(app.get_as(&alice.token, list).await).is_empty());
        answer(&bob, "authorize").await.is_error(404, "Record not found");
    }

    #[tokio::test]
    async fn servers_are_blocked_and_unblocked() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let path = "/api/v1/domain_blocks";
        app.post_as(&alice.token, path, json!({"domain": "Far.example"})).await.ok();
        assert_eq!(app.get_as(&alice.token, path).await.ok(), json!(["far.example"]));
        let preview = app.get_as(&alice.token, &format!("{path}/preview?domain=far.example")).await.ok();
        assert_eq!(preview, json!({"following_count": 0, "followers_count": 0}));
        let gone = app
            .request(
                poem::http::Method::DELETE,
                &format!("{path}?domain=far.example"),
                Some(&alice.token),
                None,
            )
            .await;
        gone.ok();
        assert_eq!(app.get_as(&alice.token, path).await.ok(), json!([]));
        assert_eq!(app.post_as(&alice.token, path, json!({"domain": "no domain"})).await.status, 422);
    }
}
