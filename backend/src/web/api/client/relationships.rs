//! What one does with other accounts: follow, block, mute, note.

use kinds::AccountId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{FamiliarFollowers, Relationship},
    params::{AccountsQuery, FollowAccount, MuteAccount, NoteAccount, RelationshipsQuery},
};

use super::resource;
use crate::{
    service::{self, follow::FollowOptions, present},
    web::{
        error::ApiError,
        extract::{Body, Query, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/accounts/:id/follow` and its kin.
    RelationshipsApi
}

type Answer = Result<Json<Relationship>, ApiError>;

impl RelationshipsApi {
    async fn show(&self, viewer: AccountId, target: AccountId) -> Answer {
        Ok(Json(present::relationship(&self.ctx, viewer, target).await?))
    }
}

#[OpenApi]
impl RelationshipsApi {
    /// Follow an account, or ask to; again: change how
    #[oai(path = "/api/v1/accounts/:id/follow", method = "post")]
    async fn follow(
        &self,
        user: User<scope::WriteFollows>,
        id: Path<AccountId>,
        body: Body<FollowAccount>,
    ) -> Answer {
        let FollowAccount { reblogs, notify, languages } = body.0;
        let options = FollowOptions { reblogs, notify, languages, uri: None };
        service::follow::follow(&self.ctx, user.account, id.0, options).await?;
        self.show(user.account, id.0).await
    }

    /// Stop following an account, or asking to
    #[oai(path = "/api/v1/accounts/:id/unfollow", method = "post")]
    async fn unfollow(&self, user: User<scope::WriteFollows>, id: Path<AccountId>) -> Answer {
        service::follow::unfollow(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// Remove an account from one's followers
    #[oai(path = "/api/v1/accounts/:id/remove_from_followers", method = "post")]
    async fn remove_from_followers(&self, user: User<scope::WriteFollows>, id: Path<AccountId>) -> Answer {
        service::follow::remove_follower(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// Block an account; follows end both ways
    #[oai(path = "/api/v1/accounts/:id/block", method = "post")]
    async fn block(&self, user: User<scope::WriteBlocks>, id: Path<AccountId>) -> Answer {
        service::block::block(&self.ctx, user.account, id.0, None).await?;
        self.show(user.account, id.0).await
    }

    /// Unblock an account
    #[oai(path = "/api/v1/accounts/:id/unblock", method = "post")]
    async fn unblock(&self, user: User<scope::WriteBlocks>, id: Path<AccountId>) -> Answer {
        service::block::unblock(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// Mute an account, for ever or for some seconds
    #[oai(path = "/api/v1/accounts/:id/mute", method = "post")]
    async fn mute(
        &self,
        user: User<scope::WriteMutes>,
        id: Path<AccountId>,
        body: Body<MuteAccount>,
    ) -> Answer {
        let notifications = body.0.notifications.unwrap_or(true);
        let seconds = body.0.duration.unwrap_or(0);
        service::mute::mute(&self.ctx, user.account, id.0, notifications, seconds).await?;
        self.show(user.account, id.0).await
    }

    /// Unmute an account
    #[oai(path = "/api/v1/accounts/:id/unmute", method = "post")]
    async fn unmute(&self, user: User<scope::WriteMutes>, id: Path<AccountId>) -> Answer {
        service::mute::unmute(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// Set a private note about an account; an empty one removes it
    #[oai(path = "/api/v1/accounts/:id/note", method = "post")]
    async fn note(
        &self,
        user: User<scope::WriteAccounts>,
        id: Path<AccountId>,
        body: Body<NoteAccount>,
    ) -> Answer {
        let comment = body.0.comment.unwrap_or_default();
        service::relationship::set_note(&self.ctx, user.account, id.0, &comment).await?;
        self.show(user.account, id.0).await
    }

    /// Recommend an account that one follows on one's profile
    #[oai(path = "/api/v1/accounts/:id/endorse", method = "post")]
    async fn endorse(&self, user: User<scope::WriteAccounts>, id: Path<AccountId>) -> Answer {
        service::relationship::endorse(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// No longer recommend an account
    #[oai(path = "/api/v1/accounts/:id/unendorse", method = "post")]
    async fn unendorse(&self, user: User<scope::WriteAccounts>, id: Path<AccountId>) -> Answer {
        service::relationship::unendorse(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// The old name of endorse
    #[oai(path = "/api/v1/accounts/:id/pin", method = "post", deprecated)]
    async fn pin(&self, user: User<scope::WriteAccounts>, id: Path<AccountId>) -> Answer {
        service::relationship::endorse(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// The old name of unendorse
    #[oai(path = "/api/v1/accounts/:id/unpin", method = "post", deprecated)]
    async fn unpin(&self, user: User<scope::WriteAccounts>, id: Path<AccountId>) -> Answer {
        service::relationship::unendorse(&self.ctx, user.account, id.0).await?;
        self.show(user.account, id.0).await
    }

    /// How one stands to these accounts, in the order asked
    #[oai(path = "/api/v1/accounts/relationships", method = "get")]
    async fn list(
        &self,
        user: User<scope::ReadFollows>,
        query: Query<RelationshipsQuery>,
    ) -> Result<Json<Vec<Relationship>>, ApiError> {
        let ids = query.0.id.unwrap_or_default();
        let with_suspended = query.0.with_suspended.unwrap_or(false);
        Ok(Json(service::relationship::list(&self.ctx, user.account, &ids, with_suspended).await?))
    }

    /// For each of these accounts, its followers whom one follows too
    #[oai(path = "/api/v1/accounts/familiar_followers", method = "get")]
    async fn familiar_followers(
        &self,
        user: User<scope::ReadFollows>,
        query: Query<AccountsQuery>,
    ) -> Result<Json<Vec<FamiliarFollowers>>, ApiError> {
        let ids = query.0.id.unwrap_or_default();
        Ok(Json(service::relationship::familiar_followers(&self.ctx, user.account, &ids).await?))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use testkit::TestDatabase;

    use crate::testing::TestApp;

    #[tokio::test]
    async fn following_shows_in_the_relationship() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let path = |verb: &str| format!("/api/v1/accounts/{}/{verb}", bob.account);
            let body = json!({"reblogs": false, "languages": ["de"]});
            let shown = app.post_as(&alice.token, &path("follow"), body).await.ok();
            assert_eq!(
                shown,
                json!({
                    "id": bob.account.to_string(), "following": true, "showing_reblogs": false,
                    "notifying": false, "languages": ["de"], "followed_by": false, "blocking": false,
                    "blocked_by": false, "muting": false, "muting_notifications": false,
                    "muting_expires_at": null, "requested": false, "requested_by": false,
                    "domain_blocking": false, "endorsed": false, "note": ""
                })
            );
            let shown = app.post_as(&alice.token, &path("follow"), json!({"notify": true})).await.ok();
            assert_eq!((&shown["notifying"], &shown["showing_reblogs"]), (&json!(true), &json!(false)));
            let shown = app.post_as(&alice.token, &path("mute"), json!({"duration": 60})).await.ok();
            assert_eq!(shown["muting_expires_at"], "2026-03-10T12:01:00.000Z");
            let shown =
                app.post_as(&alice.token, &path("note"), json!({"comment": "met in Bonn"})).await.ok();
            assert_eq!(shown["note"], "met in Bonn");
            let shown = app.post_as(&alice.token, &path("block"), json!({})).await.ok();
            assert_eq!((&shown["blocking"], &shown["following"]), (&json!(true), &json!(false)));
            let refused = app.post_as(&alice.token, &path("follow"), json!({})).await;
            refused.is_error(403, "This action is not allowed");
        }
    }

    #[tokio::test]
    async fn who_is_followed_can_be_endorsed_until_that_ends() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let post = async |verb: &str| {
                let path = format!("/api/v1/accounts/{}/{verb}", bob.account);
                app.post_as(&alice.token, &path, json!({})).await
            };
            assert_eq!(post("endorse").await.status, 422);
            post("follow").await.ok();
            assert_eq!(post("endorse").await.ok()["endorsed"], true);
            assert_eq!(post("pin").await.ok()["endorsed"], true);
            let open = format!("/api/v1/accounts/{}/endorsements", alice.account);
            assert_eq!(app.get(&open).await.ok()[0]["acct"], "bob");
            assert_eq!(app.get_as(&alice.token, "/api/v1/endorsements").await.ok()[0]["acct"], "bob");
            assert_eq!(post("unpin").await.ok()["endorsed"], false);
            post("endorse").await.ok();
            assert_eq!(post("unfollow").await.ok()["endorsed"], false);
            assert_eq!(app.get(&open).await.ok(), json!([]));
        }
    }

    #[tokio::test]
    async fn relationships_keep_the_order_asked() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let carol = app.remote("carol", "far.example").await;
        let query = format!("id[]={carol}&id[]=999&id[]=x&id[]={}", bob.account);
        // Who asks is known from here on.
        app.get_as(&alice.token, "/api/v1/accounts/verify_credentials").await.ok();
        let (list, statements) = store::Db::count_statements(
            app.get_as(&alice.token, &format!("/api/v1/accounts/relationships?{query}")),
        )
        .await;
        let ids: Vec<_> = list.ok().as_array().unwrap().iter().map(|shown| shown["id"].clone()).collect();
        assert_eq!(ids, [json!(carol.to_string()), json!(bob.account.to_string())]);
        assert!(statements <= 4, "{statements} statements");
        let one = app.get_as(&alice.token, &format!("/api/v1/accounts/relationships?id={carol}")).await.ok();
        assert_eq!(one[0]["id"], carol.to_string());
    }

    #[tokio::test]
    async fn errors_change_nothing() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let post = async |path: String, body| app.post_as(&alice.token, &path, body).await;
        post("/api/v1/accounts/12345/follow".to_owned(), json!({})).await.is_error(404, "Record not found");
        post("/api/v1/accounts/abc/follow".to_owned(), json!({})).await.is_error(404, "Record not found");
        let own = format!("/api/v1/accounts/{}/follow", alice.account);
        post(own, json!({})).await.is_error(404, "Record not found");
        let note = format!("/api/v1/accounts/{}/note", alice.account);
        assert_eq!(post(note, json!({"comment": "x".repeat(2001)})).await.status, 422);
        let narrow = app.token_for(&alice, "read").await;
        let path = format!("/api/v1/accounts/{}/follow", alice.account);
        app.post_as(&narrow, &path, json!({}))
            .await
            .is_error(403, "This action is outside the authorized scopes");
    }
}
