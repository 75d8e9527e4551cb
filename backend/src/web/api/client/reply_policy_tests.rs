//! Who may reply to a post, as people meet it through the API, on both databases.

use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::testing::{Answer, TestApp, TestUser};

/// A server with alice, who writes; bob follows her, she follows carol, and dave has nothing to do with her.
struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    carol: TestUser,
    dave: TestUser,
}

impl World {
    async fn all() -> Vec<Self> {
        let mut worlds = Vec::new();
        for database in TestDatabase::all().await {
            worlds.push(Self::on(TestApp::on(database, |_| {}).await).await);
        }
        worlds
    }

    async fn one() -> Self {
        Self::on(TestApp::start().await).await
    }

    async fn on(app: TestApp) -> Self {
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let (carol, dave) = (app.user("carol").await, app.user("dave").await);
        for (who, whom) in [(&bob, &alice), (&alice, &carol)] {
            let follow = format!("/api/v1/accounts/{}/follow", whom.account);
            app.post_as(&who.token, &follow, json!({})).await.ok();
        }
        Self { app, alice, bob, carol, dave }
    }

    async fn posts(&self, who: &TestUser, draft: Value) -> Value {
        self.app.post_as(&who.token, "/api/v1/statuses", draft).await.ok()
    }

    async fn says(&self, policy: &str) -> Value {
        self.posts(&self.alice, json!({ "status": "Listen", "reply_approval_policy": policy })).await
    }

    async fn try_reply(&self, who: &TestUser, to: &Value) -> Answer {
        let draft = json!({ "status": "@alice well", "in_reply_to_id": to["id"] });
        self.app.post_as(&who.token, "/api/v1/statuses", draft).await
    }

    async fn sees(&self, who: &TestUser, status: &Value) -> Value {
        self.app.get_as(&who.token, &path(status, "")).await.ok()
    }

    async fn put(&self, who: &TestUser, status: &Value, what: &str, body: Value) -> Answer {
        self.app.request(Method::PUT, &path(status, what), Some(&who.token), Some(body)).await
    }

    /// What alice was told of.
    async fn told(&self) -> Vec<String> {
        self.app.drain().await;
        let list = self.app.get_as(&self.alice.token, "/api/v1/notifications?types[]=mention").await.ok();
        list.as_array().unwrap().iter().map(|one| text(&one["status"]["id"]).to_owned()).collect()
    }
}

fn path(status: &Value, what: &str) -> String {
    format!("/api/v1/statuses/{}{what}", text(&status["id"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn policy(policy: &str) -> Value {
    json!({ "reply_approval_policy": policy })
}

#[tokio::test]
async fn policy_and_relation_decide_who_may_reply() {
    for world in World::all().await {
        let people = [&world.alice, &world.bob, &world.carol, &world.dave];
        for (policy, groups, may) in [
            ("public", json!(["public"]), [true, true, true, true]),
            ("followers", json!(["followers"]), [true, true, false, false]),
            ("following", json!(["following"]), [true, false, true, false]),
            ("nobody", json!([]), [true, false, false, false]),
        ] {
            let post = world.says(policy).await;
            for (who, may) in people.into_iter().zip(may) {
                let approval = world.sees(who, &post).await["reply_approval"].clone();
                let expected = if may { "automatic" } else { "denied" };
                assert_eq!(approval["current_user"], expected, "{policy}");
                assert_eq!((&approval["automatic"], &approval["manual"]), (&groups, &json!([])), "{policy}");
                assert_eq!(world.try_reply(who, &post).await.status, if may { 200 } else { 403 }, "{policy}");
            }
            let visitor = world.app.get(&path(&post, "")).await.ok();
            assert_eq!(visitor["reply_approval"]["current_user"], "denied");
        }
    }
}

#[tokio::test]
async fn a_reply_that_is_refused_says_why_and_changes_nothing() {
    for world in World::all().await {
        let post = world.says("followers").await;
        let refused = world.try_reply(&world.dave, &post).await;
        assert_eq!(refused.body["error"], "The author of this post does not let you reply to it");
        assert_eq!(world.sees(&world.alice, &post).await["replies_count"], 0);
        assert_eq!(world.told().await, Vec::<String>::new());
        let written = world.app.get(&format!("/api/v1/accounts/{}/statuses", world.dave.account)).await.ok();
        assert_eq!(written, json!([]));
        let reply = world.try_reply(&world.bob, &post).await.ok();
        assert_eq!(world.sees(&world.dave, &post).await["replies_count"], 1);
        assert_eq!(world.told().await, [text(&reply["id"])]);
    }
}

#[tokio::test]
async fn whom_a_post_speaks_to_may_always_reply() {
    for world in World::all().await {
        let mentioning = json!({ "status": "Listen, @dave", "reply_approval_policy": "nobody" });
        let post = world.posts(&world.alice, mentioning).await;
        assert_eq!(world.sees(&world.dave, &post).await["reply_approval"]["current_user"], "automatic");
        let reply = world.try_reply(&world.dave, &post).await.ok();
        let back =
            json!({ "status": "no", "in_reply_to_id": reply["id"], "reply_approval_policy": "nobody" });
        let back = world.posts(&world.alice, back).await;
        assert_eq!(world.sees(&world.dave, &back).await["reply_approval"]["current_user"], "automatic");
        world.try_reply(&world.dave, &back).await.ok();
        assert_eq!(world.try_reply(&world.bob, &back).await.status, 403);
    }
}

#[tokio::test]
async fn only_the_post_that_is_replied_to_counts_and_of_a_boost_the_boosted_one() {
    let world = World::one().await;
    let post = world.says("followers").await;
    let reply = world.try_reply(&world.bob, &post).await.ok();
    world.try_reply(&world.dave, &reply).await.ok();
    let boost = world.app.post_as(&world.bob.token, &path(&post, "/reblog"), json!({})).await.ok();
    assert_eq!(world.sees(&world.dave, &boost).await["reply_approval"]["current_user"], "denied");
    assert_eq!(world.try_reply(&world.dave, &boost).await.status, 403);
    let direct = json!({ "status": "@dave psst", "visibility": "direct", "reply_approval_policy": "nobody" });
    let direct = world.posts(&world.alice, direct).await;
    world.try_reply(&world.dave, &direct).await.ok();
}

#[tokio::test]
async fn the_policy_can_be_changed_without_an_edit_and_beside_that_of_quotes() {
    for world in World::all().await {
        let post = world.says("public").await;
        let both = json!({ "reply_approval_policy": "nobody", "quote_approval_policy": "followers" });
        let set = world.put(&world.alice, &post, "/interaction_policy", both).await.ok();
        let groups = |status: &Value| {
            (status["reply_approval"]["automatic"].clone(), status["quote_approval"]["automatic"].clone())
        };
        assert_eq!((groups(&set), &set["edited_at"]), ((json!([]), json!(["followers"])), &Value::Null));
        let set = world.put(&world.alice, &post, "/interaction_policy", policy("following")).await.ok();
        assert_eq!(groups(&set), (json!(["following"]), json!(["followers"])));
        assert_eq!(world.sees(&world.dave, &post).await["reply_approval"]["current_user"], "denied");
        let edit = json!({ "status": "Listen", "reply_approval_policy": "followers" });
        let set = world.put(&world.alice, &post, "", edit).await.ok();
        assert_eq!((groups(&set).0, &set["edited_at"]), (json!(["followers"]), &Value::Null));
        let edited = world.put(&world.alice, &post, "", json!({ "status": "Listen up" })).await.ok();
        assert_eq!(groups(&edited), (json!(["followers"]), json!(["followers"])), "what is not named stays");
        assert_eq!(world.try_reply(&world.dave, &post).await.status, 403);
        assert_eq!(world.put(&world.bob, &post, "/interaction_policy", policy("public")).await.status, 404);
        assert_eq!(
            world.put(&world.alice, &post, "/interaction_policy", policy("friends")).await.status,
            422
        );
        assert_eq!(world.put(&world.alice, &post, "/interaction_policy", json!({})).await.status, 422);
    }
}

#[tokio::test]
async fn the_default_policy_is_that_of_the_settings() {
    for world in World::all().await {
        let body = json!({ "source": { "reply_policy": "followers" } });
        let credentials = "/api/v1/accounts/update_credentials";
        let mine = world.app.request(Method::PATCH, credentials, Some(&world.alice.token), Some(body)).await;
        assert_eq!(mine.ok()["source"]["reply_policy"], "followers");
        let preferences = world.app.get_as(&world.alice.token, "/api/v1/preferences").await.ok();
        assert_eq!(preferences["posting:default:reply_policy"], "followers");
        let post = world.posts(&world.alice, json!({ "status": "Listen" })).await;
        assert_eq!(post["reply_approval"]["automatic"], json!(["followers"]));
    }
}

#[tokio::test]
async fn a_scheduled_reply_is_refused_at_once_and_again_at_its_time() {
    for world in World::all().await {
        let post = world.says("followers").await;
        let at = "2026-03-10T12:10:00.000Z";
        let draft = json!({ "status": "Later", "in_reply_to_id": post["id"], "scheduled_at": at });
        assert_eq!(world.app.post_as(&world.dave.token, "/api/v1/statuses", draft.clone()).await.status, 403);
        let mut mine = draft;
        mine["reply_approval_policy"] = json!("nobody");
        let scheduled = world.posts(&world.bob, mine).await;
        assert_eq!(scheduled["params"]["reply_approval_policy"], "nobody");
        world.put(&world.alice, &post, "/interaction_policy", policy("nobody")).await.ok();
        world.app.ctx.clock.advance(10 * 60_000);
        world.app.drain().await;
        assert_eq!(world.sees(&world.alice, &post).await["replies_count"], 0);
        let waiting = world.app.get_as(&world.bob.token, "/api/v1/scheduled_statuses").await.ok();
        assert_eq!(waiting, json!([]));
    }
}

#[tokio::test]
async fn what_was_scheduled_keeps_its_policy() {
    let world = World::one().await;
    let at = "2026-03-10T12:10:00.000Z";
    let draft = json!({ "status": "Later", "scheduled_at": at, "reply_approval_policy": "nobody" });
    world.posts(&world.alice, draft).await;
    world.app.ctx.clock.advance(10 * 60_000);
    world.app.drain().await;
    let posts = world.app.get(&format!("/api/v1/accounts/{}/statuses", world.alice.account)).await.ok();
    assert_eq!(
        (&posts[0]["content"], &posts[0]["reply_approval"]["automatic"]),
        (&json!("<p>Later</p>"), &json!([]))
    );
}

#[tokio::test]
async fn a_client_finds_the_name() {
    let world = World::one().await;
    let instance = world.app.get("/api/v2/instance").await.ok();
    let extensions = instance["configuration"]["extensions"].as_array().unwrap();
    assert!(extensions.contains(&json!("reply_policies")), "{extensions:?}");
}
