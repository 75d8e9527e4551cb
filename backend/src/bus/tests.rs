//! Several processes of one server, with PostgreSQL and Valkey. Without them there is nothing to test.

use kinds::StatusId;
use serde_json::json;
use shared::paging::Page;
use store::{Db, Queue, job_queue::Queues};
use testkit::{TestDatabase, eventually};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::{follow_notices, post_notice};
use crate::{
    config::Config,
    service::{
        account::manage::{self, Change},
        auth::Credential,
        follow, timeline,
    },
    streaming::{Channel, Message, Session},
    testing::{TestApp, TestUser},
};

/// One process of a server that others can join.
async fn process(change: impl FnOnce(&mut Config)) -> Option<TestApp> {
    let (database, url) = (TestDatabase::postgres().await?, testkit::valkey()?);
    let app = TestApp::on(database, |config| {
        config.valkey.url = url;
        config.valkey.prefix = format!("{}:", uuid::Uuid::new_v4());
        change(config);
    })
    .await;
    is_live(&app).await;
    Some(app)
}

/// Two processes that hear each other.
async fn pair() -> Option<(TestApp, TestApp)> {
    let here = process(|_| {}).await?;
    let there = here.beside(|_| {}).await;
    is_live(&there).await;
    Some((here, there))
}

async fn is_live(app: &TestApp) {
    eventually("the processes hear each other", async || app.ctx.bus.live().is()).await;
}

async fn is_cut_off(app: &TestApp) {
    eventually("the process notes that it hears nothing", async || !app.ctx.bus.live().is()).await;
}

/// Alice, who is followed by bob.
async fn people(app: &TestApp) -> (TestUser, TestUser) {
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    follow::follow(&app.ctx, bob.account, alice.account, Default::default()).await.unwrap();
    app.drain().await;
    (alice, bob)
}

/// Posts and does what follows.
async fn post(app: &TestApp, author: &TestUser, text: &str) -> StatusId {
    let posted = app.post_as(&author.token, "/api/v1/statuses", json!({ "status": text })).await.ok();
    app.drain().await;
    posted["id"].as_str().unwrap().parse().unwrap()
}

/// Whether a post is in a home.
async fn has(app: &TestApp, viewer: &TestUser, id: StatusId) -> bool {
    let listing = timeline::home(&app.ctx, viewer.account, &Page::default()).await.unwrap();
    listing.items.iter().any(|status| status.id == id)
}

/// Whether a home is read with no more statements than a warm one takes.
async fn is_warm(app: &TestApp, viewer: &TestUser) -> bool {
    let page = Page::default();
    Db::count_statements(timeline::home(&app.ctx, viewer.account, &page)).await.1 <= 2
}

async fn is_known(app: &TestApp, user: &TestUser) -> bool {
    app.get_as(&user.token, "/api/v1/accounts/verify_credentials").await.status == 200
}

async fn listen(app: &TestApp, user: &TestUser) -> Session {
    let mut session = Session::open(&app.ctx, Credential::Token(&user.token)).await.unwrap();
    session.subscribe(Channel::User, None).await.unwrap();
    session
}

/// The next message of a stream.
async fn next(session: &mut Session) -> Message {
    loop {
        let happened = session.next().await.unwrap();
        if let Some(message) = session.render(happened).await.unwrap().pop() {
            return message;
        }
    }
}

#[tokio::test]
async fn a_post_is_in_the_warm_home_of_another_process() {
    let Some((here, there)) = pair().await else { return };
    let (alice, bob) = people(&here).await;
    let first = post(&here, &alice, "One").await;
    eventually("the feed is warm", async || is_warm(&there, &bob).await).await;
    assert!(has(&there, &bob, first).await);
    let second = post(&here, &alice, "Two").await;
    eventually("the post arrives", async || has(&there, &bob, second).await).await;
    assert!(is_warm(&there, &bob).await, "the feed was not built anew");
}

#[tokio::test]
async fn a_user_who_is_disabled_in_one_process_is_refused_by_the_other() {
    let Some((here, there)) = pair().await else { return };
    let alice = here.user("alice").await;
    assert!(is_known(&there, &alice).await);
    manage::change(&here.ctx, alice.user, Change::Disable).await.unwrap();
    eventually("the token is refused", async || !is_known(&there, &alice).await).await;
}

#[tokio::test]
async fn requests_to_all_processes_count_together() {
    let limit = |config: &mut Config| {
        config.rate_limits.enabled = true;
        config.rate_limits.api = 3;
    };
    let Some(here) = process(limit).await else { return };
    let there = here.beside(|_| {}).await;
    is_live(&there).await;
    let alice = here.user("alice").await;
    for app in [&here, &there, &here] {
        assert!(is_known(app, &alice).await);
    }
    let answer = there.get_as(&alice.token, "/api/v1/accounts/verify_credentials").await;
    assert_eq!(answer.status, 429);
}

#[tokio::test]
async fn a_stream_carries_what_another_process_commits() {
    let Some((here, there)) = pair().await else { return };
    let (alice, bob) = people(&here).await;
    let mut stream = listen(&there, &bob).await;
    let id = post(&here, &alice, "Hello").await;
    assert!(next(&mut stream).await.payload.contains(&id.to_string()));
}

#[tokio::test]
async fn jobs_of_one_process_wake_the_workers_of_the_other() {
    let Some((here, there)) = pair().await else { return };
    let alice = here.user("alice").await;
    let added = there.ctx.wakers.woken(Queue::Local);
    here.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
    added.await;
}

#[tokio::test]
async fn who_is_cut_off_goes_on_without_caches_and_misses_nothing() {
    let Some(here) = process(|_| {}).await else { return };
    let line = Line::to_valkey().await;
    let there = here.beside(|config| config.valkey.url = line.url.clone()).await;
    is_live(&there).await;
    let (alice, bob) = people(&here).await;
    let mut stream = listen(&there, &bob).await;
    let first = post(&here, &alice, "One").await;
    eventually("the post arrives", async || has(&there, &bob, first).await).await;
    next(&mut stream).await;

    for how in [State::Cut, State::Silent] {
        line.set(how);
        is_cut_off(&there).await;
        let meanwhile = post(&here, &alice, "Two").await;
        assert!(has(&there, &bob, meanwhile).await, "nothing stale while cut off");
        assert!(next(&mut stream).await.payload.contains(&meanwhile.to_string()), "streams go on");
        let own = post(&there, &alice, "Three").await;
        assert!(has(&there, &bob, own).await);
        next(&mut stream).await;
        line.set(State::Open);
        is_live(&there).await;
        assert!(has(&there, &bob, own).await);
        let after = post(&here, &alice, "Four").await;
        eventually("events arrive again", async || has(&there, &bob, after).await).await;
        next(&mut stream).await;
    }
}

#[tokio::test]
async fn who_cannot_tell_the_others_tells_them_through_the_database() {
    let Some(here) = process(|_| {}).await else { return };
    let line = Line::to_valkey().await;
    let there = here.beside(|config| config.valkey.url = line.url.clone()).await;
    is_live(&there).await;
    follow_notices(&here.ctx).await.unwrap();
    let alice = here.user("alice").await;
    assert!(is_known(&here, &alice).await);
    line.set(State::Cut);
    manage::change(&there.ctx, alice.user, Change::Disable).await.unwrap();
    eventually("the token is refused", async || !is_known(&here, &alice).await).await;
}

#[tokio::test]
async fn a_notice_makes_a_server_look_again() {
    for database in TestDatabase::all().await {
        let server = TestApp::on(database, |_| {}).await;
        follow_notices(&server.ctx).await.unwrap();
        let alice = server.user("alice").await;
        assert!(is_known(&server, &alice).await);
        let command = server.beside(|_| {}).await;
        manage::change(&command.ctx, alice.user, Change::Disable).await.unwrap();
        assert!(is_known(&server, &alice).await, "it does not know yet");
        post_notice(&command.ctx).await.unwrap();
        eventually("the token is refused", async || !is_known(&server, &alice).await).await;
    }
}

#[tokio::test]
async fn what_does_not_fit_is_left_out_and_said_to_be_lost() {
    let (bus, mut outgoing) = super::Bus::shared();
    for account in 0..2_000 {
        let event = store::Event::AccountTouched { account: kinds::AccountId(account) };
        bus.publish("here", vec![event], Queues::default());
    }
    assert!(bus.overflowed.load(std::sync::atomic::Ordering::Acquire));
    let mut kept = 0;
    while outgoing.try_recv().is_ok() {
        kept += 1;
    }
    assert_eq!(kept, super::OUTGOING);
    bus.flushed(tokio::time::Instant::now() + std::time::Duration::from_secs(1)).await;
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It carries.
    Open,
    /// Connections break, and new ones are refused.
    Cut,
    /// Connections stand and carry nothing.
    Silent,
}

/// A way to Valkey that can be cut.
struct Line {
    url: String,
    state: watch::Sender<State>,
}

impl Line {
    async fn to_valkey() -> Self {
        let target = testkit::valkey().unwrap();
        let target = target.trim_start_matches("redis://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let (state, states) = watch::channel(State::Open);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let far = TcpStream::connect(&target).await.unwrap();
                tokio::spawn(carry(near, far, states.clone()));
            }
        });
        Self { url, state }
    }

    fn set(&self, state: State) {
        self.state.send_replace(state);
    }
}

async fn carry(mut near: TcpStream, mut far: TcpStream, mut states: watch::Receiver<State>) {
    loop {
        let state = *states.borrow_and_update();
        match state {
            State::Cut => return,
            State::Silent => {
                let _ = states.changed().await;
            }
            State::Open => tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => return,
                _ = states.changed() => {}
            },
        }
    }
}
