//! Direct posts between servers are conversations on both.

use kinds::{AccountId, Visibility};
use shared::{
    entities::{Conversation, Status},
    paging::Page,
    params::PostStatus,
};
use store::Event;

use super::two_servers::World;
use crate::{
    ctx::Ctx,
    service::{conversation, status},
};

async fn seen(ctx: &Ctx, viewer: AccountId) -> Vec<Conversation> {
    conversation::list(ctx, viewer, &Page::default()).await.unwrap().items
}

/// How many times somebody was told of a conversation.
async fn told(ctx: &Ctx, viewer: AccountId) -> usize {
    let events = store::event::after(ctx.db.read(), 0, 10_000).await.unwrap();
    let tells =
        |event: &Event| matches!(event, Event::ConversationChanged { account, .. } if *account == viewer);
    events.iter().filter(|(_, event)| tells(event)).count()
}

impl World {
    /// Bob, on the other server, writes to alice.
    async fn bob_writes(&self, text: &str, answer: Option<&Status>) -> Status {
        let ctx = &self.there.app.ctx;
        let viewer = self.there.app.viewer(&self.bob).await;
        let draft = PostStatus {
            status: Some(format!("@alice@{} {text}", self.here.host)),
            visibility: Some(Visibility::Direct),
            in_reply_to_id: answer.map(|status| status.id),
            ..PostStatus::default()
        };
        let posted = status::post(ctx, &viewer, draft, None).await.unwrap();
        self.settle().await;
        self.here.app.ctx.clock.advance(1_000);
        self.there.app.ctx.clock.advance(1_000);
        posted
    }
}

#[tokio::test]
async fn a_direct_post_from_another_server_is_a_conversation_until_it_is_deleted() {
    let world = World::new().await;
    world.here.app.lets_strangers_write(&world.alice).await;
    let (here, there) = (&world.here.app.ctx, &world.there.app.ctx);
    let (alice, bob) = (world.alice.account, world.bob.account);
    let first = world.bob_writes("hello", None).await;
    let received = seen(here, alice).await;
    assert_eq!(received.len(), 1);
    assert!(received[0].unread);
    assert_eq!(received[0].accounts[0].acct, format!("bob@{}", world.there.host));
    assert_eq!(received[0].last_status.as_ref().unwrap().uri, first.uri);
    assert_eq!(told(here, alice).await, 1);

    let second = world.bob_writes("are you there?", Some(&first)).await;
    let received = seen(here, alice).await;
    assert_eq!(received.len(), 1, "an answer stays in the thread");
    assert_eq!(received[0].last_status.as_ref().unwrap().uri, second.uri);
    assert_eq!(told(here, alice).await, 2);

    let viewer = world.there.app.viewer(&world.bob).await;
    for (gone, left) in [(second.id, 1), (first.id, 0)] {
        status::delete(there, &viewer, gone, false).await.unwrap();
        world.settle().await;
        assert_eq!(seen(here, alice).await.len(), left);
        assert_eq!(seen(there, bob).await.len(), left);
    }
}

#[tokio::test]
async fn an_answer_that_came_first_joins_the_thread_of_its_parent() {
    use kinds::StatusId;

    use crate::service::status::{NewStatus, Parent, insert};

    for database in testkit::TestDatabase::all().await {
        let app = crate::testing::TestApp::on(database, |_| {}).await;
        let alice = app.user("alice").await;
        app.lets_strangers_write(&alice).await;
        let alice = alice.account;
        let max = app.remote("max", "far.example").await;
        let store = async |name: &str, parent: Parent| {
            let id: StatusId = app.ctx.next_id();
            let uri = format!("https://far.example/{name}");
            let letter = NewStatus {
                visibility: Visibility::Direct,
                mentions: vec![(alice, false)],
                parent,
                ..NewStatus::new(id, uri, max, app.ctx.now())
            };
            let tx = app.ctx.begin().await.unwrap();
            insert(&app.ctx, &tx, letter).await.unwrap();
            app.ctx.commit(tx).await.unwrap();
            app.ctx.clock.advance(10);
        };
        store("answer", Parent::Uri("https://far.example/first".to_owned())).await;
        store("first", Parent::None).await;
        store("last", Parent::Uri("https://far.example/answer".to_owned())).await;
        let conversations = seen(&app.ctx, alice).await;
        assert_eq!(conversations.len(), 1);
        assert_eq!(conversations[0].last_status.as_ref().unwrap().uri, "https://far.example/last");
    }
}
