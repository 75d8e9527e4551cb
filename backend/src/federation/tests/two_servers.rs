//! Two servers in one process, talking over sockets: what somebody does on one is seen on the other.

use kinds::{AccountId, StatusId, Visibility};
use shared::{
    entities::Status,
    paging::Page,
    params::{EditStatus, PostStatus},
};

use crate::{
    service::{
        block, follow,
        follow::{FollowOptions, FollowOutcome},
        present, status, timeline,
    },
    testing::TestUser,
    testing_network::{Peer, settle},
};

/// Alice is on one server, bob on the other, and bob follows alice.
pub(super) struct World {
    pub(super) alice: TestUser,
    pub(super) bob: TestUser,
    pub(super) here: Peer,
    pub(super) there: Peer,
}

impl World {
    pub(super) async fn new() -> Self {
        let (here, there) = (Peer::start().await, Peer::start().await);
        let (alice, bob) = (here.app.user("alice").await, there.app.user("bob").await);
        let world = Self { alice, bob, here, there };
        let alice_there = world.there.find("alice", &world.here).await;
        follow::follow(&world.there.app.ctx, world.bob.account, alice_there, FollowOptions::default())
            .await
            .unwrap();
        world.settle().await;
        world
    }

    pub(super) async fn settle(&self) {
        settle(&[&self.here, &self.there]).await;
    }

    pub(super) async fn alice_posts(&self, draft: PostStatus) -> Status {
        let viewer = self.here.app.viewer(&self.alice).await;
        let posted = status::post(&self.here.app.ctx, &viewer, draft, None).await.unwrap();
        self.settle().await;
        posted
    }

    /// What bob sees of a post when he opens it, if he does.
    pub(super) async fn seen_by_bob(&self, uri: &str) -> Option<Status> {
        let ctx = &self.there.app.ctx;
        let row = store::query::status_change::by_uri(ctx.db.read(), uri).await.unwrap()?;
        present::status(ctx, Some(self.bob.account), row.id).await.ok()
    }

    /// The post as alice sees it.
    pub(super) async fn seen_by_alice(&self, id: StatusId) -> Status {
        present::status(&self.here.app.ctx, Some(self.alice.account), id).await.unwrap()
    }

    async fn bobs_home(&self) -> Vec<String> {
        let home = timeline::home(&self.there.app.ctx, self.bob.account, &Page::default()).await.unwrap();
        home.items.into_iter().map(|status| status.uri).collect()
    }

    async fn bob_here(&self) -> AccountId {
        self.here.find("bob", &self.there).await
    }
}

fn text(text: &str) -> PostStatus {
    PostStatus { status: Some(text.to_owned()), ..PostStatus::default() }
}

#[tokio::test]
async fn a_follow_is_asked_for_and_accepted() {
    let world = World::new().await;
    let bob = world.bob_here().await;
    let shown = present::account(&world.here.app.ctx, world.alice.account).await.unwrap();
    assert_eq!(shown.followers_count, 1);
    let alice_there = world.there.find("alice", &world.here).await;
    let again =
        follow::follow(&world.there.app.ctx, world.bob.account, alice_there, FollowOptions::default()).await;
    assert_eq!(again.unwrap(), FollowOutcome::Following);
    follow::unfollow(&world.there.app.ctx, world.bob.account, alice_there).await.unwrap();
    world.settle().await;
    let shown = present::account(&world.here.app.ctx, world.alice.account).await.unwrap();
    assert_eq!(shown.followers_count, 0);
    assert_eq!(present::account(&world.here.app.ctx, bob).await.unwrap().following_count, 0);
}

#[tokio::test]
async fn a_post_reaches_the_followers_home_and_is_edited_and_deleted_there() {
    let world = World::new().await;
    let posted = world.alice_posts(text("Hello from #afar")).await;
    assert_eq!(world.bobs_home().await, std::slice::from_ref(&posted.uri));
    let seen = world.seen_by_bob(&posted.uri).await.unwrap();
    assert!(seen.content.contains("Hello from"), "{}", seen.content);
    assert_eq!(seen.tags[0].name, "afar");
    assert_eq!(seen.account.acct, format!("alice@{}", world.here.host));

    let viewer = world.here.app.viewer(&world.alice).await;
    world.here.app.ctx.clock.advance(60_000);
    world.there.app.ctx.clock.advance(60_000);
    let edit = EditStatus { status: Some("Hello again".to_owned()), ..EditStatus::default() };
    status::edit(&world.here.app.ctx, &viewer, posted.id, edit).await.unwrap();
    world.settle().await;
    let seen = world.seen_by_bob(&posted.uri).await.unwrap();
    assert!(seen.content.contains("Hello again") && seen.edited_at.is_some(), "{}", seen.content);

    status::delete(&world.here.app.ctx, &viewer, posted.id, false).await.unwrap();
    world.settle().await;
    assert!(world.seen_by_bob(&posted.uri).await.is_none());
    assert!(world.bobs_home().await.is_empty());
}

#[tokio::test]
async fn a_reply_comes_back_and_hangs_below_the_post() {
    let world = World::new().await;
    let posted = world.alice_posts(text("Anybody there?")).await;
    let parent = world.seen_by_bob(&posted.uri).await.unwrap();
    let viewer = world.there.app.viewer(&world.bob).await;
    let draft =
        PostStatus { in_reply_to_id: Some(parent.id), ..text(&format!("@alice@{} yes", world.here.host)) };
    status::post(&world.there.app.ctx, &viewer, draft, None).await.unwrap();
    world.settle().await;
    assert_eq!(world.seen_by_alice(posted.id).await.replies_count, 1);
    let context = status::context(&world.here.app.ctx, Some(world.alice.account), posted.id).await.unwrap();
    assert_eq!(context.descendants.len(), 1);
    assert_eq!(context.descendants[0].account.acct, format!("bob@{}", world.there.host));
}

#[tokio::test]
async fn favourites_and_boosts_are_counted_and_taken_back() {
    let world = World::new().await;
    let posted = world.alice_posts(text("Like this")).await;
    let ctx = &world.there.app.ctx;
    let copy = world.seen_by_bob(&posted.uri).await.unwrap().id;
    let viewer = world.there.app.viewer(&world.bob).await;
    status::favourite(ctx, world.bob.account, copy).await.unwrap();
    status::reblog(ctx, &viewer, copy, None).await.unwrap();
    world.settle().await;
    let seen = world.seen_by_alice(posted.id).await;
    assert_eq!((seen.favourites_count, seen.reblogs_count), (1, 1));

    status::unfavourite(ctx, world.bob.account, copy).await.unwrap();
    status::unreblog(ctx, &viewer, copy).await.unwrap();
    world.settle().await;
    let seen = world.seen_by_alice(posted.id).await;
    assert_eq!((seen.favourites_count, seen.reblogs_count), (0, 0));
}

#[tokio::test]
async fn followers_posts_reach_followers_and_direct_ones_only_who_is_named() {
    let world = World::new().await;
    let carol = world.there.app.user("carol").await;
    let private = PostStatus { visibility: Some(kinds::Visibility::Private), ..text("For followers") };
    let private = world.alice_posts(private).await;
    assert!(world.seen_by_bob(&private.uri).await.is_some());
    world.bob_here().await;
    let direct = PostStatus {
        visibility: Some(kinds::Visibility::Direct),
        ..text(&format!("@bob@{} psst", world.there.host))
    };
    let direct = world.alice_posts(direct).await;
    let seen = world.seen_by_bob(&direct.uri).await.unwrap();
    assert_eq!(seen.visibility, kinds::Visibility::Direct);
    for id in [seen.id, world.seen_by_bob(&private.uri).await.unwrap().id] {
        assert!(present::status(&world.there.app.ctx, Some(carol.account), id).await.is_err());
    }
}

#[tokio::test]
async fn a_block_ends_the_follow_on_the_other_server() {
    let world = World::new().await;
    let bob = world.bob_here().await;
    block::block(&world.here.app.ctx, world.alice.account, bob, None).await.unwrap();
    world.settle().await;
    let shown = present::account(&world.there.app.ctx, world.bob.account).await.unwrap();
    assert_eq!(shown.following_count, 0);
    let posted = world.alice_posts(text("Not for bob")).await;
    assert!(world.seen_by_bob(&posted.uri).await.is_none());
}

#[tokio::test]
async fn a_parent_that_is_not_here_is_fetched() {
    let world = World::new().await;
    let (here, there) = (&world.here.app, &world.there.app);
    let dave = here.user("dave").await;
    let viewer = here.viewer(&dave).await;
    let first = status::post(&here.ctx, &viewer, text("The beginning"), None).await.unwrap();
    let answer = PostStatus { in_reply_to_id: Some(first.id), ..text("The answer") };
    let answer = world.alice_posts(answer).await;
    let seen = world.seen_by_bob(&answer.uri).await.unwrap();
    let parent = present::status(&there.ctx, Some(world.bob.account), seen.in_reply_to_id.unwrap()).await;
    assert_eq!(parent.unwrap().uri, first.uri);
}

#[tokio::test]
async fn what_only_some_may_see_is_not_served_to_strangers() {
    let world = World::new().await;
    let private = PostStatus { visibility: Some(kinds::Visibility::Private), ..text("For followers") };
    let private = world.alice_posts(private).await;
    let path = private.uri.split_once(&world.here.host).unwrap().1.to_owned();
    assert_eq!(world.here.app.get(&path).await.status, 404);
    let carols = Peer::start().await;
    assert!(crate::federation::resolve::status_by_uri(&carols.app.ctx, &private.uri).await.is_err());
    let public = world.alice_posts(text("For all")).await;
    assert!(crate::federation::resolve::status_by_uri(&carols.app.ctx, &public.uri).await.is_ok());
}

#[tokio::test]
async fn who_is_named_no_more_still_hears_of_edits_and_of_the_end() {
    let world = World::new().await;
    world.bob_here().await;
    let viewer = world.here.app.viewer(&world.alice).await;
    let named = format!("@bob@{} oh no", world.there.host);
    let letter = PostStatus { visibility: Some(Visibility::Direct), ..text(&named) };
    let letter = world.alice_posts(letter).await;
    world.here.app.ctx.clock.advance(1_000);
    world.there.app.ctx.clock.advance(1_000);
    let edit = EditStatus { status: Some("for nobody".to_owned()), ..EditStatus::default() };
    status::edit(&world.here.app.ctx, &viewer, letter.id, edit).await.unwrap();
    world.settle().await;
    let seen = world.seen_by_bob(&letter.uri).await.unwrap();
    assert!(seen.content.contains("for nobody"), "{}", seen.content);
    status::delete(&world.here.app.ctx, &viewer, letter.id, false).await.unwrap();
    world.settle().await;
    assert!(world.seen_by_bob(&letter.uri).await.is_none());
}
