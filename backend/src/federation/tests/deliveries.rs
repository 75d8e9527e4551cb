//! Where activities go, and what becomes of servers that do not take them.

use std::sync::{Arc, Mutex};

use kinds::{AccountId, Millis};
use sea_orm::EntityTrait;
use shared::{entities::Status, params::PostStatus};
use store::{Sql, entity::outgoing_activity, query, query::follow::NewFollow};

use crate::{
    service::{follow, status},
    testing::{NOW, TestApp, TestUser},
    testing_network::{Scripted, Stranger, answer},
};

/// Alice, and a server with a follower of hers that answers as told.
pub(super) struct World {
    pub(super) app: TestApp,
    pub(super) alice: TestUser,
    pub(super) there: Scripted,
    answers: Arc<Mutex<&'static str>>,
}

impl World {
    pub(super) async fn new(first: &'static str) -> Self {
        let answers = Arc::new(Mutex::new(first));
        let current = answers.clone();
        let there = Scripted::start(move |_, _| {
            let (status, headers) = current.lock().unwrap().split_once('|').unwrap();
            answer(status, headers, b"")
        })
        .await;
        let app = TestApp::with(|config| {
            config.federation.allow_http = true;
            config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
        })
        .await;
        let alice = app.user("alice").await;
        let world = Self { app, alice, there, answers };
        world.follower("zoe").await;
        world
    }

    fn answers(&self, next: &'static str) {
        *self.answers.lock().unwrap() = next;
    }

    pub(super) async fn stranger(&self, name: &str) -> AccountId {
        let uri = format!("http://{}/{name}", self.there.host);
        Stranger::known_to(&self.app, &uri).await.id(&self.app).await
    }

    async fn follows(&self, account: AccountId, target: AccountId) {
        let follow = NewFollow {
            id: self.app.ctx.next_id(),
            account,
            target,
            uri: None,
            show_reblogs: true,
            notify: false,
            languages: None,
            created_at: NOW,
        };
        query::follow::insert(self.app.ctx.db.write(), follow).await.unwrap();
    }

    /// Somebody there who follows alice.
    async fn follower(&self, name: &str) -> AccountId {
        let account = self.stranger(name).await;
        self.follows(account, self.alice.account).await;
        account
    }

    pub(super) async fn posts(&self, author: &TestUser, draft: PostStatus) -> Status {
        let viewer = self.app.viewer(author).await;
        let posted = status::post(&self.app.ctx, &viewer, draft, None).await.unwrap();
        self.app.drain().await;
        posted
    }

    async fn alice_posts(&self) -> Status {
        self.posts(&self.alice, text("Hello")).await
    }

    /// Paths that were posted to, in order, with the type of the activity.
    pub(super) fn delivered(&self) -> Vec<(String, String)> {
        let read = |request: String| {
            let path = request.split(' ').nth(1).unwrap().to_owned();
            let body: serde_json::Value =
                serde_json::from_str(request.split_once("\r\n\r\n").unwrap().1).unwrap();
            (path, body["type"].as_str().unwrap().to_owned())
        };
        self.there.requests().into_iter().map(read).collect()
    }

    fn count(&self) -> usize {
        self.there.requests().len()
    }
}

fn text(text: &str) -> PostStatus {
    PostStatus { status: Some(text.to_owned()), ..PostStatus::default() }
}

fn pair(path: &str, kind: &str) -> (String, String) {
    (path.to_owned(), kind.to_owned())
}

pub(super) const TAKEN: &str = "202 Accepted|";

#[tokio::test]
async fn followers_with_one_shared_inbox_get_one_delivery() {
    let world = World::new(TAKEN).await;
    world.follower("yan").await;
    let shared = format!("http://{}/shared", world.there.host);
    Sql::new("UPDATE accounts SET shared_inbox_url = ")
        .bind(shared)
        .push(" WHERE domain <> ''")
        .execute(world.app.ctx.db.write())
        .await
        .unwrap();
    world.alice_posts().await;
    assert_eq!(world.delivered(), [pair("/shared", "Create")]);
}

#[tokio::test]
async fn an_inbox_that_is_gone_gets_nothing_any_more() {
    let world = World::new("410 Gone|").await;
    world.alice_posts().await;
    world.answers(TAKEN);
    world.alice_posts().await;
    assert_eq!(world.count(), 1);
}

#[tokio::test]
async fn what_is_refused_is_not_sent_again_but_the_next_is_tried() {
    let world = World::new("404 Not Found|").await;
    world.alice_posts().await;
    world.app.ctx.clock.advance(Millis::DAY);
    world.app.drain().await;
    assert_eq!(world.count(), 1);
    world.alice_posts().await;
    assert_eq!(world.count(), 2);
}

#[tokio::test]
async fn a_server_that_names_a_time_is_left_alone_until_then() {
    let world = World::new("503 Busy|retry-after: 600\r\n").await;
    world.alice_posts().await;
    world.alice_posts().await;
    assert_eq!(world.count(), 1);
    world.answers(TAKEN);
    world.app.ctx.clock.advance(599_000);
    world.app.drain().await;
    assert_eq!(world.count(), 1);
    world.app.ctx.clock.advance(60_000);
    world.app.drain().await;
    assert_eq!(world.count(), 3);
}

#[tokio::test]
async fn a_server_that_keeps_failing_gets_a_pause() {
    let world = World::new("500 Broken|").await;
    for _ in 0..13 {
        world.alice_posts().await;
    }
    assert_eq!(world.count(), 10);
}

#[tokio::test]
async fn a_server_that_has_failed_for_a_week_is_asked_once_a_day_until_it_speaks() {
    let world = World::new("500 Broken|").await;
    world.alice_posts().await;
    world.app.ctx.clock.advance(8 * Millis::DAY);
    world.alice_posts().await;
    let tried = world.count();
    world.alice_posts().await;
    assert_eq!(world.count(), tried);
    // What it signs shows that it is well.
    world.answers(TAKEN);
    crate::federation::deliver::seen_well(&world.app.ctx, &world.there.host).await.unwrap();
    world.alice_posts().await;
    assert!(world.count() > tried);
}

#[tokio::test]
async fn a_deletion_reaches_who_favourited_it() {
    let world = World::new(TAKEN).await;
    let bob = world.app.user("bob").await;
    let posted = world.posts(&bob, text("Nobody follows me")).await;
    assert_eq!(world.count(), 0);
    let fan = world.stranger("fan").await;
    let row = query::status_change::by_id(world.app.ctx.db.read(), posted.id).await.unwrap().unwrap();
    let tx = world.app.ctx.begin().await.unwrap();
    status::store_favourite(&world.app.ctx, &tx, fan, &row, 7, "http://far.example/like").await.unwrap();
    world.app.ctx.commit(tx).await.unwrap();
    let viewer = world.app.viewer(&bob).await;
    status::delete(&world.app.ctx, &viewer, posted.id, false).await.unwrap();
    world.app.drain().await;
    assert_eq!(world.delivered(), [pair("/fan/inbox", "Delete")]);
}

#[tokio::test]
async fn a_deletion_reaches_who_boosted_it() {
    let world = World::new(TAKEN).await;
    let bob = world.app.user("bob").await;
    let posted = world.posts(&bob, text("Nobody follows me")).await;
    let fan = world.stranger("fan").await;
    let row = query::status_change::by_id(world.app.ctx.db.read(), posted.id).await.unwrap().unwrap();
    let boost = status::Boost {
        id: world.app.ctx.next_id(),
        uri: format!("http://{}/boosts/1", world.there.host),
        account: fan,
        local: false,
        visibility: row.visibility,
        published: NOW,
    };
    let tx = world.app.ctx.begin().await.unwrap();
    status::boost(&world.app.ctx, &tx, boost, &row).await.unwrap();
    world.app.ctx.commit(tx).await.unwrap();
    let viewer = world.app.viewer(&bob).await;
    status::delete(&world.app.ctx, &viewer, posted.id, false).await.unwrap();
    world.app.drain().await;
    assert_eq!(world.delivered(), [pair("/fan/inbox", "Delete")]);
}

#[tokio::test]
async fn an_answer_goes_to_the_followers_of_who_is_answered_and_so_does_its_deletion() {
    let world = World::new(TAKEN).await;
    let bob = world.app.user("bob").await;
    let question = world.alice_posts().await;
    let answer = PostStatus { in_reply_to_id: Some(question.id), ..text("An answer") };
    let answer = world.posts(&bob, answer).await;
    let viewer = world.app.viewer(&bob).await;
    status::delete(&world.app.ctx, &viewer, answer.id, false).await.unwrap();
    world.app.drain().await;
    let expected = ["Create", "Create", "Delete"].map(|kind| pair("/zoe/inbox", kind));
    assert_eq!(world.delivered(), expected);
}

#[tokio::test]
async fn an_account_that_is_gone_gets_nothing_any_more() {
    let world = World::new("410 Gone|").await;
    let uri = format!("http://{}/zoe", world.there.host);
    let zoe = protocol::Uri::parse(&uri).unwrap();
    assert!(crate::federation::resolve::refresh(&world.app.ctx, &zoe).await.is_err());
    let asked = world.count();
    world.alice_posts().await;
    assert_eq!(world.count(), asked);
}

#[tokio::test]
async fn a_follow_is_answered_to_who_asked() {
    let world = World::new(TAKEN).await;
    let asking = world.stranger("asking").await;
    let uri = Some(format!("http://{}/follows/1", world.there.host));
    let options = follow::FollowOptions { uri, ..Default::default() };
    follow::follow(&world.app.ctx, asking, world.alice.account, options).await.unwrap();
    world.app.drain().await;
    assert_eq!(world.delivered(), [pair("/asking/inbox", "Accept")]);
}

#[tokio::test]
async fn followers_servers_hear_of_featured_hashtags() {
    let world = World::new("200 OK|").await;
    let path = |verb: &str| format!("/api/v1/tags/Rust/{verb}");
    for verb in ["feature", "unfeature"] {
        world.app.post_as(&world.alice.token, &path(verb), serde_json::json!({})).await.ok();
        world.app.drain().await;
    }
    let sent = outgoing_activity::Entity::find().all(world.app.ctx.db.read()).await.unwrap();
    let sent: Vec<serde_json::Value> =
        sent.iter().map(|row| serde_json::from_str(&row.body).unwrap()).collect();
    assert_eq!((&sent[0]["type"], &sent[1]["type"]), (&"Add".into(), &"Remove".into()));
    assert_eq!(sent[0]["object"]["type"], "Hashtag");
    assert_eq!(sent[0]["object"]["name"], "#Rust");
    assert_eq!(sent[0]["target"], "https://phiomia.test/users/alice/collections/featured");
}
