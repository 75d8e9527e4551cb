//! Every list costs the same number of SQL statements for a short page and for a long one.

use kinds::{AccountId, StatusId};
use poem::http::Method;
use serde_json::{Value, json};
use store::Db;
use testkit::TestDatabase;

use super::{Operation, operations};
use crate::{
    service::{
        block, domain_block,
        follow::{self, FollowOptions},
        mute,
        status::{self, NewStatus},
        tag,
    },
    testing::{TestApp, TestUser},
};

/// A page and one more.
const MANY: usize = 41;
/// No page costs more, however cold.
const MOST: u64 = 8;

/// A server on which alice's lists are all longer than a page.
struct Busy {
    app: TestApp,
    alice: TestUser,
    post: StatusId,
}

impl Busy {
    async fn on(database: TestDatabase) -> Self {
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

    /// Somebody who follows alice and is followed, likes and boosts her post, and writes to her.
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

    /// The address of a list; `None` for what is none.
    fn list(&self, operation: &Operation) -> Option<String> {
        let path = operation.path.as_str();
        let counts = path.ends_with("/unread_count");
        let has_limit = operation.json["parameters"]
            .as_array()
            .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == "limit"));
        if operation.method != Method::GET || !has_limit || counts {
            return None;
        }
        let object = if path.starts_with("/api/v1/accounts/") {
            self.alice.account.to_string()
        } else if path.starts_with("/api/v1/timelines/tag/") {
            "rust".to_owned()
        } else if path.contains("{group_key}") {
            let span = self.app.ctx.now().0 / (12 * 3_600_000);
            format!("favourite-{}-{span}", self.post)
        } else {
            self.post.to_string()
        };
        let address = super::objects::with_parameter(path, &object);
        Some(if path.ends_with("/search") { format!("{address}?q=friend&") } else { format!("{address}?") })
    }
}

/// Entries of a page, whatever its shape.
fn length(page: &Value) -> usize {
    let list = |value: &Value| value.as_array().map_or(0, Vec::len);
    let parts = ["accounts", "notification_groups", "statuses"].map(|part| list(&page[part]));
    list(page).max(parts.into_iter().max().unwrap_or_default())
}

#[tokio::test]
async fn a_page_of_every_list_costs_a_few_statements_and_a_long_one_no_more() {
    for database in TestDatabase::all().await {
        let busy = Busy::on(database).await;
        for operation in operations(&busy.app.ctx) {
            let Some(address) = busy.list(&operation) else { continue };
            let mut cost = Vec::new();
            for limit in [1, 40] {
                busy.app.ctx.caches.clear();
                // The credential is cached again: it is no part of the page.
                busy.app.get_as(&busy.alice.token, "/api/v1/preferences").await;
                let path = format!("{address}limit={limit}");
                let work = busy.app.get_as(&busy.alice.token, &path);
                let (answer, statements) = Db::count_statements(work).await;
                let page = answer.ok();
                assert!(limit == 1 || length(&page) > 1, "{operation}: a page with {}", length(&page));
                cost.push(statements);
            }
            // A long page may hold a kind of entry that a single one is not.
            let grown = cost[1].saturating_sub(cost[0]);
            assert!(grown <= 1, "{operation}: {} statements for one entry, {} for many", cost[0], cost[1]);
            assert!(cost[1] <= MOST, "{operation}: {} statements", cost[1]);
        }
    }
}
