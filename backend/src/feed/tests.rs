//! Homes and other timelines: what is in them, page by page, and what a page costs.

use std::collections::BTreeSet;

use kinds::{AccountId, Millis, StatusId, Visibility};
use shared::paging::Page;
use store::{
    Db,
    query::{home::Feed, window::Window},
};
use testkit::TestDatabase;

use crate::{
    service::{
        block, mute,
        status::{Boost, NewStatus, Parent, boost, insert},
        timeline,
    },
    testing::TestApp,
};

/// Stores a status of anybody, as federation would.
async fn say(app: &TestApp, account: AccountId, change: impl FnOnce(&mut NewStatus)) -> StatusId {
    let id: StatusId = app.ctx.next_id();
    let mut new = NewStatus::new(id, format!("https://far.example/{id}"), account, app.ctx.now());
    change(&mut new);
    let tx = app.ctx.begin().await.unwrap();
    insert(&app.ctx, &tx, new).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    id
}

async fn share(app: &TestApp, account: AccountId, original: StatusId) -> StatusId {
    let id: StatusId = app.ctx.next_id();
    let uri = format!("https://far.example/{id}");
    let new =
        Boost { id, uri, account, local: false, visibility: Visibility::Public, published: app.ctx.now() };
    let row = store::query::status_change::by_id(app.ctx.db.read(), original).await.unwrap().unwrap();
    let tx = app.ctx.begin().await.unwrap();
    boost(&app.ctx, &tx, new, &row).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    id
}

/// A follow that was accepted.
async fn follows(app: &TestApp, account: AccountId, target: AccountId) {
    let row = store::query::follow::NewFollow {
        id: app.ctx.next_id(),
        account,
        target,
        uri: None,
        show_reblogs: true,
        notify: false,
        languages: None,
        created_at: app.ctx.now(),
    };
    let tx = app.ctx.begin().await.unwrap();
    store::query::follow::insert(tx.conn(), row).await.unwrap();
    tx.emit(store::Event::RelationsChanged { account });
    app.ctx.commit(tx).await.unwrap();
}

async fn home(app: &TestApp, viewer: AccountId) -> Vec<StatusId> {
    let page = Page { limit: Some(40), ..Page::default() };
    timeline::home(&app.ctx, viewer, &page).await.unwrap().items.iter().map(|status| status.id).collect()
}

#[tokio::test]
async fn the_fan_out_and_the_query_give_the_same_home() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        let friend = app.remote("friend", "far.example").await;
        let quiet = app.remote("quiet", "far.example").await;
        let stranger = app.remote("stranger", "far.example").await;
        let muted = app.remote("muted", "far.example").await;
        let blocked = app.remote("blocked", "far.example").await;
        for target in [friend, quiet, muted] {
            follows(&app, alice, target).await;
        }
        mute::mute(&app.ctx, alice, muted, true, 0).await.unwrap();
        block::block(&app.ctx, alice, blocked, None).await.unwrap();
        // The feed exists and is empty: from now on the fan-out fills it.
        assert_eq!(home(&app, alice).await, []);

        let plain = say(&app, friend, |_| {}).await;
        let theirs = say(&app, stranger, |_| {}).await;
        let hidden = say(&app, blocked, |_| {}).await;
        say(&app, muted, |_| {}).await;
        let private = say(&app, friend, |new| new.visibility = Visibility::Private).await;
        say(&app, friend, |new| new.visibility = Visibility::Direct).await;
        let to_me = say(&app, friend, |new| {
            new.visibility = Visibility::Direct;
            new.mentions = vec![(alice, false)];
        })
        .await;
        say(&app, friend, |new| new.parent = Parent::Known(theirs)).await;
        say(&app, friend, |new| new.parent = Parent::Uri("https://far.example/unknown".into())).await;
        let thread = say(&app, friend, |new| new.parent = Parent::Known(plain)).await;
        let answer = say(&app, quiet, |new| new.parent = Parent::Known(plain)).await;
        let shared = share(&app, friend, theirs).await;
        share(&app, quiet, theirs).await;
        share(&app, quiet, hidden).await;
        app.drain().await;

        let mut expected = vec![plain, private, to_me, thread, answer, shared];
        expected.reverse();
        assert_eq!(home(&app, alice).await, expected, "by the fan-out");
        app.ctx.caches.feeds.apply(&store::Event::RelationsChanged { account: alice });
        assert_eq!(home(&app, alice).await, expected, "by the query");
    }
}

#[tokio::test]
async fn followed_hashtags_bring_strangers_home_and_deleted_posts_leave() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        let stranger = app.remote("stranger", "far.example").await;
        crate::service::tag::follow(&app.ctx, alice, "rust").await.unwrap();
        let tagged = |new: &mut NewStatus| new.tags = vec![("rust".into(), "Rust".into())];
        let first = say(&app, stranger, tagged).await;
        assert_eq!(home(&app, alice).await, [first]);
        let second = say(&app, stranger, tagged).await;
        say(&app, stranger, |new| {
            tagged(new);
            new.visibility = Visibility::Unlisted;
        })
        .await;
        app.drain().await;
        assert_eq!(home(&app, alice).await, [second, first]);
        let tx = app.ctx.begin().await.unwrap();
        crate::service::status::remove(&app.ctx, &tx, first).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
        assert_eq!(home(&app, alice).await, [second]);
    }
}

#[tokio::test]
async fn own_posts_are_home_at_once_after_the_fan_out() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    assert_eq!(home(&app, alice.account).await, []);
    let body = serde_json::json!({ "status": "hello" });
    app.post_as(&alice.token, "/api/v1/statuses", body).await.ok();
    app.drain().await;
    assert_eq!(home(&app, alice.account).await.len(), 1);
}

#[tokio::test]
async fn walking_a_home_gives_every_post_once_in_both_directions() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        let mut all = BTreeSet::new();
        for (name, posts) in [("busy", 70), ("calm", 3), ("other", 20)] {
            let account = app.remote(name, "far.example").await;
            follows(&app, alice, account).await;
            for _ in 0..posts {
                app.ctx.clock.advance(10);
                all.insert(say(&app, account, |_| {}).await);
            }
        }
        for (name, cached) in [("query", false), ("feed", true)] {
            let read = async |window: Window| {
                if cached {
                    super::page(&app.ctx, alice, &window).await.unwrap()
                } else {
                    super::read(&app.ctx, alice, Feed::Home, &window).await.unwrap()
                }
            };
            let mut down = Vec::new();
            loop {
                let below = down.last().map(|id: &StatusId| id.0);
                let page = read(Window { below, limit: 7, ..Window::default() }).await;
                if page.is_empty() {
                    break;
                }
                down.extend(page);
            }
            assert_eq!(down, all.iter().rev().copied().collect::<Vec<_>>(), "down by the {name}");
            let mut up: Vec<StatusId> = Vec::new();
            loop {
                let after = up.last().map_or(0, |id| id.0);
                let page = read(Window { after: Some(after), limit: 7, ..Window::default() }).await;
                if page.is_empty() {
                    break;
                }
                up.extend(page.into_iter().rev());
            }
            assert_eq!(up, all.iter().copied().collect::<Vec<_>>(), "up by the {name}");
        }
    }
}

#[tokio::test]
async fn a_page_costs_the_same_whatever_its_length() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        for number in 0..20 {
            let friend = app.remote(&format!("friend{number}"), "far.example").await;
            let stranger = app.remote(&format!("stranger{number}"), "far.example").await;
            follows(&app, alice, friend).await;
            let theirs = say(&app, stranger, |_| {}).await;
            say(&app, friend, |new| {
                new.mentions = vec![(alice, false)];
                new.tags = vec![("rust".into(), "Rust".into())];
            })
            .await;
            share(&app, friend, theirs).await;
        }
        let cost = async |limit: i64| {
            let page = Page { limit: Some(limit), ..Page::default() };
            let work = timeline::home(&app.ctx, alice, &page);
            let (page, statements) = Db::count_statements(work).await;
            assert_eq!(page.unwrap().items.len(), usize::try_from(limit).unwrap());
            statements
        };
        let forget = || app.ctx.caches.apply(&store::Event::SettingsChanged);
        let forget_home = || app.ctx.caches.apply(&store::Event::RelationsChanged { account: alice });
        let mut cold = Vec::new();
        for limit in [1, 40] {
            forget();
            forget_home();
            cold.push(cost(limit).await);
        }
        assert_eq!(cold[0], cold[1], "a long page costs what a short one does");
        assert!(cold[1] <= 8, "cold page: {} statements", cold[1]);
        let warm = cost(40).await;
        assert!(warm <= 2, "warm page: {warm} statements");
    }
}

#[tokio::test]
async fn a_public_page_is_full_although_much_is_hidden() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        let bob = app.user("bob").await.account;
        let noisy = app.remote("noisy", "far.example").await;
        let foe = app.remote("foe", "far.example").await;
        let elsewhere = app.remote("elsewhere", "bad.example").await;
        mute::mute(&app.ctx, alice, noisy, true, 0).await.unwrap();
        block::block(&app.ctx, alice, foe, None).await.unwrap();
        crate::service::domain_block::block(&app.ctx, alice, "bad.example").await.unwrap();
        let mut wanted = Vec::new();
        for _ in 0..5 {
            for account in [bob, noisy, foe, elsewhere] {
                let id = say(&app, account, |new| new.local = account == bob).await;
                if account == bob {
                    wanted.insert(0, id);
                }
            }
        }
        let page = Page { limit: Some(5), ..Page::default() };
        let query = Default::default();
        let shown = timeline::public(&app.ctx, Some(alice), &query, &page).await.unwrap();
        assert_eq!(shown.items.iter().map(|status| status.id).collect::<Vec<_>>(), wanted);
        let visitor = timeline::public(&app.ctx, None, &query, &page).await.unwrap();
        assert_eq!(visitor.items[0].account.username, "elsewhere");
        let local = shared::params::PublicTimelineQuery { local: Some(true), ..Default::default() };
        let shown = timeline::public(&app.ctx, None, &local, &page).await.unwrap();
        assert_eq!(shown.items.len(), 5);
    }
}

#[tokio::test]
async fn an_old_post_that_was_fetched_late_goes_into_no_feed() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await.account;
    let friend = app.remote("friend", "far.example").await;
    follows(&app, alice, friend).await;
    say(&app, friend, |new| new.published = app.ctx.now().plus(-Millis::DAY)).await;
    let waiting = app.drain().await;
    assert_eq!(waiting, 0, "no fan-out");
}
