//! A server whose handles have another domain than its address: the account domain's own web server
//! only passes WebFinger on.

use shared::params::PostStatus;

use crate::{
    federation::resolve,
    service::{present, status},
    testing::TestUser,
    testing_network::{Peer, Scripted, answer, settle},
};

/// Alice is on the server with two domains, bob elsewhere.
struct World {
    alice: TestUser,
    bob: TestUser,
    here: Peer,
    there: Peer,
    /// The domain of alice's handle.
    domain: String,
}

impl World {
    async fn new() -> Self {
        let web = std::sync::Arc::new(std::sync::OnceLock::<String>::new());
        let target = web.clone();
        let front = Scripted::start(move |request, _| {
            let path = request.split(' ').nth(1).unwrap();
            let location = format!("location: http://{}{path}\r\n", target.get().unwrap());
            answer("301 Moved", &location, b"")
        })
        .await;
        let domain = front.host.clone();
        let here = Peer::with(|config| config.server.account_domain = domain.clone()).await;
        web.set(here.host.clone()).unwrap();
        let there = Peer::start().await;
        let (alice, bob) = (here.app.user("alice").await, there.app.user("bob").await);
        Self { alice, bob, here, there, domain }
    }

    fn handle(&self) -> String {
        format!("alice@{}", self.domain)
    }

    async fn posts(peer: &Peer, author: &TestUser, text: String) -> shared::entities::Status {
        let viewer = peer.app.viewer(author).await;
        let draft = PostStatus { status: Some(text), ..PostStatus::default() };
        status::post(&peer.app.ctx, &viewer, draft, None).await.unwrap()
    }
}

#[tokio::test]
async fn others_see_the_account_domain_whichever_they_ask_for() {
    let world = World::new().await;
    let ctx = &world.there.app.ctx;
    let id = resolve::account_by_handle(ctx, &world.handle()).await.unwrap();
    let shown = present::account(ctx, id).await.unwrap();
    assert_eq!(shown.acct, world.handle());
    assert!(shown.uri.starts_with(&format!("http://{}/", world.here.host)), "{}", shown.uri);
    let by_web_domain = format!("alice@{}", world.here.host);
    assert_eq!(resolve::account_by_handle(ctx, &by_web_domain).await.unwrap(), id);
}

#[tokio::test]
async fn an_account_found_by_its_address_has_the_account_domain_too() {
    let world = World::new().await;
    let ctx = &world.there.app.ctx;
    let uri = format!("http://{}/users/alice", world.here.host);
    let id = resolve::account_by_uri(ctx, &uri).await.unwrap();
    assert_eq!(present::account(ctx, id).await.unwrap().acct, world.handle());
}

#[tokio::test]
async fn a_mention_with_the_account_domain_reaches_the_account() {
    let world = World::new().await;
    let posted = World::posts(&world.there, &world.bob, format!("@{} hello", world.handle())).await;
    settle(&[&world.here, &world.there]).await;
    let ctx = &world.here.app.ctx;
    let row = store::query::status_change::by_uri(ctx.db.read(), &posted.uri).await.unwrap().unwrap();
    let seen = present::status(ctx, Some(world.alice.account), row.id).await.unwrap();
    // At home no domain is shown.
    assert_eq!((seen.mentions.len(), seen.mentions[0].acct.as_str()), (1, "alice"));
    let told = world.here.app.get_as(&world.alice.token, "/api/v1/notifications").await.ok();
    assert_eq!(told[0]["type"], "mention");
}

#[tokio::test]
async fn a_neighbour_is_mentioned_with_either_domain() {
    let world = World::new().await;
    let dave = world.here.app.user("dave").await;
    for host in [&world.domain, &world.here.host] {
        let posted = World::posts(&world.here, &dave, format!("@alice@{host} hello")).await;
        let mentioned: Vec<_> = posted.mentions.iter().map(|mention| mention.id).collect();
        assert_eq!(mentioned, [world.alice.account], "{host}");
    }
}
