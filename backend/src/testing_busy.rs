//! A server for tests on which every list is longer than a page.

use kinds::{AccountId, ListId, QuoteState, StatusId, Visibility};
use poem::http::Method;
use serde_json::json;
use shared::params::SaveList;
use store::{Sql, query::status_change};
use testkit::TestDatabase;

use crate::{
    service::{
        block, domain_block,
        follow::{self, FollowOptions},
        list, mute, present,
        quote::NewQuote,
        relationship,
        status::{self, NewStatus},
        tag,
    },
    testing::{TestApp, TestUser},
};

/// A page and one more.
const MANY: usize = 41;

/// A server on which alice's lists are all longer than a page.
pub(crate) struct Busy {
    pub(crate) app: TestApp,
    pub(crate) alice: TestUser,
    pub(crate) post: StatusId,
    /// A list with all whom alice follows.
    pub(crate) list: ListId,
}

impl Busy {
    pub(crate) async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let posted = app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
        let title = SaveList { title: Some("Friends".to_owned()), ..SaveList::default() };
        let list = list::create(&app.ctx, alice.account, title).await.unwrap().id;
        let busy = Self { app, post: posted["id"].as_str().unwrap().parse().unwrap(), alice, list };
        busy.lock(true).await;
        for number in 0..MANY {
            let asking = busy.app.remote(&format!("asking{number}"), "far.example").await;
            busy.follow(asking, busy.alice.account).await;
        }
        busy.lock(false).await;
        for number in 0..MANY {
            busy.friend(number).await;
            busy.foes(number).await;
            busy.scheduled(number).await;
            busy.stranger(number).await;
            busy.letter(number).await;
        }
        busy.trends().await;
        busy
    }

    /// All hashtags and all that friends have posted is a trend, and so are links; friends share the second,
    /// strangers the first.
    async fn trends(&self) {
        let db = self.app.ctx.db.write();
        for number in 1..=MANY as i64 {
            Sql::new("INSERT INTO preview_cards (id, url, shown, title, fetched_at, created_at) VALUES (")
                .bind(number)
                .push(", ")
                .bind(format!("https://news.example/{number}"))
                .push(", TRUE, 'News', 0, 0)")
                .execute(db)
                .await
                .unwrap();
        }
        for sql in [
            "UPDATE accounts SET discoverable = TRUE WHERE username LIKE 'friend%'",
            "INSERT INTO statuses (id, uri, account_id, local, visibility, listed, created_at) \
             SELECT id, 'https://far.example/linked/' || username, id, FALSE, 0, TRUE, created_at FROM accounts \
             WHERE username LIKE 'stranger%'",
            "INSERT INTO status_cards (status_id, card_id) SELECT id, 1 FROM statuses \
             WHERE uri LIKE 'https://far.example/linked/%'",
            "INSERT INTO status_cards (status_id, card_id) SELECT id, 2 FROM statuses \
             WHERE uri LIKE 'https://far.example/posts/%'",
            "INSERT INTO trends (kind, id, score, peak, peak_at) SELECT 0, id, 1, 1, 0 FROM tags",
            "INSERT INTO trends (kind, id, account_id, score, peak, peak_at) \
             SELECT 1, id, account_id, 1, 1, 0 FROM statuses WHERE uri LIKE 'https://far.example/posts/%'",
            "INSERT INTO trends (kind, id, score, peak, peak_at) SELECT 2, id, 1, 1, 0 FROM preview_cards",
        ] {
            Sql::new(sql).execute(db).await.unwrap();
        }
    }

    async fn lock(&self, locked: bool) {
        let path = "/api/v1/accounts/update_credentials";
        let body = Some(json!({ "locked": locked }));
        self.app.request(Method::PATCH, path, Some(&self.alice.token), body).await.ok();
    }

    async fn follow(&self, account: AccountId, target: AccountId) {
        follow::follow(&self.app.ctx, account, target, FollowOptions::default()).await.unwrap();
    }

    /// Somebody who follows alice and is followed, likes, boosts and quotes her post, and writes to her.
    async fn friend(&self, number: usize) {
        let ctx = &self.app.ctx;
        let (alice, post) = (self.alice.account, self.post);
        let friend = self.app.remote(&format!("friend{number}"), "far.example").await;
        self.follow(friend, alice).await;
        self.follow(alice, friend).await;
        follow::accept(ctx, friend, alice).await.unwrap();
        let row = store::query::status_change::by_id(ctx.db.read(), post).await.unwrap().unwrap();
        let tx = ctx.begin().await.unwrap();
        let like = format!("https://far.example/likes/{number}");
        status::store_favourite(ctx, &tx, friend, &row, ctx.next_id(), &like).await.unwrap();
        let boost = status::Boost {
            id: ctx.next_id(),
            uri: format!("https://far.example/boosts/{number}"),
            account: friend,
            local: false,
            visibility: row.visibility,
            published: ctx.now(),
        };
        status::boost(ctx, &tx, boost, &row).await.unwrap();
        let id: StatusId = ctx.next_id();
        let written = NewStatus {
            mentions: vec![(alice, false)],
            tags: vec![("rust".to_owned(), "Rust".to_owned())],
            quote: Some(NewQuote {
                uri: row.uri.clone(),
                url: row.uri.clone(),
                quoted: Some((post, alice)),
                state: QuoteState::Accepted,
                legacy: false,
            }),
            ..NewStatus::new(id, format!("https://far.example/posts/{number}"), friend, ctx.now())
        };
        status::insert(ctx, &tx, written).await.unwrap();
        let letter = NewStatus {
            mentions: vec![(alice, false)],
            visibility: Visibility::Direct,
            ..NewStatus::new(
                ctx.next_id(),
                format!("https://far.example/letters/{number}"),
                friend,
                ctx.now(),
            )
        };
        status::insert(ctx, &tx, letter).await.unwrap();
        ctx.commit(tx).await.unwrap();
        list::add(ctx, alice, self.list, &[friend]).await.unwrap();
        status::favourite(ctx, alice, id).await.unwrap();
        status::bookmark(ctx, alice, id, None).await.unwrap();
        status::react(ctx, alice, id, "\u{1F44D}").await.unwrap();
        let own = json!({ "status": format!("Number {number}") });
        self.app.post_as(&self.alice.token, "/api/v1/statuses", own).await.ok();
        tag::follow(ctx, alice, &format!("tag{number}")).await.unwrap();
        relationship::endorse(ctx, alice, friend).await.unwrap();
        self.collections(friend).await;
    }

    /// Somebody who wants to be found, and whom somebody follows.
    async fn stranger(&self, number: usize) {
        let stranger = self.app.remote(&format!("stranger{number}"), "far.example").await;
        Sql::new("UPDATE accounts SET discoverable = TRUE WHERE id = ")
            .bind(stranger)
            .execute(self.app.ctx.db.write())
            .await
            .unwrap();
        let now = self.app.ctx.now();
        status_change::counting_post(stranger, now).execute(self.app.ctx.db.write()).await.unwrap();
        Sql::new("UPDATE account_stats SET followers_count = 1 WHERE account_id = ")
            .bind(stranger)
            .execute(self.app.ctx.db.write())
            .await
            .unwrap();
    }

    /// A post for later, each on a day of its own, and one that was begun.
    async fn scheduled(&self, number: usize) {
        let begun = json!({ "status": format!("Draft {number}") });
        self.app.post_as(&self.alice.token, "/api/v1/drafts", begun).await.ok();
        let time = self.app.ctx.now().plus((number as i64 + 1) * kinds::Millis::DAY);
        let later = json!({ "status": "Later", "scheduled_at": present::timestamp(time) });
        self.app.post_as(&self.alice.token, "/api/v1/statuses", later).await.ok();
    }

    /// A collection of alice's with a friend in it, and one of the friend's with alice in it. The role
    /// allows fewer, so that they are written as they are.
    async fn collections(&self, friend: AccountId) {
        let (alice, db) = (self.alice.account, self.app.ctx.db.write());
        for (owner, member) in [(alice, friend), (friend, alice)] {
            let row = store::entity::collection::Model {
                id: self.app.ctx.next_id(),
                account_id: owner,
                name: "Friends".to_owned(),
                description: String::new(),
                language: None,
                tag_id: None,
                sensitive: false,
                discoverable: true,
                created_at: self.app.ctx.now(),
                updated_at: self.app.ctx.now(),
            };
            let item = store::entity::collection_item::Model {
                id: self.app.ctx.next_id(),
                collection_id: row.id,
                account_id: member,
                state: kinds::CollectionItemState::Accepted.number(),
                created_at: row.created_at,
            };
            store::query::collection::insert(db, row).await.unwrap();
            store::query::collection::insert_items(db, &[item]).await.unwrap();
        }
    }

    /// Somebody alice does not know, who writes to her alone.
    async fn letter(&self, number: usize) {
        let ctx = &self.app.ctx;
        let stranger = self.app.remote(&format!("writer{number}"), "far.example").await;
        let tx = ctx.begin().await.unwrap();
        let uri = format!("https://far.example/unasked/{number}");
        let written = NewStatus {
            mentions: vec![(self.alice.account, false)],
            visibility: Visibility::Direct,
            ..NewStatus::new(ctx.next_id(), uri, stranger, ctx.now())
        };
        status::insert(ctx, &tx, written).await.unwrap();
        ctx.commit(tx).await.unwrap();
    }

    /// Some with whom alice has nothing to do any more.
    async fn foes(&self, number: usize) {
        let ctx = &self.app.ctx;
        let blocked = self.app.remote(&format!("blocked{number}"), "far.example").await;
        block::block(ctx, self.alice.account, blocked, None).await.unwrap();
        let muted = self.app.remote(&format!("muted{number}"), "far.example").await;
        mute::mute(ctx, self.alice.account, muted, true, 0).await.unwrap();
        domain_block::block(ctx, self.alice.account, &format!("n{number}.example")).await.unwrap();
    }
}
