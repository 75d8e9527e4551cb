//! Suggestions whom to follow, and the directory.

use std::sync::Arc;

use kinds::AccountId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, Empty, Suggestion},
    params::{DirectoryQuery, SuggestionsQuery},
};

use super::{resource, statuses::account};
use crate::{
    service::suggestion,
    web::{
        error::ApiError,
        extract::{MaybeUser, Query, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v2/suggestions` and `/api/v1/directory`
    SuggestionsApi
}

#[OpenApi]
impl SuggestionsApi {
    /// Accounts one may like to follow
    #[oai(path = "/api/v2/suggestions", method = "get")]
    async fn list(
        &self,
        user: User<scope::ReadAccounts>,
        query: Query<SuggestionsQuery>,
    ) -> Result<Json<Vec<Suggestion>>, ApiError> {
        Ok(Json(suggestion::list(&self.ctx, user.account, query.0.limit).await?))
    }

    /// Accounts one may like to follow, in the old form
    #[oai(path = "/api/v1/suggestions", method = "get", deprecated)]
    async fn list_v1(
        &self,
        user: User<scope::ReadAccounts>,
        query: Query<SuggestionsQuery>,
    ) -> Result<Json<Vec<Arc<Account>>>, ApiError> {
        Ok(Json(suggestion::list_v1(&self.ctx, user.account, query.0.limit).await?))
    }

    /// Do not suggest an account again
    #[oai(path = "/api/v1/suggestions/:account_id", method = "delete")]
    async fn dismiss(
        &self,
        user: User<scope::WriteAccounts>,
        account_id: Path<AccountId>,
    ) -> Result<Json<Empty>, ApiError> {
        suggestion::dismiss(&self.ctx, user.account, account_id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Accounts that want to be found
    #[oai(path = "/api/v1/directory", method = "get")]
    async fn directory(
        &self,
        viewer: MaybeUser<scope::ReadAccounts>,
        query: Query<DirectoryQuery>,
    ) -> Result<Json<Vec<Arc<Account>>>, ApiError> {
        Ok(Json(suggestion::directory(&self.ctx, account(&viewer), query.0).await?))
    }
}

#[cfg(test)]
mod tests {
    use poem::http::Method;
    use serde_json::{Value, json};
    use store::Sql;
    use testkit::TestDatabase;

    use crate::{
        service::{follow, mute},
        testing::{TestApp, TestUser},
    };

    async fn findable(app: &TestApp, name: &str) -> TestUser {
        let user = app.user(name).await;
        let body = Some(json!({ "discoverable": true }));
        let path = "/api/v1/accounts/update_credentials";
        app.request(Method::PATCH, path, Some(&user.token), body).await.ok();
        user
    }

    async fn follow(app: &TestApp, who: &TestUser, whom: &TestUser) {
        follow::follow(&app.ctx, who.account, whom.account, Default::default()).await.unwrap();
    }

    async fn suggested(app: &TestApp, user: &TestUser) -> Vec<(String, Value)> {
        let list = app.get_as(&user.token, "/api/v2/suggestions").await.ok();
        let one = |one: &Value| (one["account"]["acct"].as_str().unwrap().to_owned(), one["sources"].clone());
        list.as_array().unwrap().iter().map(one).collect()
    }

    fn names(list: &Value) -> Vec<&str> {
        list.as_array().unwrap().iter().map(|account| account["acct"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn friends_of_friends_come_before_popular_accounts_and_after_the_staffs_choice() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |config| {
                config.instance.suggested_accounts = vec!["Staff".to_owned(), "nobody".to_owned()];
            })
            .await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let (carol, dave) = (findable(&app, "carol").await, findable(&app, "dave").await);
            findable(&app, "staff").await;
            let shy = app.user("shy").await;
            follow(&app, &alice, &bob).await;
            for target in [&carol, &shy] {
                follow(&app, &bob, target).await;
            }
            for follower in [&carol, &shy] {
                follow(&app, follower, &dave).await;
            }
            assert_eq!(
                suggested(&app, &alice).await,
                [
                    ("staff".to_owned(), json!(["featured"])),
                    ("carol".to_owned(), json!(["friends_of_friends", "most_followed"])),
                    ("dave".to_owned(), json!(["most_followed"])),
                ]
            );
            let old = app.get_as(&alice.token, "/api/v1/suggestions?limit=2").await.ok();
            assert_eq!(names(&old), ["staff", "carol"]);
        }
    }

    #[tokio::test]
    async fn likes_and_like_minded_people_are_reasons_too() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob) = (app.user("alice").await, app.user("bob").await);
            let (carol, dave) = (findable(&app, "carol").await, findable(&app, "dave").await);
            follow(&app, &alice, &bob).await;
            follow(&app, &carol, &bob).await;
            follow(&app, &carol, &dave).await;
            let post = app.post_as(&carol.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
            let like = format!("/api/v1/statuses/{}/favourite", post["id"].as_str().unwrap());
            app.post_as(&bob.token, &like, json!({})).await.ok();
            assert_eq!(
                suggested(&app, &alice).await,
                [
                    ("dave".to_owned(), json!(["similar_to_recently_followed", "most_followed"])),
                    ("carol".to_owned(), json!(["most_interactions"])),
                ]
            );
        }
    }

    #[tokio::test]
    async fn who_was_dismissed_or_is_muted_is_not_suggested() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (carol, dave) = (findable(&app, "carol").await, findable(&app, "dave").await);
        let erin = findable(&app, "erin").await;
        for target in [&carol, &dave, &erin] {
            follow(&app, &bob, target).await;
        }
        mute::mute(&app.ctx, alice.account, dave.account, true, 0).await.unwrap();
        assert_eq!(suggested(&app, &alice).await.len(), 2);
        let dismiss = format!("/api/v1/suggestions/{}", carol.account);
        for path in [dismiss.as_str(), dismiss.as_str(), "/api/v1/suggestions/1"] {
            app.request(Method::DELETE, path, Some(&alice.token), None).await.ok();
        }
        let left = suggested(&app, &alice).await;
        assert_eq!((left.len(), left[0].0.as_str()), (1, "erin"));
    }

    #[tokio::test]
    async fn the_directory_lists_who_wants_to_be_found() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            app.user("shy").await;
            let first = findable(&app, "first").await;
            let second = findable(&app, "second").await;
            let far = app.remote("far", "far.example").await;
            Sql::new("UPDATE accounts SET discoverable = TRUE WHERE id = ")
                .bind(far)
                .execute(app.ctx.db.write())
                .await
                .unwrap();
            for user in [&second, &first] {
                app.post_as(&user.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
                app.ctx.clock.advance(1000);
            }
            let directory = async |query: &str| app.get(&format!("/api/v1/directory?{query}")).await.ok();
            assert_eq!(names(&directory("").await), ["first", "second"]);
            assert_eq!(names(&directory("order=active&offset=1").await), ["second"]);
            assert_eq!(names(&directory("order=new").await), ["far@far.example", "second", "first"]);
            assert_eq!(names(&directory("order=new&local=true&limit=1").await), ["second"]);
        }
    }

    #[tokio::test]
    async fn who_is_blocked_finds_nobody_of_it_in_the_directory() {
        let app = TestApp::start().await;
        let (alice, bob) = (findable(&app, "alice").await, findable(&app, "bob").await);
        app.post_as(&alice.token, &format!("/api/v1/accounts/{}/block", bob.account), json!({})).await.ok();
        for (user, other) in [(&alice, "bob"), (&bob, "alice")] {
            let list = app.get_as(&user.token, "/api/v1/directory?order=new").await.ok();
            assert!(!names(&list).contains(&other));
        }
    }
}
