//! Quotes as people meet them through the API, on both databases.

use kinds::Visibility;
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    service::{
        block, mute,
        status::{self, NewStatus},
    },
    testing::{Answer, TestApp, TestUser},
};

/// A server with alice, who is quoted, bob, who quotes and follows her, and carol.
struct World {
    app: TestApp,
    alice: TestUser,
    bob: TestUser,
    carol: TestUser,
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
        let (alice, bob, carol) = (app.user("alice").await, app.user("bob").await, app.user("carol").await);
        app.post_as(&bob.token, &format!("/api/v1/accounts/{}/follow", alice.account), json!({})).await.ok();
        Self { app, alice, bob, carol }
    }

    async fn posts(&self, who: &TestUser, draft: Value) -> Value {
        self.app.post_as(&who.token, "/api/v1/statuses", draft).await.ok()
    }

    async fn says(&self, who: &TestUser, policy: &str) -> Value {
        self.posts(who, json!({ "status": "Quote me", "quote_approval_policy": policy })).await
    }

    async fn try_quote(&self, who: &TestUser, quoted: &Value, more: Value) -> Answer {
        let mut draft = json!({ "status": "Look at this", "quoted_status_id": quoted["id"] });
        draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.app.post_as(&who.token, "/api/v1/statuses", draft).await
    }

    async fn quotes(&self, who: &TestUser, quoted: &Value) -> Value {
        self.try_quote(who, quoted, json!({})).await.ok()
    }

    async fn sees(&self, who: &TestUser, status: &Value) -> Value {
        self.app.get_as(&who.token, &path(status, "")).await.ok()
    }

    async fn put(&self, who: &TestUser, status: &Value, what: &str, body: Value) -> Answer {
        self.app.request(Method::PUT, &path(status, what), Some(&who.token), Some(body)).await
    }

    async fn revokes(&self, who: &TestUser, quoted: &Value, quoting: &Value) -> Answer {
        let what = format!("/quotes/{}/revoke", text(&quoting["id"]));
        self.app.post_as(&who.token, &path(quoted, &what), json!({})).await
    }

    async fn listed(&self, who: &TestUser, quoted: &Value) -> Vec<String> {
        let list = self.app.get_as(&who.token, &path(quoted, "/quotes")).await.ok();
        list.as_array().unwrap().iter().map(|status| text(&status["id"]).to_owned()).collect()
    }

    /// What somebody was told, latest first: kind, and the status it is about.
    async fn told(&self, who: &TestUser) -> Vec<(String, Value)> {
        self.app.drain().await;
        let list = self.app.get_as(&who.token, "/api/v1/notifications").await.ok();
        let one = |one: &Value| (text(&one["type"]).to_owned(), one["status"]["id"].clone());
        list.as_array().unwrap().iter().map(one).collect()
    }
}

fn path(status: &Value, what: &str) -> String {
    format!("/api/v1/statuses/{}{what}", text(&status["id"]))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn policy_and_relation_decide_who_may_quote() {
    for world in World::all().await {
        let people = [&world.alice, &world.bob, &world.carol];
        for (policy, groups, answers) in [
            ("public", json!(["public"]), ["automatic", "automatic", "automatic"]),
            ("followers", json!(["followers"]), ["automatic", "automatic", "denied"]),
            ("nobody", json!([]), ["automatic", "denied", "denied"]),
        ] {
            let post = world.says(&world.alice, policy).await;
            for (who, expected) in people.into_iter().zip(answers) {
                let approval = world.sees(who, &post).await["quote_approval"].clone();
                assert_eq!(approval["current_user"], expected, "{policy}");
                assert_eq!((&approval["automatic"], &approval["manual"]), (&groups, &json!([])), "{policy}");
                let answer = world.try_quote(who, &post, json!({})).await;
                assert_eq!(answer.status, if expected == "denied" { 404 } else { 200 }, "{policy}");
            }
            let visitor = world.app.get(&path(&post, "")).await.ok();
            assert_eq!(visitor["quote_approval"]["current_user"], "denied");
        }
    }
}

#[tokio::test]
async fn a_quote_shows_the_status_and_is_counted_listed_and_told() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let quote = world.quotes(&world.bob, &post).await;
        assert_eq!(
            (&quote["quote"]["state"], &quote["quote"]["quoted_status"]["id"]),
            (&json!("accepted"), &post["id"])
        );
        let link = format!("RE: <a href=\"{}\"", text(&post["url"]));
        assert!(text(&quote["content"]).starts_with(&format!("<p class=\"quote-inline\">{link}")), "{quote}");
        assert_eq!(world.sees(&world.carol, &post).await["quotes_count"], 1);
        assert_eq!(world.listed(&world.carol, &post).await, [text(&quote["id"])]);
        assert_eq!(world.told(&world.alice).await[0], ("quote".to_owned(), quote["id"].clone()));
        let visitor = world.app.get(&path(&quote, "")).await.ok();
        assert_eq!(visitor["quote"]["quoted_status"]["id"], post["id"]);
        let home = world.app.get_as(&world.bob.token, "/api/v1/timelines/home").await.ok();
        assert_eq!(home[0]["quote"]["quoted_status"]["content"], post["content"]);
    }
}

#[tokio::test]
async fn a_quoted_author_takes_the_permission_back() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let quote = world.quotes(&world.bob, &post).await;
        assert_eq!(world.revokes(&world.bob, &post, &quote).await.status, 403);
        assert_eq!(world.revokes(&world.alice, &quote, &post).await.status, 404);
        for _ in 0..2 {
            let revoked = world.revokes(&world.alice, &post, &quote).await.ok();
            assert_eq!((&revoked["id"], &revoked["quote"]["state"]), (&quote["id"], &json!("revoked")));
            assert_eq!(revoked["quote"]["quoted_status"], Value::Null);
        }
        let seen = world.sees(&world.carol, &quote).await;
        assert_eq!(seen["quote"], json!({ "state": "revoked", "quoted_status": null }));
        assert_eq!(world.sees(&world.carol, &post).await["quotes_count"], 0);
        assert!(world.listed(&world.alice, &post).await.is_empty());
    }
}

#[tokio::test]
async fn either_side_may_go() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let (quote, other) = (world.quotes(&world.bob, &post).await, world.quotes(&world.carol, &post).await);
        let delete = async |who: &TestUser, status: &Value| {
            world.app.request(Method::DELETE, &path(status, ""), Some(&who.token), None).await.ok()
        };
        delete(&world.carol, &other).await;
        assert_eq!(world.sees(&world.bob, &post).await["quotes_count"], 1);
        delete(&world.alice, &post).await;
        let seen = world.sees(&world.bob, &quote).await;
        assert_eq!(seen["quote"], json!({ "state": "deleted", "quoted_status": null }));
    }
}

#[tokio::test]
async fn what_not_everybody_sees_is_quoted_by_its_author_alone_and_not_wider() {
    let world = World::one().await;
    let private = world.posts(&world.alice, json!({ "status": "Ours", "visibility": "private" })).await;
    assert_eq!(world.try_quote(&world.bob, &private, json!({})).await.status, 404);
    assert_eq!(world.try_quote(&world.carol, &private, json!({})).await.status, 404);
    let quote = world.quotes(&world.alice, &private).await;
    assert_eq!((&quote["visibility"], &quote["quote"]["state"]), (&json!("private"), &json!("accepted")));
    assert_eq!(world.sees(&world.bob, &quote).await["quote"]["quoted_status"]["id"], private["id"]);
    let direct = world.posts(&world.alice, json!({ "status": "@bob psst", "visibility": "direct" })).await;
    for who in [&world.alice, &world.bob] {
        assert_eq!(world.try_quote(who, &direct, json!({})).await.status, 404);
    }
    let approval = world.sees(&world.bob, &private).await["quote_approval"].clone();
    assert_eq!(approval, json!({ "automatic": [], "manual": [], "current_user": "denied" }));
}

#[tokio::test]
async fn a_quote_stands_beside_no_media_and_no_poll_and_needs_no_text() {
    let world = World::one().await;
    let post = world.says(&world.alice, "public").await;
    let poll = json!({ "poll": { "options": ["this", "that"], "expires_in": 3600 } });
    assert_eq!(world.try_quote(&world.bob, &post, poll).await.status, 422);
    let direct = json!({ "visibility": "direct", "status": "@carol look" });
    assert_eq!(world.try_quote(&world.bob, &post, direct).await.status, 422);
    let direct = json!({ "visibility": "direct", "status": "@alice you said" });
    assert_eq!(world.try_quote(&world.bob, &post, direct).await.status, 200);
    assert_eq!(world.try_quote(&world.bob, &post, json!({ "status": "" })).await.status, 200);
    let gone = json!({ "id": "1" });
    assert_eq!(world.try_quote(&world.bob, &gone, json!({})).await.status, 404);
    assert_eq!(world.listed(&world.alice, &post).await.len(), 2, "nothing else was posted");
}

#[tokio::test]
async fn each_viewer_sees_of_a_quote_what_the_quoted_status_allows() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let quote = world.quotes(&world.bob, &post).await;
        let ctx = &world.app.ctx;
        let (alice, carol) = (world.alice.account, world.carol.account);
        mute::mute(ctx, carol, alice, false, 0).await.unwrap();
        let seen = world.sees(&world.carol, &quote).await["quote"].clone();
        assert_eq!((&seen["state"], &seen["quoted_status"]["id"]), (&json!("muted_account"), &post["id"]));
        block::block(ctx, alice, carol, None).await.unwrap();
        let hidden = |state: &str| json!({ "state": state, "quoted_status": null });
        assert_eq!(world.sees(&world.carol, &quote).await["quote"], hidden("unauthorized"));
        assert_eq!(world.try_quote(&world.carol, &post, json!({})).await.status, 404);
        block::unblock(ctx, alice, carol).await.unwrap();
        block::block(ctx, carol, alice, None).await.unwrap();
        assert_eq!(world.sees(&world.carol, &quote).await["quote"], hidden("blocked_account"));
    }
}

#[tokio::test]
async fn a_quoted_status_of_a_blocked_server_is_named_as_such() {
    let world = World::one().await;
    let far = world.app.remote("far", "far.example").await;
    let id: kinds::StatusId = world.app.ctx.next_id();
    let uri = format!("https://far.example/{id}");
    let tx = world.app.ctx.begin().await.unwrap();
    let mut new = NewStatus::new(id, uri.clone(), far, world.app.ctx.now());
    status::insert(&world.app.ctx, &tx, new.clone()).await.unwrap();
    new.id = world.app.ctx.next_id();
    new.uri = format!("{uri}/quote");
    new.account = world.bob.account;
    new.quote = Some(crate::service::quote::NewQuote {
        url: uri.clone(),
        uri,
        quoted: Some((id, far)),
        state: kinds::QuoteState::Accepted,
        legacy: false,
    });
    let quoting = status::insert(&world.app.ctx, &tx, new).await.unwrap();
    world.app.ctx.commit(tx).await.unwrap();
    let body = json!({ "domain": "far.example" });
    world.app.post_as(&world.carol.token, "/api/v1/domain_blocks", body).await.ok();
    let seen = world.sees(&world.carol, &json!({ "id": quoting.to_string() })).await;
    assert_eq!(seen["quote"]["state"], "blocked_domain");
}

#[tokio::test]
async fn a_quote_of_a_quote_is_named_by_its_id() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let middle = world.quotes(&world.bob, &post).await;
        let outer = world.quotes(&world.carol, &middle).await;
        let boost = world.app.post_as(&world.alice.token, &path(&outer, "/reblog"), json!({})).await.ok();
        for cold in [false, true] {
            if cold {
                world.app.ctx.caches.clear();
            }
            let seen = world.sees(&world.alice, &boost).await;
            let inner = seen["reblog"]["quote"]["quoted_status"].clone();
            assert_eq!(inner["id"], middle["id"]);
            assert_eq!(inner["quote"], json!({ "state": "accepted", "quoted_status_id": post["id"] }));
        }
        block::block(&world.app.ctx, world.alice.account, world.carol.account, None).await.unwrap();
        let seen = world.sees(&world.carol, &outer).await["quote"]["quoted_status"].clone();
        assert_eq!(seen["quote"], json!({ "state": "unauthorized", "quoted_status_id": null }));
    }
}

#[tokio::test]
async fn an_edit_keeps_the_quote_and_who_quoted_hears_of_edits() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let quote = world.quotes(&world.bob, &post).await;
        world.app.ctx.clock.advance(60_000);
        let edited = world.put(&world.bob, &quote, "", json!({ "status": "Look again" })).await.ok();
        assert_eq!(edited["quote"]["quoted_status"]["id"], post["id"]);
        assert!(text(&edited["content"]).starts_with("<p class=\"quote-inline\">RE: "), "{edited}");
        let same = world.put(&world.bob, &quote, "", json!({ "status": "Look again" })).await.ok();
        assert_eq!(same["edited_at"], edited["edited_at"]);
        let history = world.app.get_as(&world.bob.token, &path(&quote, "/history")).await.ok();
        assert_eq!(history[0]["quote"]["quoted_status"]["id"], post["id"]);
        world.put(&world.alice, &post, "", json!({ "status": "I never said that" })).await.ok();
        assert_eq!(world.told(&world.bob).await, [("quoted_update".to_owned(), quote["id"].clone())]);
    }
}

#[tokio::test]
async fn the_policy_of_a_status_can_be_changed_without_an_edit() {
    let world = World::one().await;
    let post = world.says(&world.alice, "public").await;
    let policy = |policy: &str| json!({ "quote_approval_policy": policy });
    let set = world.put(&world.alice, &post, "/interaction_policy", policy("followers")).await.ok();
    assert_eq!(
        (&set["quote_approval"]["automatic"], &set["edited_at"]),
        (&json!(["followers"]), &Value::Null)
    );
    let edit = json!({ "status": "Quote me", "quote_approval_policy": "nobody" });
    let set = world.put(&world.alice, &post, "", edit).await.ok();
    assert_eq!((&set["quote_approval"]["automatic"], &set["edited_at"]), (&json!([]), &Value::Null));
    let edit = world.put(&world.alice, &post, "", json!({ "status": "Do not" })).await.ok();
    assert_eq!(edit["quote_approval"]["automatic"], json!([]), "it stays when it is not named");
    assert_eq!(world.put(&world.bob, &post, "/interaction_policy", policy("public")).await.status, 404);
    let none = world.put(&world.alice, &post, "/interaction_policy", json!({})).await;
    assert_eq!((none.status, none.body["details"].is_object()), (422, true));
    let odd = world.put(&world.alice, &post, "/interaction_policy", policy("friends")).await;
    assert_eq!(odd.status, 422);
    let private = world.posts(&world.alice, json!({ "status": "Ours", "visibility": "private" })).await;
    let set = world.put(&world.alice, &private, "/interaction_policy", policy("public")).await.ok();
    assert_eq!(set["quote_approval"]["automatic"], json!([]));
}

#[tokio::test]
async fn the_default_policy_is_that_of_the_settings() {
    let world = World::one().await;
    let body = json!({ "source": { "quote_policy": "followers" } });
    let path = "/api/v1/accounts/update_credentials";
    world.app.request(Method::PATCH, path, Some(&world.alice.token), Some(body)).await.ok();
    let preferences = world.app.get_as(&world.alice.token, "/api/v1/preferences").await.ok();
    assert_eq!(preferences["posting:default:quote_policy"], "followers");
    let post = world.posts(&world.alice, json!({ "status": "Mine" })).await;
    assert_eq!(post["quote_approval"]["automatic"], json!(["followers"]));
}

#[tokio::test]
async fn quotes_that_not_everybody_sees_are_listed_for_the_quoted_author_alone() {
    for world in World::all().await {
        let post = world.says(&world.alice, "public").await;
        let body = json!({});
        for (who, whom) in [(&world.carol, &world.bob), (&world.alice, &world.bob)] {
            let follow = format!("/api/v1/accounts/{}/follow", whom.account);
            world.app.post_as(&who.token, &follow, body.clone()).await.ok();
        }
        let open = world.quotes(&world.bob, &post).await;
        let private = world.try_quote(&world.bob, &post, json!({ "visibility": "private" })).await.ok();
        let ids = [text(&private["id"]), text(&open["id"])];
        assert_eq!(world.listed(&world.alice, &post).await, ids);
        assert_eq!(world.listed(&world.carol, &post).await, ids[1..]);
        let page = world.app.get_as(&world.alice.token, &path(&post, "/quotes?limit=1")).await;
        let link = page.headers["link"].to_str().unwrap().to_owned();
        assert!(link.contains("max_id=") && link.contains("since_id="), "{link}");
        let next = link.split(['<', '>']).nth(1).unwrap().split_once(".test").unwrap().1;
        assert_eq!(world.app.get_as(&world.alice.token, next).await.ok()[0]["id"], open["id"]);
    }
}

#[tokio::test]
async fn private_statuses_tell_strangers_nothing_of_their_quotes() {
    let world = World::one().await;
    let private = world.app.stored_status(&world.alice, Visibility::Private, "<p>Ours</p>").await;
    let private = json!({ "id": private.to_string() });
    let quote = world.quotes(&world.alice, &private).await;
    for who in [&world.carol] {
        assert_eq!(world.app.get_as(&who.token, &path(&private, "/quotes")).await.status, 404);
        assert_eq!(world.revokes(who, &private, &quote).await.status, 404);
    }
    assert_eq!(world.listed(&world.bob, &private).await, Vec::<String>::new());
    assert_eq!(world.listed(&world.alice, &private).await.len(), 1);
}
