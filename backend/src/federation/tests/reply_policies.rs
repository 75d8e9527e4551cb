//! Who may reply, between servers: what is told, what is heard, and what is done with replies of those who know
//! nothing of it.

use kinds::{AccountId, ReplyAnswer, ReplyPolicy, StatusId};
use serde_json::{Value, json};
use shared::{
    entities::Status,
    params::{PostStatus, UpdateInteractionPolicy},
};
use store::query::{self, follow::NewFollow};
use testkit::TestDatabase;

use super::{
    replies::eves,
    samples::{Home, sample},
    two_servers::World,
};
use crate::{
    error::ServiceError,
    federation::resolve,
    service::{
        follow::{self, FollowOptions},
        interaction,
        status::{self, NewStatus},
    },
    testing::{NOW, TestApp, TestUser},
    testing_network::{Scripted, Stranger, answer},
};

const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

impl World {
    async fn alice_limits(&self, policy: ReplyPolicy, text: &str) -> Status {
        let draft = PostStatus {
            status: Some(text.to_owned()),
            reply_approval_policy: Some(policy),
            ..PostStatus::default()
        };
        self.alice_posts(draft).await
    }

    async fn bob_replies(&self, to: &Status) -> Result<Status, ServiceError> {
        let copy = self.seen_by_bob(&to.uri).await.unwrap();
        let viewer = self.there.app.viewer(&self.bob).await;
        let draft = PostStatus {
            status: Some("Well".to_owned()),
            in_reply_to_id: Some(copy.id),
            ..PostStatus::default()
        };
        let reply = status::post(&self.there.app.ctx, &viewer, draft, None).await?;
        self.settle().await;
        Ok(reply)
    }

    async fn bob_may(&self, reply_to: &Status) -> ReplyAnswer {
        self.seen_by_bob(&reply_to.uri).await.unwrap().reply_approval.current_user
    }
}

#[tokio::test]
async fn a_reply_is_refused_where_it_is_written_when_the_author_elsewhere_does_not_want_it() {
    let world = World::new().await;
    for (policy, may) in
        [(ReplyPolicy::Public, true), (ReplyPolicy::Followers, true), (ReplyPolicy::Following, false)]
    {
        let posted = world.alice_limits(policy, "Listen").await;
        let reply = world.bob_replies(&posted).await;
        assert_eq!(world.bob_may(&posted).await == ReplyAnswer::Automatic, may, "{policy}");
        assert_eq!(reply.is_ok(), may, "{policy}");
        assert_eq!(world.seen_by_alice(posted.id).await.replies_count, i64::from(may), "{policy}");
    }
    let closed = world.alice_limits(ReplyPolicy::Nobody, "Listen").await;
    let refused = world.bob_replies(&closed).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Forbidden(_)), "{refused}");
    assert_eq!(world.seen_by_bob(&closed.uri).await.unwrap().replies_count, 0);

    let named = format!("Listen, @bob@{}", world.there.host);
    let spoken = world.alice_limits(ReplyPolicy::Nobody, &named).await;
    assert_eq!(world.bob_may(&spoken).await, ReplyAnswer::Automatic);
    world.bob_replies(&spoken).await.unwrap();
    assert_eq!(world.seen_by_alice(spoken.id).await.replies_count, 1);
}

#[tokio::test]
async fn a_changed_policy_and_a_new_follow_are_heard_of() {
    let world = World::new().await;
    let posted = world.alice_limits(ReplyPolicy::Public, "Listen").await;
    let viewer = world.here.app.viewer(&world.alice).await;
    let new = UpdateInteractionPolicy {
        reply_approval_policy: Some(ReplyPolicy::Following),
        ..UpdateInteractionPolicy::default()
    };
    interaction::set_policies(&world.here.app.ctx, &viewer, posted.id, new).await.unwrap();
    world.settle().await;
    assert_eq!(world.bob_may(&posted).await, ReplyAnswer::Denied);
    assert_eq!(world.seen_by_bob(&posted.uri).await.unwrap().edited_at, None);

    let bob = world.here.find("bob", &world.there).await;
    follow::follow(&world.here.app.ctx, world.alice.account, bob, FollowOptions::default()).await.unwrap();
    world.settle().await;
    assert_eq!(world.bob_may(&posted).await, ReplyAnswer::Automatic);
    world.bob_replies(&posted).await.unwrap();
    assert_eq!(world.seen_by_alice(posted.id).await.replies_count, 1);
}

/// Alice's server, and accounts of servers that know no policies: a fan follows her, she follows an idol, and eve
/// has nothing to do with her.
struct Town {
    app: TestApp,
    alice: TestUser,
    fan: Stranger,
    idol: Stranger,
    eve: Stranger,
    there: Scripted,
}

impl Town {
    async fn all() -> Vec<Self> {
        let mut towns = Vec::new();
        for database in TestDatabase::all().await {
            towns.push(Self::on(database).await);
        }
        towns
    }

    async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |config| {
            config.federation.allow_http = true;
            config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
        })
        .await;
        let alice = app.user("alice").await;
        let there = Scripted::start(|_, _| answer("202 Accepted", "", b"")).await;
        let stranger =
            async |name: &str| Stranger::known_to(&app, &format!("http://{}/{name}", there.host)).await;
        let (fan, idol, eve) = (stranger("fan").await, stranger("idol").await, stranger("eve").await);
        let town = Self { app, alice, fan, idol, eve, there };
        town.follows(town.fan.id(&town.app).await, town.alice.account).await;
        town.follows(town.alice.account, town.idol.id(&town.app).await).await;
        town
    }

    async fn follows(&self, account: AccountId, target: AccountId) {
        let id = self.app.ctx.next_id();
        let (uri, languages) = (None, None);
        let follow = NewFollow {
            id,
            account,
            target,
            uri,
            show_reblogs: true,
            notify: false,
            languages,
            created_at: NOW,
        };
        assert!(query::follow::insert(self.app.ctx.db.write(), follow).await.unwrap());
    }

    /// A post of alice; its id on the network with it.
    async fn says(&self, policy: ReplyPolicy, to: &[AccountId]) -> (StatusId, String) {
        let id: StatusId = self.app.ctx.next_id();
        let uri = self.app.ctx.url(&format!("/users/alice/statuses/{id}"));
        let new = NewStatus {
            local: true,
            mentions: to.iter().map(|account| (*account, false)).collect(),
            reply_policy: policy.into(),
            ..NewStatus::new(id, uri.clone(), self.alice.account, NOW)
        };
        let tx = self.app.ctx.begin().await.unwrap();
        status::insert(&self.app.ctx, &tx, new).await.unwrap();
        self.app.ctx.commit(tx).await.unwrap();
        (id, uri)
    }

    /// A reply to a post, which mentions alice.
    fn note(&self, author: &str, to: &str) -> Value {
        let number: i64 = self.app.ctx.next_id();
        let alice = self.app.ctx.url("/users/alice");
        json!({
            "id": format!("{author}/{number}"), "type": "Note", "attributedTo": author, "content": "Well",
            "inReplyTo": to, "to": [PUBLIC, alice],
            "tag": [{ "type": "Mention", "href": alice, "name": "@alice" }],
        })
    }

    async fn sends(&self, who: &Stranger, activity: &Value) {
        who.post(&self.app, "/users/alice/inbox", activity).await;
        self.app.drain().await;
    }

    /// Somebody replies without asking; the id of the reply.
    async fn reply(&self, who: &Stranger, to: &str) -> String {
        let note = self.note(&who.uri, to);
        let uri = note["id"].as_str().unwrap().to_owned();
        let id = format!("{uri}#create");
        self.sends(who, &json!({ "id": id, "type": "Create", "actor": who.uri, "object": note })).await;
        uri
    }

    /// Somebody asks whether a post may reply to `to`; the answer that was sent.
    async fn asks(&self, who: &Stranger, to: &str, note: &Value) -> Option<Value> {
        let before = self.there.requests().len();
        let id = format!("{}#asks/{}", who.uri, self.app.ctx.next_id::<i64>());
        let request =
            json!({ "id": id, "type": "ReplyRequest", "actor": who.uri, "object": to, "instrument": note });
        self.sends(who, &request).await;
        let sent = self.there.requests().split_off(before);
        let body = sent.first()?.split_once("\r\n\r\n").unwrap().1.to_owned();
        let answer: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(
            (&answer["object"]["id"], &answer["object"]["type"]),
            (&json!(id), &json!("ReplyRequest"))
        );
        Some(answer)
    }

    async fn has(&self, uri: &str) -> bool {
        query::status_change::by_uri(self.app.ctx.db.read(), uri).await.unwrap().is_some()
    }

    async fn mentions(&self) -> usize {
        let told = self.app.get_as(&self.alice.token, "/api/v1/notifications").await.ok();
        told.as_array().unwrap().iter().filter(|one| one["type"] == "mention").count()
    }
}

#[tokio::test]
async fn replies_of_those_who_may_not_are_neither_stored_nor_told() {
    for town in Town::all().await {
        for (policy, may) in [
            (ReplyPolicy::Public, [true, true, true]),
            (ReplyPolicy::Followers, [true, false, false]),
            (ReplyPolicy::Following, [false, true, false]),
            (ReplyPolicy::Nobody, [false, false, false]),
        ] {
            let (id, uri) = town.says(policy, &[]).await;
            for (who, may) in [&town.fan, &town.idol, &town.eve].into_iter().zip(may) {
                let reply = town.reply(who, &uri).await;
                assert_eq!(town.has(&reply).await, may, "{policy}: {}", who.uri);
            }
            let seen = status::show(&town.app.ctx, Some(town.alice.account), id).await.unwrap();
            assert_eq!(seen.replies_count, may.iter().map(|may| i64::from(*may)).sum::<i64>(), "{policy}");
        }
        assert_eq!(town.mentions().await, 5, "of what is stored alone");
    }
}

#[tokio::test]
async fn whom_a_post_speaks_to_may_reply_from_anywhere() {
    for town in Town::all().await {
        let eve = town.eve.id(&town.app).await;
        let (_, uri) = town.says(ReplyPolicy::Nobody, &[eve]).await;
        let reply = town.reply(&town.eve, &uri).await;
        assert!(town.has(&reply).await);
        let refused = town.reply(&town.fan, &uri).await;
        assert!(!town.has(&refused).await);
    }
}

#[tokio::test]
async fn a_reply_that_may_not_be_is_not_fetched_either() {
    let there = eves(|path, host| {
        let parent = path.strip_prefix("/reply-to/")?;
        Some(json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("http://{host}{path}"), "type": "Note", "attributedTo": format!("http://{host}/eve"),
            "content": "Well", "inReplyTo": format!("https://phiomia.test/users/alice/statuses/{parent}"),
            "to": [PUBLIC],
        }))
    })
    .await;
    for town in Town::all().await {
        let (open, _) = town.says(ReplyPolicy::Public, &[]).await;
        let (closed, _) = town.says(ReplyPolicy::Followers, &[]).await;
        let uri = |id: StatusId| format!("http://{}/reply-to/{id}", there.host);
        resolve::status_by_uri(&town.app.ctx, &uri(open)).await.unwrap();
        resolve::status_by_uri(&town.app.ctx, &uri(closed)).await.unwrap_err();
        assert_eq!((town.has(&uri(open)).await, town.has(&uri(closed)).await), (true, false));
    }
}

#[tokio::test]
async fn documents_say_who_may_reply_and_name_who_is_mentioned() {
    for town in Town::all().await {
        let alice = town.app.ctx.url("/users/alice");
        let eve = town.eve.id(&town.app).await;
        for (policy, to, expected) in [
            (ReplyPolicy::Public, vec![eve], vec![PUBLIC.to_owned()]),
            (ReplyPolicy::Followers, vec![], vec![alice.clone(), format!("{alice}/followers")]),
            (ReplyPolicy::Following, vec![], vec![alice.clone(), format!("{alice}/following")]),
            (ReplyPolicy::Nobody, vec![eve], vec![alice.clone(), town.eve.uri.clone()]),
        ] {
            let (id, _) = town.says(policy, &to).await;
            let path = format!("/users/alice/statuses/{id}");
            let note = town.app.get_with(&path, "accept", "application/activity+json").await.ok();
            let rule = json!({ "automaticApproval": expected, "manualApproval": [] });
            assert_eq!(note["interactionPolicy"]["canReply"], rule, "{policy}");
            assert!(note["@context"].to_string().contains("gts:canReply"));
        }
    }
}

/// Gwen's post of a GoToSocial server, with another rule for replies if one is given; as alice sees it.
async fn gwens(home: &Home, rule: Option<Value>) -> Status {
    let mut note: Value = serde_json::from_slice(&sample("g03-gotosocial-note-single-values")).unwrap();
    if let Some(rule) = rule {
        note["interactionPolicy"]["canReply"] = rule;
    }
    let (uri, author) = (note["id"].as_str().unwrap().to_owned(), note["attributedTo"].as_str().unwrap());
    let gwen = home.followed(author).await;
    let create =
        json!({ "id": format!("{uri}#create"), "type": "Create", "actor": gwen.uri, "object": note });
    gwen.post_bytes(&home.app, "/inbox", create.to_string().into_bytes()).await;
    home.app.drain().await;
    home.seen(&uri).await.unwrap()
}

async fn alice_replies(home: &Home, to: &Status) -> Result<Status, ServiceError> {
    let viewer = home.app.viewer(&home.alice).await;
    let draft =
        PostStatus { status: Some("Well".to_owned()), in_reply_to_id: Some(to.id), ..PostStatus::default() };
    status::post(&home.app.ctx, &viewer, draft, None).await
}

#[tokio::test]
async fn policies_of_gotosocial_are_kept() {
    let public = json!([PUBLIC]);
    let gwen = "https://gts.example/users/gwen";
    for (rule, answer) in [
        (None, ReplyAnswer::Denied),
        (Some(json!({ "automaticApproval": [gwen], "manualApproval": public })), ReplyAnswer::Denied),
        (Some(json!({ "automaticApproval": [gwen, "https://gts.example/groups/1"] })), ReplyAnswer::Unknown),
        (Some(json!({ "always": public })), ReplyAnswer::Automatic),
        (Some(json!({})), ReplyAnswer::Automatic),
        (Some(Value::Null), ReplyAnswer::Automatic),
        (Some(json!({ "automaticApproval": [] })), ReplyAnswer::Denied),
    ] {
        let home = Home::new().await;
        let post = gwens(&home, rule.clone()).await;
        assert_eq!(post.reply_approval.current_user, answer, "{rule:?}");
        let reply = alice_replies(&home, &post).await;
        assert_eq!(reply.is_ok(), answer != ReplyAnswer::Denied, "{rule:?}");
    }
}

#[tokio::test]
async fn who_would_have_to_be_asked_is_not_answered_and_alice_reads_why() {
    let home = Home::new().await;
    let rule = json!({ "automaticApproval": [], "manualApproval": [PUBLIC] });
    let post = gwens(&home, Some(rule)).await;
    assert_eq!(post.reply_approval.manual, [kinds::InteractionGroup::Public]);
    let refused = alice_replies(&home, &post).await.unwrap_err();
    assert!(refused.to_string().contains("agrees to each reply first"), "{refused}");
}

#[tokio::test]
async fn who_asks_first_is_answered_by_the_policy_with_a_stamp_to_show() {
    for town in Town::all().await {
        let (_, uri) = town.says(ReplyPolicy::Followers, &[]).await;
        let note = town.note(&town.fan.uri, &uri);
        let reply = note["id"].as_str().unwrap();
        for _ in 0..2 {
            let accept = town.asks(&town.fan, &uri, &note).await.unwrap();
            assert_eq!((&accept["type"], &accept["to"]), (&json!("Accept"), &json!([town.fan.uri])));
            let stamp = accept["result"].as_str().unwrap();
            let path = stamp.strip_prefix("https://phiomia.test").unwrap();
            let read = town.app.get(path).await.ok();
            assert_eq!((&read["type"], &read["id"]), (&json!("ReplyAuthorization"), &json!(stamp)));
            assert_eq!(read["attributedTo"], json!(town.app.ctx.url("/users/alice")));
            assert_eq!(
                (&read["interactingObject"], &read["interactionTarget"]),
                (&json!(reply), &json!(uri))
            );
        }
        assert!(town.has(reply).await);
        assert_eq!(town.mentions().await, 1);

        let note = town.note(&town.eve.uri, &uri);
        let reject = town.asks(&town.eve, &uri, &note).await.unwrap();
        assert_eq!((&reject["type"], &reject["result"]), (&json!("Reject"), &Value::Null));
        assert!(!town.has(note["id"].as_str().unwrap()).await);
    }
}

#[tokio::test]
async fn nobody_asks_for_somebody_else_or_for_another_post() {
    let town = Town::on(TestDatabase::sqlite().await).await;
    let (_, followers) = town.says(ReplyPolicy::Followers, &[]).await;
    let (_, closed) = town.says(ReplyPolicy::Nobody, &[]).await;
    let elsewhere = town.app.ctx.url("/users/alice/statuses/99");
    for (object, note) in [
        // The fan's name under what eve sends; a reply to another post than the one asked about.
        (&followers, town.note(&town.eve.uri, &followers)),
        (&followers, town.note(&town.fan.uri, &closed)),
        (&elsewhere, town.note(&town.fan.uri, &elsewhere)),
    ] {
        assert_eq!(town.asks(&town.fan, object, &note).await, None);
        assert!(!town.has(note["id"].as_str().unwrap()).await);
    }
}

#[tokio::test]
async fn a_stamp_tells_strangers_nothing_of_what_they_may_not_see() {
    let town = Town::on(TestDatabase::sqlite().await).await;
    let id: StatusId = town.app.ctx.next_id();
    let uri = town.app.ctx.url(&format!("/users/alice/statuses/{id}"));
    let private = NewStatus {
        local: true,
        visibility: kinds::Visibility::Private,
        ..NewStatus::new(id, uri.clone(), town.alice.account, NOW)
    };
    let tx = town.app.ctx.begin().await.unwrap();
    status::insert(&town.app.ctx, &tx, private).await.unwrap();
    town.app.ctx.commit(tx).await.unwrap();
    let reply = town.reply(&town.fan, &uri).await;
    let row = query::status_change::by_uri(town.app.ctx.db.read(), &reply).await.unwrap().unwrap();
    let path = format!("/users/alice/reply_authorizations/{}", row.id);
    assert_eq!(town.eve.get(&town.app, &path).await.status, 404);
    assert_eq!(town.fan.get(&town.app, &path).await.status, 200);
    assert_eq!(town.app.get(&format!("/users/alice/reply_authorizations/{id}")).await.status, 404);
}

#[tokio::test]
async fn replies_of_others_to_others_are_for_their_servers_to_judge() {
    let home = Home::new().await;
    let post = gwens(&home, None).await;
    let max = home.followed("https://masto.example/users/max").await;
    let uri = format!("{}/statuses/9001", max.uri);
    let note = json!({
        "id": uri, "type": "Note", "attributedTo": max.uri, "content": "Well", "inReplyTo": post.uri,
        "to": [PUBLIC],
    });
    let create = json!({ "id": format!("{uri}#create"), "type": "Create", "actor": max.uri, "object": note });
    max.post_bytes(&home.app, "/inbox", create.to_string().into_bytes()).await;
    home.app.drain().await;
    assert_eq!(home.seen(&uri).await.unwrap().in_reply_to_id, Some(post.id));
}
