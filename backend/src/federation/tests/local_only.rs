//! What stays on this server: other servers are neither told of it nor answered when they ask.

use serde_json::json;
use shared::params::{EditStatus, PostStatus};

use super::deliveries::{TAKEN, World};
use crate::{service::status, testing_network::Stranger};

fn local_only(text: &str) -> PostStatus {
    PostStatus { status: Some(text.to_owned()), local_only: Some(true), ..PostStatus::default() }
}

#[tokio::test]
async fn nothing_that_happens_to_it_is_told() {
    let world = World::new(TAKEN).await;
    let (ctx, bob) = (&world.app.ctx, world.app.user("bob").await);
    let (alice, viewer) = (world.app.viewer(&world.alice).await, world.app.viewer(&bob).await);
    let posted = world.posts(&world.alice, local_only("Among us")).await;
    world.posts(&bob, PostStatus { in_reply_to_id: Some(posted.id), ..local_only("Yes") }).await;
    status::reblog(ctx, &viewer, posted.id, None).await.unwrap();
    status::unreblog(ctx, &viewer, posted.id).await.unwrap();
    status::reblog(ctx, &alice, posted.id, None).await.unwrap();
    status::pin(ctx, &alice, posted.id).await.unwrap();
    status::unpin(ctx, &alice, posted.id).await.unwrap();
    let edit = EditStatus { status: Some("Among us all".to_owned()), ..EditStatus::default() };
    status::edit(ctx, &alice, posted.id, edit).await.unwrap();
    world.app.drain().await;
    status::delete(ctx, &alice, posted.id, false).await.unwrap();
    world.app.drain().await;
    assert_eq!(world.delivered(), []);
}

#[tokio::test]
async fn who_asks_for_it_is_told_that_there_is_none() {
    let world = World::new(TAKEN).await;
    let reader = Stranger::known_to(&world.app, &format!("http://{}/reader", world.there.host)).await;
    let open = world.posts(&world.alice, PostStatus { local_only: None, ..local_only("For all") }).await;
    let kept = world.posts(&world.alice, local_only("Among us")).await;
    let answer = PostStatus { in_reply_to_id: Some(open.id), ..local_only("Among us, too") };
    world.posts(&world.alice, answer).await;
    status::pin(&world.app.ctx, &*world.app.viewer(&world.alice).await, kept.id).await.unwrap();
    let path = |path: &str| format!("/users/alice/statuses/{}{path}", kept.id);
    for path in [path(""), path("/activity"), path("/replies")] {
        assert_eq!(reader.get(&world.app, &path).await.status, 404, "{path}");
    }
    let replies = format!("/users/alice/statuses/{}/replies?page=true", open.id);
    for path in ["/users/alice/outbox?page=true", "/users/alice/collections/featured", &replies] {
        let text = reader.get(&world.app, path).await.text();
        assert!(!text.contains("Among us") && !text.contains(&kept.uri), "{path}: {text}");
    }
    let outbox = reader.get(&world.app, "/users/alice/outbox?page=true").await.text();
    assert!(outbox.contains(&open.uri), "{outbox}");
}

#[tokio::test]
async fn acts_from_elsewhere_do_not_reach_it() {
    let world = World::new(TAKEN).await;
    let uri = format!("http://{}/fan", world.there.host);
    let fan = Stranger::known_to(&world.app, &uri).await;
    let kept = world.posts(&world.alice, local_only("Among us")).await;
    let like = json!({ "id": format!("{uri}/1"), "type": "Like", "actor": uri, "object": kept.uri });
    let note = json!({
        "id": format!("{uri}/2"), "type": "Note", "attributedTo": uri, "content": "Me too", "inReplyTo": kept.uri,
        "to": ["https://www.w3.org/ns/activitystreams#Public", world.app.ctx.url("/users/alice")],
        "tag": [{ "type": "Mention", "href": world.app.ctx.url("/users/alice"), "name": "@alice" }],
    });
    let create = json!({ "id": format!("{uri}/3"), "type": "Create", "actor": uri, "object": note });
    for activity in [like, create] {
        fan.post(&world.app, "/users/alice/inbox", &activity).await;
    }
    world.app.drain().await;
    let shown = status::show(&world.app.ctx, Some(world.alice.account), kept.id).await.unwrap();
    assert_eq!((shown.favourites_count, shown.replies_count), (0, 0));
    let thread = status::context(&world.app.ctx, Some(world.alice.account), kept.id).await.unwrap();
    assert!(thread.descendants.is_empty());
}

#[tokio::test]
async fn an_answer_that_is_for_all_does_not_tell_what_it_answers() {
    let world = World::new(TAKEN).await;
    let kept = world.posts(&world.alice, local_only("Among us")).await;
    let draft =
        PostStatus { in_reply_to_id: Some(kept.id), local_only: Some(false), ..local_only("For all") };
    let answer = world.posts(&world.alice, draft).await;
    assert!(!answer.local_only);
    let path = answer.uri.trim_start_matches("https://phiomia.test");
    let note = world.app.get_with(path, "accept", "application/activity+json").await.ok();
    assert_eq!(note["content"], "<p>For all</p>");
    assert!(!note.to_string().contains(&kept.uri), "{note}");
}
