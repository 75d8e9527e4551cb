//! A server for tests on which every list is longer than a page.

use kinds::{AccountId, QuoteState, StatusId};
use poem::http::Method;
use serde_json::json;
use testkit::TestDatabase;

use crate::{
    service::{
        block, domain_block,
        follow::{self, FollowOptions},
        mute,
        quote::NewQuote,
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
}

impl Busy {
    pub(crate) async fn on(database: TestDatabase) -> Self {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        let posted = app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
        let busy = Self { app, post: posted["id"].as_str().unwrap().parse().unwrap(), alice };
        busy.lock(true).await;
        for number in 0..MANY {
            let asking = busy.app.remote(&format!("asking{number}"), "far.example").await;
            busy.follow(asking, busy.alice.account).await;
        }
        busy.lock(false).await;
        for number in 0..MANY {
            busy.friend(number).await;
            busy.foes(number).await;
        }
        busy
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
        ctx.commit(tx).await.unwrap();
        status::favourite(ctx, alice, id).await.unwrap();
        status::bookmark(ctx, alice, id).await.unwrap();
        let own = json!({ "status": format!("Number {number}") });
        self.app.post_as(&self.alice.token, "/api/v1/statuses", own).await.ok();
        tag::follow(ctx, alice, &format!("tag{number}")).await.unwrap();
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
