//! Policies and requests as people meet them through the API, on both databases.

use kinds::{AccountId, Millis, Visibility};
use poem::http::Method;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    service::status::{self, NewStatus},
    testing::{Answer, TestApp, TestUser},
};

const LIST: &str = "/api/v1/notifications";
const POLICY: &str = "/api/v2/notifications/policy";
const REQUESTS: &str = "/api/v1/notifications/requests";

/// A server with alice, and two people whom she does not know.
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
            let app = TestApp::on(database, |_| {}).await;
            let (alice, bob, carol) =
                (app.user("alice").await, app.user("bob").await, app.user("carol").await);
            worlds.push(Self { app, alice, bob, carol });
        }
        worlds
    }

    async fn posts(&self, who: &TestUser, text: &str, visibility: &str, answers: Option<&Value>) -> Value {
        let mut draft = json!({ "status": text, "visibility": visibility });
        if let Some(status) = answers {
            draft["in_reply_to_id"] = status["id"].clone();
        }
        self.app.post_as(&who.token, "/api/v1/statuses", draft).await.ok()
    }

    /// Somebody writes to alice alone.
    async fn whispers(&self, who: &TestUser, text: &str) -> Value {
        self.posts(who, &format!("@alice {text}"), "direct", None).await
    }

    /// Somebody on another server writes to alice alone.
    async fn writes_from_afar(&self, from: AccountId, number: usize) {
        let ctx = &self.app.ctx;
        let letter = NewStatus {
            mentions: vec![(self.alice.account, false)],
            visibility: Visibility::Direct,
            ..NewStatus::new(ctx.next_id(), format!("https://far.example/{number}"), from, ctx.now())
        };
        let tx = ctx.begin().await.unwrap();
        status::insert(ctx, &tx, letter).await.unwrap();
        ctx.commit(tx).await.unwrap();
    }

    async fn sees(&self, path: &str) -> Value {
        self.app.get_as(&self.alice.token, path).await.ok()
    }

    async fn count(&self, path: &str) -> usize {
        self.sees(path).await.as_array().unwrap().len()
    }

    async fn does(&self, method: Method, path: &str, body: Value) -> Answer {
        self.app.request(method, path, Some(&self.alice.token), Some(body)).await
    }

    async fn sets(&self, policy: Value) -> Value {
        self.does(Method::PATCH, POLICY, policy).await.ok()
    }

    /// The id of the latest request.
    async fn request(&self) -> String {
        text(&self.sees(REQUESTS).await[0]["id"])
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_policy_is_shown_and_changed_in_both_forms() {
    for world in World::all().await {
        let first = world.sees(POLICY).await;
        assert_eq!(
            first,
            json!({
                "for_not_following": "accept",
                "for_not_followers": "accept",
                "for_new_accounts": "accept",
                "for_private_mentions": "filter",
                "for_limited_accounts": "filter",
                "summary": { "pending_requests_count": 0, "pending_notifications_count": 0 },
            })
        );
        let changed = world.sets(json!({ "for_new_accounts": "drop" })).await;
        assert_eq!(
            (&changed["for_new_accounts"], &changed["for_private_mentions"]),
            (&json!("drop"), &json!("filter"))
        );
        assert_eq!(world.sees(POLICY).await, changed);

        let old = world.sees("/api/v1/notifications/policy").await;
        assert_eq!(old["filter_new_accounts"], true);
        assert_eq!(old["filter_not_following"], false);
        let change = json!({ "filter_new_accounts": false, "filter_not_following": true });
        let old = world.does(Method::PUT, "/api/v1/notifications/policy", change).await.ok();
        assert_eq!(
            (&old["filter_new_accounts"], &old["filter_not_following"]),
            (&json!(false), &json!(true))
        );
        let now = world.sees(POLICY).await;
        assert_eq!(
            (&now["for_new_accounts"], &now["for_not_following"]),
            (&json!("accept"), &json!("filter"))
        );
        assert_eq!(world.does(Method::PUT, POLICY, json!({ "for_new_accounts": "maybe" })).await.status, 422);
    }
}

#[tokio::test]
async fn what_is_filtered_is_found_among_the_requests_only() {
    for world in World::all().await {
        world.whispers(&world.bob, "psst").await;
        let last = world.whispers(&world.bob, "hello?").await;
        assert_eq!(world.count(LIST).await, 0);
        assert_eq!(world.sees("/api/v2/notifications").await["notification_groups"], json!([]));
        for path in ["/api/v1/notifications/unread_count", "/api/v2/notifications/unread_count"] {
            assert_eq!(world.sees(path).await["count"], 0);
        }
        let requests = world.sees(REQUESTS).await;
        assert_eq!(requests.as_array().unwrap().len(), 1);
        assert_eq!(requests[0]["account"]["acct"], "bob");
        assert_eq!(requests[0]["notifications_count"], "2");
        assert_eq!(requests[0]["last_status"]["id"], last["id"]);
        let one = format!("{REQUESTS}/{}", text(&requests[0]["id"]));
        assert_eq!(world.sees(&one).await, requests[0]);
        let summary = json!({ "pending_requests_count": 1, "pending_notifications_count": 2 });
        assert_eq!(world.sees(POLICY).await["summary"], summary);

        assert_eq!(world.count(&format!("{LIST}?include_filtered=true")).await, 2);
        assert_eq!(world.count(&format!("{LIST}?account_id={}", world.bob.account)).await, 2);
        let groups = world.sees("/api/v2/notifications?include_filtered=true").await;
        assert_eq!(groups["notification_groups"].as_array().unwrap().len(), 2);
        // It is nobody else's.
        assert_eq!(world.app.get_as(&world.carol.token, REQUESTS).await.ok(), json!([]));
        for path in [one.clone(), format!("{REQUESTS}/1")] {
            world.app.get_as(&world.carol.token, &path).await.is_error(404, "Record not found");
        }
        for act in ["accept", "dismiss"] {
            let path = format!("{one}/{act}");
            world.app.post_as(&world.carol.token, &path, json!({})).await.is_error(404, "Record not found");
        }
        assert_eq!(world.sees(&one).await, requests[0]);
    }
}

#[tokio::test]
async fn what_is_dropped_is_gone_and_a_policy_is_about_what_comes_later() {
    for world in World::all().await {
        world.posts(&world.bob, "@alice before", "public", None).await;
        world.sets(json!({ "for_not_following": "drop" })).await;
        world.posts(&world.bob, "@alice after", "public", None).await;
        assert_eq!(world.count(LIST).await, 1);
        assert_eq!(world.count(REQUESTS).await, 0);
        world.sets(json!({ "for_not_following": "accept" })).await;
        assert_eq!(world.count(&format!("{LIST}?include_filtered=true")).await, 1);
    }
}

#[tokio::test]
async fn each_rule_knows_whom_it_is_about() {
    for world in World::all().await {
        let follow = format!("/api/v1/accounts/{}/follow", world.alice.account);
        world.app.post_as(&world.bob.token, &follow, json!({})).await.ok();
        world.sets(json!({ "for_not_followers": "filter" })).await;
        world.posts(&world.bob, "@alice I follow since today", "public", None).await;
        world.app.ctx.clock.advance(3 * Millis::DAY);
        world.posts(&world.bob, "@alice I have followed for days", "public", None).await;
        let kinds =
            |list: Value| list.as_array().unwrap().iter().map(|one| text(&one["type"])).collect::<Vec<_>>();
        assert_eq!(kinds(world.sees(LIST).await), ["mention", "follow"]);
        world.sets(json!({ "for_not_followers": "accept", "for_new_accounts": "filter" })).await;
        world.posts(&world.carol, "@alice my account is new", "public", None).await;
        world.app.ctx.clock.advance(30 * Millis::DAY);
        world.posts(&world.carol, "@alice it is not new any more", "public", None).await;
        assert_eq!(world.count(LIST).await, 3);
        world.sets(json!({ "for_new_accounts": "accept", "for_not_following": "filter" })).await;
        world.posts(&world.carol, "@alice you do not follow me", "public", None).await;
        assert_eq!(world.count(LIST).await, 3);
        let follow = format!("/api/v1/accounts/{}/follow", world.carol.account);
        world.app.post_as(&world.alice.token, &follow, json!({})).await.ok();
        world.posts(&world.carol, "@alice now you do", "public", None).await;
        assert_eq!(world.count(LIST).await, 4);
    }
}

#[tokio::test]
async fn who_was_written_to_may_answer_privately() {
    for world in World::all().await {
        let asked = world.posts(&world.alice, "@bob what do you think?", "public", None).await;
        world.posts(&world.bob, "@alice between us", "direct", Some(&asked)).await;
        assert_eq!(world.count(LIST).await, 1);
        world.posts(&world.carol, "@alice I was not asked", "direct", Some(&asked)).await;
        assert_eq!(world.count(LIST).await, 1);
        assert_eq!(world.sees(REQUESTS).await[0]["account"]["acct"], "carol");
    }
}

#[tokio::test]
async fn an_accepted_sender_comes_through_then_and_from_now_on() {
    for world in World::all().await {
        world.whispers(&world.bob, "one").await;
        world.whispers(&world.carol, "two").await;
        let senders = world.sees(REQUESTS).await;
        let accept = format!("{REQUESTS}/{}/accept", text(&senders[1]["id"]));
        assert_eq!(world.does(Method::POST, &accept, json!({})).await.ok(), json!({}));
        world.does(Method::POST, &accept, json!({})).await.is_error(404, "Record not found");
        assert_eq!(world.sees(&format!("{REQUESTS}/merged")).await, json!({ "merged": false }));
        assert_eq!(world.count(REQUESTS).await, 1);
        world.app.drain().await;
        assert_eq!(world.sees(&format!("{REQUESTS}/merged")).await, json!({ "merged": true }));
        let list = world.sees(LIST).await;
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["account"]["acct"], "bob");
        world.whispers(&world.bob, "three").await;
        assert_eq!(world.count(LIST).await, 2);
        assert_eq!(world.sees(POLICY).await["summary"]["pending_requests_count"], 1);
    }
}

#[tokio::test]
async fn a_dismissed_request_is_gone_until_the_sender_comes_again() {
    for world in World::all().await {
        world.whispers(&world.bob, "one").await;
        let first = world.request().await;
        world.does(Method::POST, &format!("{REQUESTS}/{first}/dismiss"), json!({})).await.ok();
        assert_eq!(world.count(REQUESTS).await, 0);
        assert_eq!(world.count(&format!("{LIST}?include_filtered=true")).await, 0);
        world.whispers(&world.bob, "two").await;
        assert_ne!(world.request().await, first);
        assert_eq!(world.sees(REQUESTS).await[0]["notifications_count"], "1");
    }
}

#[tokio::test]
async fn several_are_accepted_or_dismissed_at_once() {
    for world in World::all().await {
        world.whispers(&world.bob, "one").await;
        world.whispers(&world.carol, "two").await;
        let ids: Vec<String> =
            world.sees(REQUESTS).await.as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
        // Those of others, and those that are none, are passed over.
        let dismiss = format!("{REQUESTS}/dismiss");
        let others = world.app.post_as(&world.carol.token, &dismiss, json!({ "id": ids })).await;
        assert_eq!(others.ok(), json!({}));
        let some = json!({ "id": [ids[0], "1", "nonsense"] });
        world.does(Method::POST, &format!("{REQUESTS}/dismiss"), some).await.ok();
        assert_eq!(world.count(REQUESTS).await, 1);
        world.does(Method::POST, &format!("{REQUESTS}/accept"), json!({ "id": ids })).await.ok();
        world.app.drain().await;
        let list = world.sees(LIST).await;
        assert_eq!(list.as_array().unwrap().len(), 1);
        assert_eq!(list[0]["account"]["acct"], "bob");
        let many: Vec<String> = (0..1001).map(|id| id.to_string()).collect();
        for act in ["accept", "dismiss"] {
            let body = json!({ "id": many });
            assert_eq!(world.does(Method::POST, &format!("{REQUESTS}/{act}"), body).await.status, 422);
        }
    }
}

#[tokio::test]
async fn requests_are_paged_by_their_ids() {
    for world in World::all().await {
        world.whispers(&world.bob, "one").await;
        world.whispers(&world.carol, "two").await;
        let page = world.app.get_as(&world.alice.token, &format!("{REQUESTS}?limit=1")).await;
        let link = page.headers["link"].to_str().unwrap().to_owned();
        let newest = page.ok();
        assert_eq!(newest[0]["account"]["acct"], "carol");
        assert!(link.contains(&format!("max_id={}", text(&newest[0]["id"]))), "{link}");
        let older = world.sees(&format!("{REQUESTS}?limit=1&max_id={}", text(&newest[0]["id"]))).await;
        assert_eq!(older[0]["account"]["acct"], "bob");
        let newer = world.sees(&format!("{REQUESTS}?min_id={}", text(&older[0]["id"]))).await;
        assert_eq!(newer, newest);
    }
}

#[tokio::test]
async fn a_request_goes_with_what_it_is_about() {
    for world in World::all().await {
        let status = world.whispers(&world.bob, "one").await;
        let path = format!("/api/v1/statuses/{}", text(&status["id"]));
        world.app.request(Method::DELETE, &path, Some(&world.bob.token), None).await.ok();
        world.app.drain().await;
        assert_eq!(world.count(REQUESTS).await, 0);
        assert_eq!(world.sees(POLICY).await["summary"]["pending_requests_count"], 0);
    }
}

#[tokio::test]
async fn a_block_takes_back_that_somebody_was_let_in() {
    for world in World::all().await {
        world.whispers(&world.bob, "one").await;
        let request = world.request().await;
        world.does(Method::POST, &format!("{REQUESTS}/{request}/accept"), json!({})).await.ok();
        for act in ["block", "unblock"] {
            let path = format!("/api/v1/accounts/{}/{act}", world.bob.account);
            world.does(Method::POST, &path, json!({})).await.ok();
        }
        world.app.drain().await;
        world.whispers(&world.bob, "two").await;
        assert_eq!(world.count(LIST).await, 0);
        assert_eq!(world.count(REQUESTS).await, 1);
    }
}

#[tokio::test]
async fn a_block_of_a_server_takes_it_back_for_all_its_people() {
    for world in World::all().await {
        let eve = world.app.remote("eve", "far.example").await;
        world.writes_from_afar(eve, 1).await;
        let request = world.request().await;
        world.does(Method::POST, &format!("{REQUESTS}/{request}/accept"), json!({})).await.ok();
        for method in [Method::POST, Method::DELETE] {
            let body = json!({ "domain": "far.example" });
            world.does(method, "/api/v1/domain_blocks", body).await.ok();
        }
        world.app.drain().await;
        world.writes_from_afar(eve, 2).await;
        assert_eq!((world.count(LIST).await, world.count(REQUESTS).await), (0, 1));
    }
}

#[tokio::test]
async fn notifications_are_removed_in_the_old_ways_too() {
    for world in World::all().await {
        for number in 0..3 {
            world.posts(&world.bob, &format!("@alice {number}"), "public", None).await;
        }
        let list = world.sees(LIST).await;
        let id = |number: usize| text(&list[number]["id"]);
        world.does(Method::DELETE, &format!("{LIST}/{}", id(0)), json!({})).await.ok();
        world
            .does(Method::DELETE, &format!("{LIST}/{}", id(0)), json!({}))
            .await
            .is_error(404, "Record not found");
        let several = json!({ "ids": [id(0), id(1), "nonsense"] });
        let path = format!("{LIST}/destroy_multiple");
        let body = Some(several.clone());
        world.app.request(Method::DELETE, &path, Some(&world.bob.token), body).await.ok();
        assert_eq!(world.count(LIST).await, 2);
        assert_eq!(world.does(Method::DELETE, &path, several).await.ok(), json!({}));
        assert_eq!(world.sees(LIST).await, json!([list[2]]));
        let many: Vec<String> = (0..1001).map(|id| id.to_string()).collect();
        assert_eq!(world.does(Method::DELETE, &path, json!({ "ids": many })).await.status, 422);
    }
}

#[tokio::test]
async fn a_client_that_does_not_know_a_type_is_given_words() {
    for world in World::all().await {
        world.app.rename(&world.bob, "Bob <b>").await;
        world.posts(&world.bob, "@alice hello", "public", None).await;
        let list = world.sees(LIST).await;
        assert!(list[0].get("fallback").is_none());
        let id = text(&list[0]["id"]);
        let fallback = json!({ "title": "Bob &lt;b&gt; mentioned you", "summary": null, "details": null });
        for query in ["supported_types[]=follow&supported_types[]=poll", "supported_types[]=mention"] {
            let known = query.ends_with("mention");
            let one = world.sees(&format!("{LIST}/{id}?{query}")).await;
            let listed = world.sees(&format!("{LIST}?{query}")).await[0].clone();
            let group = world.sees(&format!("/api/v2/notifications/ungrouped-{id}?{query}")).await;
            let groups = world.sees(&format!("/api/v2/notifications?{query}")).await;
            for shown in [
                one,
                listed,
                group["notification_groups"][0].clone(),
                groups["notification_groups"][0].clone(),
            ] {
                assert_eq!(shown.get("fallback"), Some(&fallback).filter(|_| !known), "{query}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_stranger_writes_is_a_conversation_once_it_is_let_in() {
    for world in World::all().await {
        let first = world.whispers(&world.bob, "hello").await;
        let second = world.posts(&world.bob, "@alice again", "direct", Some(&first)).await;
        assert_eq!(world.count("/api/v1/conversations").await, 0);
        let accept = format!("{REQUESTS}/{}/accept", world.request().await);
        world.does(Method::POST, &accept, json!({})).await.ok();
        world.app.drain().await;
        let talks = world.sees("/api/v1/conversations").await;
        assert_eq!(talks.as_array().unwrap().len(), 1);
        assert_eq!((&talks[0]["last_status"]["id"], &talks[0]["unread"]), (&second["id"], &json!(true)));
        assert_eq!(talks[0]["accounts"][0]["username"], "bob");
        let third = world.posts(&world.bob, "@alice once more", "direct", Some(&second)).await;
        assert_eq!(world.sees("/api/v1/conversations").await[0]["last_status"]["id"], third["id"]);
    }
}
