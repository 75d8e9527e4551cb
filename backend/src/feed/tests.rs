//! Homes and other timelines: what is in them, page by page, and what a page costs.

use std::collections::BTreeSet;

use kinds::{AccountId, Millis, StatusId, Visibility};
use shared::{paging::Page, params::SaveList};
use store::{
    Db,
    query::{home::Feed, window::Window},
};
use testkit::TestDatabase;

use crate::{
    service::{
        block, list, mute,
        status::{Boost, NewStatus, Parent, boost, insert},
        tag, timeline,
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
        tag::follow(&app.ctx, alice, "rust").await.unwrap();
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
        let all: Vec<StatusId> = all.into_iter().rev().collect();
        let by_query = walk(7, async |window| read_home(&app, alice, window).await).await;
        assert_eq!(by_query, [all.clone(), all.clone()], "by the query");
        let by_feed = walk(7, async |window| super::page(&app.ctx, alice, &window).await.unwrap()).await;
        assert_eq!(by_feed, [all.clone(), all], "by the feed");
    }
}

async fn read_home(app: &TestApp, account: AccountId, window: Window) -> Vec<StatusId> {
    super::read(&app.ctx, account, Feed::Home, &window).await.unwrap()
}

/// What all pages together have, from the top down and from the bottom up; both with the newest first.
async fn walk(limit: u64, read: impl AsyncFn(Window) -> Vec<StatusId>) -> [Vec<StatusId>; 2] {
    let (mut down, mut up) = (Vec::new(), Vec::new());
    let mut window = Window { limit, ..Window::default() };
    while let page = read(window).await
        && let Some(last) = page.last()
    {
        window.below = Some(last.0);
        down.extend(page);
    }
    let mut window = Window { after: Some(0), limit, ..Window::default() };
    while let page = read(window).await
        && let Some(first) = page.first()
    {
        window.after = Some(first.0);
        up.splice(0..0, page);
    }
    [down, up]
}

#[tokio::test]
async fn a_boost_that_repeats_is_left_out_wherever_a_page_begins() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await.account;
        let stranger = app.remote("stranger", "far.example").await;
        let title = SaveList { title: Some("Friends".to_owned()), ..SaveList::default() };
        let list = list::create(&app.ctx, alice, title).await.unwrap().id;
        let (one, two, three) = (
            app.remote("one", "far.example").await,
            app.remote("two", "far.example").await,
            app.remote("three", "far.example").await,
        );
        for friend in [one, two, three] {
            follows(&app, alice, friend).await;
            list::add(&app.ctx, alice, list, &[friend]).await.unwrap();
        }
        tag::follow(&app.ctx, alice, "rust").await.unwrap();
        // More than are read at once for a page of one.
        let chat = async || {
            let mut said = Vec::new();
            for _ in 0..30 {
                app.ctx.clock.advance(Millis::SECOND);
                said.push(say(&app, one, |_| {}).await);
            }
            said
        };
        let tagged = say(&app, stranger, |new| new.tags = vec![("rust".into(), "Rust".into())]).await;
        let theirs = say(&app, stranger, |_| {}).await;
        let first = share(&app, one, theirs).await;
        let before = chat().await;
        let tagged_again = share(&app, two, tagged).await;
        share(&app, two, theirs).await;
        let after = chat().await;
        app.ctx.clock.advance(7 * Millis::HOUR);
        let later = share(&app, three, theirs).await;
        let newest_first = |parts: &[&[StatusId]]| parts.concat().into_iter().rev().collect::<Vec<_>>();

        let at_home = walk(1, async |window| read_home(&app, alice, window).await).await;
        let expected = newest_first(&[&[tagged, first], &before, &after, &[later]]);
        assert_eq!(at_home, [expected.clone(), expected]);
        let in_list =
            walk(1, async |window| super::list_page(&app.ctx, alice, list, &window).await.unwrap()).await;
        let expected = newest_first(&[&[first], &before, &[tagged_again], &after, &[later]]);
        assert_eq!(in_list, [expected.clone(), expected], "hashtags bring nothing into a list");
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
