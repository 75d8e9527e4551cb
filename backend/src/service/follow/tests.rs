use kinds::AccountId;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use store::{
    entity::{account, job, notification, user},
    query,
};
use testkit::TestDatabase;

use super::*;
use crate::{
    job::{Distribute, Outgoing},
    service::{block, domain_block, mute, present},
    testing::TestApp,
};

/// A local account, as the tests of this module need it: without keys or token.
async fn local(app: &TestApp, name: &str) -> AccountId {
    let id = app.remote(name, "").await;
    let row = user::ActiveModel {
        id: Set(app.ctx.next_id()),
        account_id: Set(id),
        email: Set(format!("{name}@example.test")),
        email_key: Set(format!("{name}@example.test")),
        password_hash: Set(String::new()),
        created_at: Set(app.ctx.now()),
        updated_at: Set(app.ctx.now()),
        ..Default::default()
    };
    user::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
    id
}

async fn locked(app: &TestApp, name: &str) -> AccountId {
    let id = local(app, name).await;
    let row = account::ActiveModel { id: Set(id), locked: Set(true), ..Default::default() };
    account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
    id
}

async fn counters(app: &TestApp, id: AccountId) -> (i64, i64) {
    let account = present::account(&app.ctx, id).await.unwrap();
    (account.followers_count, account.following_count)
}

async fn follows(app: &TestApp, from: AccountId, to: AccountId) -> bool {
    present::relations(&app.ctx, from).await.unwrap().following.contains_key(&to)
}

/// What `account` was notified of, oldest first.
async fn notified(app: &TestApp, account: AccountId) -> Vec<(String, AccountId)> {
    let rows = notification::Entity::find()
        .order_by_asc(notification::Column::Id)
        .all(app.ctx.db.read())
        .await
        .unwrap();
    rows.into_iter()
        .filter(|row| row.account_id == account)
        .map(|row| (row.kind.as_str().to_owned(), row.from_account_id))
        .collect()
}

/// What other servers will be told, in order.
async fn told(app: &TestApp) -> Vec<Outgoing> {
    let rows = job::Entity::find().order_by_asc(job::Column::Id).all(app.ctx.db.read()).await.unwrap();
    rows.iter()
        .filter(|row| row.kind == "distribute")
        .map(|row| serde_json::from_str::<Distribute>(&row.payload).unwrap().activity)
        .collect()
}

async fn apps() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, |_| {}).await);
    }
    apps
}

fn from(uri: &str) -> FollowOptions {
    FollowOptions { uri: Some(uri.to_owned()), ..FollowOptions::default() }
}

#[tokio::test]
async fn a_follow_counts_once_and_notifies_once() {
    for app in apps().await {
        let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
        for _ in 0..2 {
            let outcome = follow(&app.ctx, alice, bob, FollowOptions::default()).await.unwrap();
            assert_eq!(outcome, FollowOutcome::Following);
        }
        assert!(follows(&app, alice, bob).await);
        assert_eq!((counters(&app, alice).await, counters(&app, bob).await), ((0, 1), (1, 0)));
        assert_eq!(notified(&app, bob).await, [("follow".to_owned(), alice)]);
        assert_eq!(told(&app).await, []);
    }
}

#[tokio::test]
async fn an_unfollow_undoes_it_all_and_may_be_repeated() {
    for app in apps().await {
        let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
        follow(&app.ctx, alice, bob, FollowOptions::default()).await.unwrap();
        for _ in 0..2 {
            unfollow(&app.ctx, alice, bob).await.unwrap();
        }
        assert!(!follows(&app, alice, bob).await);
        assert_eq!((counters(&app, alice).await, counters(&app, bob).await), ((0, 0), (0, 0)));
        assert_eq!(notified(&app, bob).await, []);
    }
}

#[tokio::test]
async fn a_locked_account_decides() {
    for app in apps().await {
        let (alice, bob, carol) =
            (local(&app, "alice").await, locked(&app, "bob").await, local(&app, "carol").await);
        for follower in [alice, carol] {
            let outcome = follow(&app.ctx, follower, bob, FollowOptions::default()).await.unwrap();
            assert_eq!(outcome, FollowOutcome::Requested);
        }
        assert_eq!(counters(&app, bob).await, (0, 0));
        accept(&app.ctx, bob, alice).await.unwrap();
        reject(&app.ctx, bob, carol).await.unwrap();
        assert!(follows(&app, alice, bob).await && !follows(&app, carol, bob).await);
        assert_eq!(counters(&app, bob).await, (1, 0));
        assert_eq!(notified(&app, bob).await, [("follow".to_owned(), alice)]);
        let again = accept(&app.ctx, bob, carol).await;
        assert!(matches!(again, Err(ServiceError::NotFound)));
    }
}

#[tokio::test]
async fn a_remote_account_has_to_accept_and_is_told_of_the_end() {
    let app = TestApp::start().await;
    let (alice, far) = (local(&app, "alice").await, app.remote("far", "far.example").await);
    let outcome = follow(&app.ctx, alice, far, FollowOptions::default()).await.unwrap();
    assert_eq!(outcome, FollowOutcome::Requested);
    let [Outgoing::Follow { uri, .. }] = &told(&app).await[..] else { panic!("not told") };
    accept_by_uri(&app.ctx, far, uri).await.unwrap();
    assert!(follows(&app, alice, far).await);
    unfollow(&app.ctx, alice, far).await.unwrap();
    let undone = Outgoing::UndoFollow { account: alice, target: far, uri: uri.clone() };
    assert_eq!(told(&app).await.last(), Some(&undone));
}

#[tokio::test]
async fn nobody_accepts_for_somebody_else() {
    let app = TestApp::start().await;
    let (alice, far) = (local(&app, "alice").await, app.remote("far", "far.example").await);
    let other = app.remote("other", "far.example").await;
    follow(&app.ctx, alice, far, FollowOptions::default()).await.unwrap();
    let [Outgoing::Follow { uri, .. }] = &told(&app).await[..] else { panic!("not told") };
    assert!(matches!(accept_by_uri(&app.ctx, other, uri).await, Err(ServiceError::NotFound)));
    assert!(matches!(accept(&app.ctx, other, alice).await, Err(ServiceError::NotFound)));
    assert!(!follows(&app, alice, far).await);
}

#[tokio::test]
async fn a_remote_follower_is_answered_every_time_it_asks() {
    let app = TestApp::start().await;
    let (alice, far) = (local(&app, "alice").await, app.remote("far", "far.example").await);
    for uri in ["https://far.example/f/1", "https://far.example/f/2"] {
        assert_eq!(follow(&app.ctx, far, alice, from(uri)).await.unwrap(), FollowOutcome::Following);
        let accepted = Outgoing::AcceptFollow { account: alice, follower: far, uri: uri.to_owned() };
        assert_eq!(told(&app).await.last(), Some(&accepted));
    }
    assert_eq!(counters(&app, alice).await, (1, 0));
    remove_follower(&app.ctx, alice, far).await.unwrap();
    let rejected =
        Outgoing::RejectFollow { account: alice, follower: far, uri: "https://far.example/f/2".to_owned() };
    assert_eq!(told(&app).await.last(), Some(&rejected));
    assert_eq!(counters(&app, alice).await, (0, 0));
}

#[tokio::test]
async fn a_remote_account_may_end_what_it_accepted() {
    let app = TestApp::start().await;
    let (alice, far) = (local(&app, "alice").await, app.remote("far", "far.example").await);
    follow(&app.ctx, alice, far, FollowOptions::default()).await.unwrap();
    accept(&app.ctx, far, alice).await.unwrap();
    reject(&app.ctx, far, alice).await.unwrap();
    assert!(!follows(&app, alice, far).await);
    assert_eq!(counters(&app, alice).await, (0, 0));
}

#[tokio::test]
async fn a_block_severs_both_ways_and_bars_new_follows() {
    for app in apps().await {
        let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
        follow(&app.ctx, alice, bob, FollowOptions::default()).await.unwrap();
        follow(&app.ctx, bob, alice, FollowOptions::default()).await.unwrap();
        for _ in 0..2 {
            block::block(&app.ctx, alice, bob, None).await.unwrap();
        }
        assert!(!follows(&app, alice, bob).await && !follows(&app, bob, alice).await);
        assert_eq!((counters(&app, alice).await, counters(&app, bob).await), ((0, 0), (0, 0)));
        assert_eq!(notified(&app, alice).await, []);
        for (from, to) in [(alice, bob), (bob, alice)] {
            let refused = follow(&app.ctx, from, to, FollowOptions::default()).await;
            assert!(matches!(refused, Err(ServiceError::Forbidden(_))));
        }
        block::unblock(&app.ctx, alice, bob).await.unwrap();
        follow(&app.ctx, bob, alice, FollowOptions::default()).await.unwrap();
    }
}

#[tokio::test]
async fn a_blocked_remote_account_is_told_no() {
    let app = TestApp::start().await;
    let (alice, far) = (local(&app, "alice").await, app.remote("far", "far.example").await);
    block::block(&app.ctx, alice, far, None).await.unwrap();
    let outcome = follow(&app.ctx, far, alice, from("https://far.example/f/1")).await.unwrap();
    assert_eq!(outcome, FollowOutcome::Refused);
    assert!(matches!(&told(&app).await[..], [Outgoing::Block { .. }, Outgoing::RejectFollow { .. }]));
}

#[tokio::test]
async fn one_cannot_follow_oneself_or_the_suspended_or_the_moved() {
    let app = TestApp::start().await;
    let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
    let try_it = async |to| follow(&app.ctx, alice, to, FollowOptions::default()).await;
    assert!(matches!(try_it(alice).await, Err(ServiceError::NotFound)));
    let change = |change: account::ActiveModel| account::Entity::update(change).exec(app.ctx.db.write());
    change(account::ActiveModel { id: Set(bob), moved_to_id: Set(Some(alice)), ..Default::default() })
        .await
        .unwrap();
    assert!(matches!(try_it(bob).await, Err(ServiceError::Forbidden(_))));
    let suspended_at = Set(Some(app.ctx.now()));
    change(account::ActiveModel { id: Set(bob), suspended_at, ..Default::default() }).await.unwrap();
    assert!(matches!(try_it(bob).await, Err(ServiceError::NotFound)));
}

#[tokio::test]
async fn there_is_a_limit_of_follows() {
    let app = TestApp::start().await;
    let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
    let row = store::entity::account_stats::ActiveModel {
        account_id: Set(alice),
        statuses_count: Set(0),
        followers_count: Set(10),
        following_count: Set(7500),
        last_status_at: Set(None),
    };
    store::entity::account_stats::Entity::insert(row).exec(app.ctx.db.write()).await.unwrap();
    let refused = follow(&app.ctx, alice, bob, FollowOptions::default()).await;
    assert!(matches!(refused, Err(ServiceError::Validation(_))));
    assert!(!follows(&app, alice, bob).await);
}

#[tokio::test]
async fn mutes_and_blocks_keep_notifications_away() {
    for app in apps().await {
        let (alice, bob) = (local(&app, "alice").await, local(&app, "bob").await);
        mute::mute(&app.ctx, bob, alice, true, 60).await.unwrap();
        follow(&app.ctx, alice, bob, FollowOptions::default()).await.unwrap();
        assert_eq!(notified(&app, bob).await, []);
        app.ctx.clock.advance(61_000);
        unfollow(&app.ctx, alice, bob).await.unwrap();
        follow(&app.ctx, alice, bob, FollowOptions::default()).await.unwrap();
        assert_eq!(notified(&app, bob).await.len(), 1);
    }
}

#[tokio::test]
async fn blocking_a_server_ends_follows_both_ways() {
    for app in apps().await {
        let alice = local(&app, "alice").await;
        let (one, two) = (app.remote("one", "far.example").await, app.remote("two", "far.example").await);
        let near = app.remote("near", "near.example").await;
        follow(&app.ctx, one, alice, from("https://far.example/f/1")).await.unwrap();
        follow(&app.ctx, near, alice, from("https://near.example/f/1")).await.unwrap();
        follow(&app.ctx, alice, two, FollowOptions::default()).await.unwrap();
        accept(&app.ctx, two, alice).await.unwrap();
        assert_eq!(domain_block::preview(&app.ctx, alice, "FAR.example").await.unwrap(), (1, 1));
        domain_block::block(&app.ctx, alice, "FAR.example").await.unwrap();
        assert_eq!(counters(&app, alice).await, (1, 0));
        assert_eq!(counters(&app, two).await, (0, 0));
        let told = told(&app).await;
        assert!(matches!(
            &told[told.len() - 2..],
            [Outgoing::RejectFollow { follower, .. }, Outgoing::UndoFollow { target, .. }]
                if *follower == one && *target == two
        ));
        let refused = follow(&app.ctx, one, alice, from("https://far.example/f/2")).await.unwrap();
        assert_eq!(refused, FollowOutcome::Refused);
        domain_block::unblock(&app.ctx, alice, "far.example").await.unwrap();
        assert!(!query::block::blocks_domain(app.ctx.db.read(), alice, "far.example").await.unwrap());
    }
}

#[tokio::test]
async fn a_domain_has_to_be_one_and_not_ours() {
    let app = TestApp::start().await;
    let alice = local(&app, "alice").await;
    for bad in ["", "phiomia.test", "127.0.0.1", "a b", "https://far.example/x"] {
        let refused = domain_block::block(&app.ctx, alice, bad).await;
        assert!(matches!(refused, Err(ServiceError::Validation(_))), "{bad}");
    }
}
