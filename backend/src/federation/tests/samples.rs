//! The sample documents of `protocol`, in the world that their README describes.

use std::path::Path;

use kinds::{StatusId, Visibility};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};
use serde_json::Value;
use shared::entities::Status;
use store::{
    entity::{account, favourite, follow, follow_request, status, status_edit, tombstone},
    query::{self, follow::NewFollow},
};

use crate::{
    service::{present, status::NewStatus},
    testing::{Answer, NOW, TestApp, TestUser},
    testing_network::Stranger,
};

/// Home, with alice, and strangers whom alice follows.
pub(super) struct Home {
    pub(super) app: TestApp,
    pub(super) alice: TestUser,
}

impl Home {
    pub(super) async fn new() -> Self {
        let app = TestApp::with(|config| config.server.base_url = "https://home.example".to_owned()).await;
        let alice = app.user("alice").await;
        let home = Self { app, alice };
        for (id, visibility) in [(1, Visibility::Public), (3, Visibility::Private)] {
            home.local_post(id, visibility).await;
        }
        home
    }

    async fn local_post(&self, id: i64, visibility: Visibility) {
        let uri = format!("https://home.example/users/alice/statuses/{id}");
        let new = NewStatus {
            local: true,
            visibility,
            content: "<p>a post of alice</p>".to_owned(),
            ..NewStatus::new(StatusId(id), uri, self.alice.account, NOW)
        };
        let tx = self.app.ctx.begin().await.unwrap();
        crate::service::status::insert(&self.app.ctx, &tx, new).await.unwrap();
        self.app.ctx.commit(tx).await.unwrap();
    }

    /// An account elsewhere that alice follows.
    pub(super) async fn followed(&self, uri: &str) -> Stranger {
        let stranger = Stranger::known_to(&self.app, uri).await;
        let id = stranger.id(&self.app).await;
        // Written directly: a Follow that is sent would look for a server that is not there.
        let follow = NewFollow {
            id: self.app.ctx.next_id(),
            account: self.alice.account,
            target: id,
            uri: None,
            show_reblogs: true,
            notify: false,
            languages: None,
            created_at: NOW,
        };
        assert!(query::follow::insert(self.app.ctx.db.write(), follow).await.unwrap());
        stranger
    }

    /// Posts a sample to the shared inbox, signed by `signer`, and works on it.
    pub(super) async fn receive(&self, signer: &Stranger, file: &str) -> Answer {
        let answer = signer.post_bytes(&self.app, "/inbox", sample(file)).await;
        self.app.drain().await;
        answer
    }

    /// A post as alice sees it.
    pub(super) async fn seen(&self, uri: &str) -> Option<Status> {
        let ctx = &self.app.ctx;
        let row = query::status_change::by_uri(ctx.db.read(), uri).await.unwrap()?;
        present::status(ctx, Some(self.alice.account), row.id).await.ok()
    }

    /// The kinds of what alice was told, latest first.
    pub(super) async fn notifications(&self) -> Vec<String> {
        let list = self.app.get_as(&self.alice.token, "/api/v1/notifications").await.ok();
        let kind = |notification: &Value| notification["type"].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(kind).collect()
    }

    /// Makes a local account ask before it is followed.
    async fn lock(&self, user: &TestUser) {
        let row = account::ActiveModel { id: Set(user.account), locked: Set(true), ..Default::default() };
        account::Entity::update(row).exec(self.app.ctx.db.write()).await.unwrap();
    }

    /// Everything that a stranger could have changed.
    pub(super) async fn state(&self) -> String {
        let db = self.app.ctx.db.read();
        let accounts = account::Entity::find().all(db).await.unwrap();
        let profiles: Vec<_> = accounts
            .into_iter()
            .map(|row| (row.uri, row.display_name, row.public_key, row.moved_to_id))
            .collect();
        let state = (
            profiles,
            status::Entity::find().all(db).await.unwrap(),
            status_edit::Entity::find().count(db).await.unwrap(),
            tombstone::Entity::find().count(db).await.unwrap(),
            favourite::Entity::find().count(db).await.unwrap(),
            follow::Entity::find().all(db).await.unwrap(),
            follow_request::Entity::find().count(db).await.unwrap(),
        );
        format!("{state:?}")
    }
}

/// The bytes of a sample.
pub(super) fn sample(file: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/protocol/tests/fixtures/cases");
    let bytes = std::fs::read(folder.join(format!("{file}.json"))).unwrap();
    match std::str::from_utf8(&bytes) {
        // As their README says.
        Ok(text) if text.contains("$repeat") || text.contains("@@REPEAT") => {
            expanded(serde_json::from_str(text).unwrap()).to_string().into_bytes()
        }
        _ => bytes,
    }
}

/// A sample with its placeholders written out: `@@REPEAT:N:x@@` and `{"$repeat": N, "item": …}`.
fn expanded(value: Value) -> Value {
    let copies = |item: Value| match item.get("$repeat").and_then(Value::as_u64) {
        Some(count) => (1..=count)
            .map(|i| {
                let text = item["item"].to_string().replace("$i", &i.to_string());
                serde_json::from_str(&text).unwrap()
            })
            .collect(),
        None => vec![expanded(item)],
    };
    match value {
        Value::String(text) => {
            match text.strip_prefix("@@REPEAT:").and_then(|rest| rest.strip_suffix("@@")) {
                Some(rest) => {
                    let (count, what) = rest.split_once(':').unwrap();
                    Value::String(what.repeat(count.parse().unwrap()))
                }
                None => Value::String(text),
            }
        }
        Value::Array(items) => Value::Array(items.into_iter().flat_map(copies).collect()),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, expanded(value))).collect())
        }
        other => other,
    }
}

/// Who does what a sample tells.
pub(super) fn actor_of(file: &str) -> String {
    let value: Value = serde_json::from_slice(&sample(file)).unwrap();
    value["actor"].as_str().unwrap().to_owned()
}

pub(super) fn object_of(file: &str) -> String {
    let value: Value = serde_json::from_slice(&sample(file)).unwrap();
    value["object"]["id"].as_str().unwrap().to_owned()
}

/// The post that a Create of a followed account leads to.
async fn created(file: &str) -> Status {
    let home = Home::new().await;
    let author = home.followed(&actor_of(file)).await;
    let answer = home.receive(&author, file).await;
    assert_eq!(answer.status, 202, "{file}: {}", answer.body);
    home.seen(&object_of(file)).await.unwrap_or_else(|| panic!("{file} was not stored"))
}

#[tokio::test]
async fn posts_of_many_platforms_become_statuses() {
    for (file, visibility) in [
        ("a01-akkoma-note-unlisted", Visibility::Unlisted),
        ("k02-misskey-note-mfm-quote", Visibility::Public),
        ("l04-lemmy-private-message", Visibility::Direct),
        ("m02-mastodon-create-public", Visibility::Public),
        ("m04-mastodon-create-followers", Visibility::Private),
        ("m05-mastodon-create-direct", Visibility::Direct),
        ("w01-wordpress-article", Visibility::Public),
    ] {
        assert_eq!(created(file).await.visibility, visibility, "{file}");
    }
}

#[tokio::test]
async fn ids_of_all_shapes_are_kept_and_lists_in_order() {
    let pictures = created("x01-pixelfed-six-images").await;
    assert_eq!(pictures.media_attachments.len(), 6);
    assert_eq!(pictures.media_attachments[1].description, None);
    let bridged = created("y01-bridgy-note").await;
    assert_eq!(bridged.uri, object_of("y01-bridgy-note"));
    let threads = created("t01-threads-note-quote").await;
    assert_eq!(threads.account.uri, "https://threads.example/ap/users/17841400000000001/");
}

#[tokio::test]
async fn odd_documents_are_read_and_dangerous_parts_left_out() {
    let scripted = created("h23-script-html").await.content;
    assert!(!scripted.contains("<script") && !scripted.contains("onclick"), "{scripted}");
    assert!(scripted.contains("hi"), "{scripted}");
    let linked = created("h24-javascript-urls").await;
    assert!(!serde_json::to_string(&linked).unwrap().contains("javascript:"));
    let future = created("h37-dates").await;
    assert_eq!(future.created_at, present::timestamp(NOW));
    assert_eq!(future.edited_at, None);
    assert_eq!(created("h27-single-strings").await.visibility, Visibility::Public);
    created("h25-zalgo-bidi-nul").await;
    created("h41-poll-abuse").await;
}

#[tokio::test]
async fn a_post_is_edited_by_its_author_and_deleted() {
    let home = Home::new().await;
    let max = home.followed("https://masto.example/users/max").await;
    home.receive(&max, "m02-mastodon-create-public").await;
    let uri = object_of("m02-mastodon-create-public");
    home.app.ctx.clock.advance(3_600_000);
    home.receive(&max, "m08-mastodon-update-note-edit").await;
    let seen = home.seen(&uri).await.unwrap();
    assert!(seen.content.contains("clocks, corrected") && seen.edited_at.is_some());
    home.receive(&max, "m09-mastodon-delete-tombstone").await;
    assert!(home.seen(&uri).await.is_none());
}

#[tokio::test]
async fn a_delete_that_comes_first_keeps_the_post_out() {
    let home = Home::new().await;
    let max = home.followed("https://masto.example/users/max").await;
    home.receive(&max, "m09-mastodon-delete-tombstone").await;
    home.receive(&max, "m02-mastodon-create-public").await;
    assert!(home.seen(&object_of("m02-mastodon-create-public")).await.is_none());
}

#[tokio::test]
async fn the_same_activity_twice_has_one_effect() {
    let home = Home::new().await;
    let mika = home.followed(&actor_of("k03-misskey-like-reaction")).await;
    for _ in 0..2 {
        home.receive(&mika, "k03-misskey-like-reaction").await;
    }
    let liked = home.seen("https://home.example/users/alice/statuses/1").await.unwrap();
    assert_eq!(liked.reactions.iter().map(|one| one.count).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn an_answer_hangs_below_the_post_and_tells_its_author() {
    let home = Home::new().await;
    let author = home.followed(&actor_of("m03-mastodon-create-unlisted-reply")).await;
    home.receive(&author, "m03-mastodon-create-unlisted-reply").await;
    let answer = home.seen(&object_of("m03-mastodon-create-unlisted-reply")).await.unwrap();
    assert_eq!((answer.visibility, answer.in_reply_to_id), (Visibility::Unlisted, Some(StatusId(1))));
    assert_eq!(home.notifications().await, ["mention"]);
}

#[tokio::test]
async fn a_boost_is_counted_and_told() {
    let home = Home::new().await;
    let max = home.followed(&actor_of("m10-mastodon-announce")).await;
    home.receive(&max, "m10-mastodon-announce").await;
    let boosted = home.seen("https://home.example/users/alice/statuses/1").await.unwrap();
    assert_eq!(boosted.reblogs_count, 1);
    assert_eq!(home.notifications().await, ["reblog"]);
}

#[tokio::test]
async fn a_locked_account_is_asked_and_an_open_one_answers() {
    let home = Home::new().await;
    let bob = home.app.user("bob").await;
    home.lock(&bob).await;
    let max = Stranger::known_to(&home.app, &actor_of("m11-mastodon-follow-locked")).await;
    home.receive(&max, "m11-mastodon-follow-locked").await;
    let db = home.app.ctx.db.read();
    assert_eq!(follow_request::Entity::find().count(db).await.unwrap(), 1);
    assert_eq!(follow::Entity::find().count(db).await.unwrap(), 0);
}

#[tokio::test]
async fn an_accept_ends_the_waiting_of_who_asked() {
    let home = Home::new().await;
    let max = Stranger::known_to(&home.app, &actor_of("m12-mastodon-accept-follow")).await;
    let target = max.id(&home.app).await;
    let options = crate::service::follow::FollowOptions::default();
    crate::service::follow::follow(&home.app.ctx, home.alice.account, target, options).await.unwrap();
    let db = home.app.ctx.db.read();
    assert_eq!(follow::Entity::find().count(db).await.unwrap(), 0);
    home.receive(&max, "m12-mastodon-accept-follow").await;
    assert_eq!(follow::Entity::find().count(db).await.unwrap(), 1);
    assert_eq!(follow_request::Entity::find().count(db).await.unwrap(), 0);
}

#[tokio::test]
async fn a_post_may_overtake_the_answer_to_the_request() {
    let home = Home::new().await;
    let file = "w01-wordpress-article";
    let author = Stranger::known_to(&home.app, &actor_of(file)).await;
    let (alice, target) = (home.alice.account, author.id(&home.app).await);
    let ctx = &home.app.ctx;
    crate::service::follow::follow(ctx, alice, target, Default::default()).await.unwrap();
    let timeline = async || {
        let page = home.app.get_as(&home.alice.token, "/api/v1/timelines/home").await.ok();
        page.as_array().unwrap().iter().map(|status| status["uri"].clone()).collect::<Vec<_>>()
    };
    home.receive(&author, file).await;
    let post = Value::from(object_of(file));
    assert!(!timeline().await.contains(&post), "the answer may still be no");
    crate::service::follow::accept(ctx, target, alice).await.unwrap();
    assert!(timeline().await.contains(&post));
}

#[tokio::test]
async fn what_is_not_understood_yet_has_no_effect() {
    for file in [
        "g04-gotosocial-votes-array",
        "l03-lemmy-announce-like",
        "m13-mastodon-flag",
        "m14-mastodon-move",
        "m17-mastodon-vote",
        "n02-relay-announce",
    ] {
        let home = Home::new().await;
        let actor = Stranger::known_to(&home.app, &actor_of(file)).await;
        let before = home.state().await;
        assert_eq!(home.receive(&actor, file).await.status, 202, "{file}");
        assert_eq!(home.state().await, before, "{file}");
    }
}

#[tokio::test]
async fn a_reaction_is_an_emoji_under_the_post() {
    let home = Home::new().await;
    let akira = Stranger::known_to(&home.app, &actor_of("a02-akkoma-emojireact")).await;
    home.receive(&akira, "a02-akkoma-emojireact").await;
    let liked = home.seen("https://home.example/users/alice/statuses/1").await.unwrap();
    let found: Vec<_> = liked.reactions.iter().map(|one| (one.name.as_str(), one.count)).collect();
    assert_eq!((found, liked.favourites_count), (vec![("mouse@akko.example", 1)], 0));
}
