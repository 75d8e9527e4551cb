//! Polls between servers: questions, votes, counts, and what cheats try.

use kinds::{Millis, StatusId, Visibility};
use serde_json::{Value, json};
use shared::{
    entities::{Poll, Status},
    params::{PollParams, PostStatus},
};

use super::{
    samples::{Home, actor_of, object_of},
    two_servers::World,
};
use crate::{
    service::{
        follow,
        poll::{self, NewPoll},
        status::{self, NewStatus},
    },
    testing::NOW,
    testing_network::{Stranger, settle},
};

impl World {
    async fn alice_asks(&self, multiple: bool) -> Status {
        let viewer = self.here.app.viewer(&self.alice).await;
        let poll = PollParams {
            options: vec!["tea".to_owned(), "coffee".to_owned()],
            expires_in: Some(3600),
            multiple: Some(multiple),
            hide_totals: None,
        };
        let draft =
            PostStatus { status: Some("What?".to_owned()), poll: Some(poll), ..PostStatus::default() };
        let posted = status::post(&self.here.app.ctx, &viewer, draft, None).await.unwrap();
        self.settle().await;
        posted
    }

    async fn passes(&self, time: i64) {
        self.here.app.ctx.clock.advance(time);
        self.there.app.ctx.clock.advance(time);
        self.settle().await;
    }
}

fn counts(poll: &Poll) -> Vec<i64> {
    poll.options.iter().map(|option| option.votes_count.unwrap()).collect()
}

#[tokio::test]
async fn a_vote_goes_to_the_author_and_the_counts_come_back() {
    let world = World::new().await;
    let posted = world.alice_asks(true).await;
    let copy = world.seen_by_bob(&posted.uri).await.unwrap();
    let question = copy.poll.unwrap();
    assert_eq!(question.options[1].title, "coffee");
    assert_eq!(question.expires_at, posted.poll.unwrap().expires_at);
    assert!(question.multiple && !copy.content.contains("coffee"));

    poll::vote(&world.there.app.ctx, world.bob.account, question.id, &[0, 1]).await.unwrap();
    let carol = world.here.app.user("carol").await;
    let here = world.seen_by_alice(posted.id).await.poll.unwrap();
    poll::vote(&world.here.app.ctx, carol.account, here.id, &[0]).await.unwrap();
    world.settle().await;
    let counted = world.seen_by_alice(posted.id).await;
    let result = counted.poll.unwrap();
    assert_eq!((counts(&result), result.voters_count), (vec![2, 1], Some(2)));
    assert_eq!(counted.replies_count, 0, "votes are no answers");
    assert_eq!(counts(&world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap()), [1, 1], "not told yet");

    world.passes(3 * Millis::MINUTE).await;
    let copy = world.seen_by_bob(&posted.uri).await.unwrap();
    assert_eq!(counts(copy.poll.as_ref().unwrap()), [2, 1]);
    assert_eq!((copy.edited_at, copy.poll.unwrap().own_votes), (None, Some(vec![0, 1])));
}

#[tokio::test]
async fn the_end_is_told_to_voters_elsewhere() {
    let world = World::new().await;
    let posted = world.alice_asks(false).await;
    let question = world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap();
    poll::vote(&world.there.app.ctx, world.bob.account, question.id, &[1]).await.unwrap();
    world.passes(Millis::HOUR).await;
    let list = world.there.app.get_as(&world.bob.token, "/api/v1/notifications").await.ok();
    assert_eq!((&list[0]["type"], &list[0]["status"]["poll"]["expired"]), (&json!("poll"), &json!(true)));
}

#[tokio::test]
async fn voters_hear_of_the_counts_without_following() {
    let world = World::new().await;
    let posted = world.alice_asks(false).await;
    let question = world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap();
    let ctx = &world.there.app.ctx;
    let alice_there = world.there.find("alice", &world.here).await;
    follow::unfollow(ctx, world.bob.account, alice_there).await.unwrap();
    poll::vote(ctx, world.bob.account, question.id, &[1]).await.unwrap();
    let carol = world.here.app.user("carol").await;
    poll::vote(&world.here.app.ctx, carol.account, posted.poll.unwrap().id, &[1]).await.unwrap();
    world.settle().await;
    world.passes(3 * Millis::MINUTE).await;
    assert_eq!(counts(&world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap()), [0, 2]);
}

#[tokio::test]
async fn who_looks_again_has_the_counts_asked_for() {
    let world = World::new().await;
    let posted = world.alice_asks(false).await;
    let question = world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap();
    let carol = world.here.app.user("carol").await;
    poll::vote(&world.here.app.ctx, carol.account, posted.poll.unwrap().id, &[1]).await.unwrap();
    // Before the server of origin tells by itself.
    world.there.app.ctx.clock.advance(2 * Millis::MINUTE);
    for viewer in [None, Some(world.bob.account)] {
        poll::show(&world.there.app.ctx, viewer, question.id).await.unwrap();
        settle(&[&world.there]).await;
        let expected = if viewer.is_some() { [0, 1] } else { [0, 0] };
        assert_eq!(
            counts(&world.seen_by_bob(&posted.uri).await.unwrap().poll.unwrap()),
            expected,
            "{viewer:?}"
        );
    }
}

#[tokio::test]
async fn a_question_is_stored_and_new_counts_are_no_edit() {
    let home = Home::new().await;
    let file = "m06-mastodon-create-question";
    let author = home.followed(&actor_of(file)).await;
    home.receive(&author, file).await;
    let seen = home.seen(&object_of(file)).await.unwrap();
    let poll = seen.poll.unwrap();
    assert_eq!((counts(&poll), poll.voters_count, poll.multiple), (vec![3, 2, 0], Some(4), true));
    home.receive(&author, "m07-mastodon-update-question-tally").await;
    let seen = home.seen(&object_of(file)).await.unwrap();
    let again = seen.poll.unwrap();
    assert_eq!((counts(&again), again.voters_count, again.id), (vec![4, 4, 1], Some(6), poll.id));
    assert_eq!(seen.edited_at, None);
    let history = status::history(&home.app.ctx, Some(home.alice.account), seen.id).await.unwrap();
    assert_eq!((history.len(), history[0].poll.as_ref().unwrap().options.len()), (1, 3));
}

#[tokio::test]
async fn an_abused_poll_is_kept_within_limits() {
    let home = Home::new().await;
    let author = home.followed(&actor_of("h41-poll-abuse")).await;
    home.receive(&author, "h41-poll-abuse").await;
    let poll = home.seen(&object_of("h41-poll-abuse")).await.unwrap().poll.unwrap();
    assert!(poll.options.len() <= 500 && poll.expired);
    assert_eq!((poll.votes_count, poll.voters_count), (0, None));
}

/// Alice's poll on red and blue, as post number 4.
async fn asked(home: &Home, visibility: Visibility, multiple: bool) -> String {
    let uri = "https://home.example/users/alice/statuses/4".to_owned();
    let new = NewStatus {
        local: true,
        visibility,
        poll: Some(NewPoll {
            options: vec![("red".to_owned(), 0), ("blue".to_owned(), 0)],
            multiple,
            hide_totals: false,
            expires_at: Some(NOW.plus(Millis::HOUR)),
            voters: Some(0),
        }),
        ..NewStatus::new(StatusId(4), uri.clone(), home.alice.account, NOW)
    };
    let tx = home.app.ctx.begin().await.unwrap();
    status::insert(&home.app.ctx, &tx, new).await.unwrap();
    home.app.ctx.commit(tx).await.unwrap();
    uri
}

/// The counts of red and blue, and the voters.
async fn result(home: &Home) -> (Vec<i64>, Option<i64>) {
    let poll = home.seen("https://home.example/users/alice/statuses/4").await.unwrap().poll.unwrap();
    (counts(&poll), poll.voters_count)
}

fn vote(voter: &Stranger, number: u32, question: &str, option: &str) -> Value {
    let id = format!("{}#votes/{number}", voter.uri);
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{id}/activity"),
        "type": "Create",
        "actor": voter.uri,
        "to": "https://home.example/users/alice",
        "object": {
            "id": id,
            "type": "Note",
            "name": option,
            "attributedTo": voter.uri,
            "inReplyTo": question,
            "to": "https://home.example/users/alice",
        },
    })
}

async fn send(home: &Home, voter: &Stranger, vote: &Value) {
    voter.post_bytes(&home.app, "/inbox", vote.to_string().into_bytes()).await;
    home.app.drain().await;
}

#[tokio::test]
async fn votes_in_one_activity_are_all_counted() {
    let home = Home::new().await;
    asked(&home, Visibility::Public, true).await;
    let gwen = Stranger::known_to(&home.app, &actor_of("g04-gotosocial-votes-array")).await;
    for _ in 0..2 {
        home.receive(&gwen, "g04-gotosocial-votes-array").await;
    }
    assert_eq!(result(&home).await, (vec![1, 1], Some(1)));
    assert_eq!(home.notifications().await, Vec::<String>::new(), "votes are no posts");
}

#[tokio::test]
async fn a_voter_counts_once_however_often_the_server_says_so() {
    let home = Home::new().await;
    let question = asked(&home, Visibility::Public, false).await;
    let voter = Stranger::known_to(&home.app, "https://far.example/users/voter").await;
    for (number, option) in [(1, "red"), (1, "red"), (2, "red"), (3, "blue"), (4, "green")] {
        send(&home, &voter, &vote(&voter, number, &question, option)).await;
    }
    assert_eq!(result(&home).await, (vec![1, 0], Some(1)));
    home.app.ctx.clock.advance(Millis::HOUR);
    let late = Stranger::known_to(&home.app, "https://far.example/users/late").await;
    send(&home, &late, &vote(&late, 1, &question, "blue")).await;
    assert_eq!(result(&home).await, (vec![1, 0], Some(1)), "it has ended");
}

#[tokio::test]
async fn who_may_not_see_a_poll_cannot_vote_in_it_or_for_others() {
    let home = Home::new().await;
    let question = asked(&home, Visibility::Private, false).await;
    let voter = Stranger::known_to(&home.app, "https://far.example/users/voter").await;
    send(&home, &voter, &vote(&voter, 1, &question, "red")).await;
    let other = Stranger::known_to(&home.app, "https://other.example/users/other").await;
    let mut forged = vote(&voter, 2, &question, "red");
    forged["object"]["attributedTo"] = json!(other.uri);
    send(&home, &voter, &forged).await;
    assert_eq!(result(&home).await, (vec![0, 0], Some(0)));
}
