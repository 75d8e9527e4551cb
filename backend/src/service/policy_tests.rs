//! The rule of who may see a status is written twice, in Rust and in SQL. Here is every case there is.

use std::collections::HashSet;

use kinds::{AccountId, StatusId, Visibility};
use store::{Event, Sql, query::visibility::visible_to};
use testkit::TestDatabase;

use crate::{
    service::{
        block,
        policy::{Reach, Standing, can_see},
        status::{NewStatus, insert},
    },
    testing::TestApp,
};

/// A status, and how the viewer stands to it.
struct Case {
    status: StatusId,
    author: AccountId,
    reach: Reach,
    standing: Standing,
}

async fn author(
    app: &TestApp,
    viewer: AccountId,
    number: usize,
    standing: Standing,
    by_author: bool,
) -> AccountId {
    let author = app.remote(&format!("author{number}"), "far.example").await;
    let tx = app.ctx.begin().await.unwrap();
    if standing.follows {
        Sql::new("INSERT INTO follows (id, account_id, target_id, created_at) VALUES (")
            .bind(app.ctx.next_id::<i64>())
            .push(", ")
            .bind(viewer)
            .push(", ")
            .bind(author)
            .push(", 0)")
            .execute(tx.conn())
            .await
            .unwrap();
    }
    if standing.author_suspended {
        let sql = Sql::new("UPDATE accounts SET suspended_at = 1 WHERE id = ").bind(author);
        sql.execute(tx.conn()).await.unwrap();
    }
    if standing.blocked {
        let (from, to) = if by_author { (author, viewer) } else { (viewer, author) };
        Sql::new("INSERT INTO blocks (id, account_id, target_id, created_at) VALUES (")
            .bind(app.ctx.next_id::<i64>())
            .push(", ")
            .bind(from)
            .push(", ")
            .bind(to)
            .push(", 0)")
            .execute(tx.conn())
            .await
            .unwrap();
    }
    tx.emit(Event::RelationsChanged { account: viewer });
    app.ctx.commit(tx).await.unwrap();
    author
}

async fn say(app: &TestApp, author: AccountId, viewer: Option<AccountId>, reach: Reach) -> StatusId {
    let id: StatusId = app.ctx.next_id();
    let mut new = NewStatus::new(id, format!("https://far.example/{id}"), author, app.ctx.now());
    (new.visibility, new.local_only) = (reach.visibility, reach.local_only);
    new.mentions = viewer.map(|viewer| (viewer, true)).into_iter().collect();
    let tx = app.ctx.begin().await.unwrap();
    insert(&app.ctx, &tx, new).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    id
}

fn reaches() -> impl Iterator<Item = Reach> {
    let both = |visibility: &Visibility| [false, true].map(|local_only| (*visibility, local_only));
    let reach = |(visibility, local_only)| Reach { visibility, local_only };
    Visibility::ALL.iter().flat_map(both).map(reach)
}

async fn world(app: &TestApp, viewer: AccountId) -> Vec<Case> {
    let mut cases = Vec::new();
    for number in 0..16 {
        let bit = |bit: usize| number >> bit & 1 == 1;
        let standing = Standing {
            follows: bit(0),
            mentioned: false,
            blocked: bit(1),
            author_suspended: bit(2),
            here: true,
        };
        let author = author(app, viewer, number, standing, bit(3)).await;
        for reach in reaches() {
            for mentioned in [false, true] {
                let status = say(app, author, mentioned.then_some(viewer), reach).await;
                cases.push(Case { status, author, reach, standing: Standing { mentioned, ..standing } });
            }
        }
    }
    for reach in reaches() {
        let status = say(app, viewer, None, reach).await;
        let standing = Standing { here: true, ..Standing::default() };
        cases.push(Case { status, author: viewer, reach, standing });
    }
    cases
}

#[tokio::test]
async fn the_rule_in_sql_is_the_rule_in_rust() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let viewer = app.user("viewer").await.account;
        let cases = world(&app, viewer).await;
        let elsewhere = app.remote("elsewhere", "away.example").await;
        for asking in [Some(viewer), Some(elsewhere), None] {
            let sql = Sql::new("SELECT statuses.id FROM statuses WHERE ").push_condition(visible_to(asking));
            let by_sql: HashSet<StatusId> = sql.ids(app.ctx.db.read()).await.unwrap().into_iter().collect();
            let all: Vec<StatusId> = cases.iter().map(|case| case.status).collect();
            let shown = crate::service::present::statuses(&app.ctx, asking, &all).await.unwrap();
            let shown: HashSet<StatusId> = shown.into_iter().map(|status| status.id).collect();
            assert_eq!(by_sql, shown, "what is presented is what the query finds");
            for case in &cases {
                let author_suspended = case.standing.author_suspended;
                let standing = if asking == Some(viewer) {
                    case.standing
                } else {
                    Standing { author_suspended, ..Standing::default() }
                };
                let by_rule = can_see(asking, case.author, case.reach, standing);
                assert_eq!(
                    by_rule,
                    by_sql.contains(&case.status),
                    "{asking:?} {:?} {standing:?}",
                    case.reach
                );
            }
        }
    }
}

#[tokio::test]
async fn a_block_hides_at_once() {
    let app = TestApp::start().await;
    let viewer = app.user("viewer").await.account;
    let author = app.remote("author", "far.example").await;
    let status = say(&app, author, None, Visibility::Public.into()).await;
    assert!(crate::service::present::status(&app.ctx, Some(viewer), status).await.is_ok());
    block::block(&app.ctx, author, viewer, None).await.unwrap();
    assert!(crate::service::present::status(&app.ctx, Some(viewer), status).await.is_err());
}
