//! Emoji under posts of other servers, and from there under ours.

use serde_json::json;

use super::{
    samples::{Home, actor_of},
    two_servers::World,
};
use crate::{
    service::{present, status},
    testing_network::Stranger,
};

const THUMB: &str = "\u{1F44D}";
const POST: &str = "https://home.example/users/alice/statuses/1";

/// Names and counts under a post.
fn under(status: &shared::entities::Status) -> Vec<(&str, i64)> {
    status.reactions.iter().map(|one| (one.name.as_str(), one.count)).collect()
}

#[tokio::test]
async fn an_emoji_reaches_the_authors_server_and_is_taken_back_there() {
    let world = World::new().await;
    let text = shared::params::PostStatus { status: Some("Hello".to_owned()), ..Default::default() };
    let posted = world.alice_posts(text).await;
    let copy = world.seen_by_bob(&posted.uri).await.unwrap();
    let shown = status::react(&world.there.app.ctx, world.bob.account, copy.id, THUMB).await.unwrap();
    assert_eq!(under(&shown), [(THUMB, 1)]);
    world.settle().await;
    assert_eq!(under(&world.seen_by_alice(posted.id).await), [(THUMB, 1)]);
    status::unreact(&world.there.app.ctx, world.bob.account, copy.id, THUMB).await.unwrap();
    world.settle().await;
    assert_eq!(under(&world.seen_by_alice(posted.id).await), []);
}

#[tokio::test]
async fn a_custom_emoji_takes_its_picture_along() {
    let world = World::new().await;
    let ctx = &world.there.app.ctx;
    store::Sql::new(
        "INSERT INTO custom_emojis (id, shortcode, file_key, static_key, created_at, updated_at) \
         VALUES (1, 'blobcat', 'a.gif', 'a.png', 0, 0)",
    )
    .execute(ctx.db.write())
    .await
    .unwrap();
    let text = shared::params::PostStatus { status: Some("Hello".to_owned()), ..Default::default() };
    let posted = world.alice_posts(text).await;
    let copy = world.seen_by_bob(&posted.uri).await.unwrap();
    status::react(ctx, world.bob.account, copy.id, "blobcat").await.unwrap();
    world.settle().await;
    let shown = world.seen_by_alice(posted.id).await;
    let name = format!("blobcat@{}", world.there.host);
    assert_eq!(under(&shown), [(name.as_str(), 1)]);
    assert!(shown.reactions[0].url.as_deref().unwrap().ends_with("/media/a.gif"), "{:?}", shown.reactions);
    // Who sees it there can join in.
    let joined = status::react(&world.here.app.ctx, world.alice.account, posted.id, &name).await.unwrap();
    assert_eq!(under(&joined), [(name.as_str(), 2)]);
}

#[tokio::test]
async fn misskeys_likes_with_an_emoji_are_reactions() {
    let home = Home::new().await;
    let mika = Stranger::known_to(&home.app, &actor_of("k03-misskey-like-reaction")).await;
    home.receive(&mika, "k03-misskey-like-reaction").await;
    let shown = home.seen(POST).await.unwrap();
    assert_eq!(under(&shown), [("blobcat@misskey.example", 1)]);
    assert_eq!(shown.favourites_count, 0);
    let undo = json!({
        "type": "Undo", "id": "https://misskey.example/likes/9l1/undo", "actor": mika.uri,
        "object": { "type": "Like", "id": "https://misskey.example/likes/9l1", "actor": mika.uri, "object": POST },
    });
    mika.post(&home.app, "/inbox", &undo).await;
    home.app.drain().await;
    assert_eq!(under(&home.seen(POST).await.unwrap()), []);
}

#[tokio::test]
async fn an_emoji_that_is_undone_without_an_id_is_found_by_its_name() {
    let home = Home::new().await;
    let akira = Stranger::known_to(&home.app, &actor_of("a02-akkoma-emojireact")).await;
    let react = |kind: &str, content: &str| {
        let react = json!({ "type": "EmojiReact", "actor": akira.uri, "object": POST, "content": content });
        match kind {
            "Undo" => json!({ "type": "Undo", "actor": akira.uri, "object": react }),
            _ => react,
        }
    };
    for activity in [react("React", THUMB), react("React", "\u{2764}"), react("Undo", THUMB)] {
        akira.post(&home.app, "/inbox", &activity).await;
        home.app.drain().await;
    }
    assert_eq!(under(&home.seen(POST).await.unwrap()), [("\u{2764}\u{FE0F}", 1)]);
}

#[tokio::test]
async fn what_is_no_emoji_is_a_favourite_when_it_is_a_like_and_else_nothing() {
    let home = Home::new().await;
    let akira = Stranger::known_to(&home.app, &actor_of("a02-akkoma-emojireact")).await;
    for (number, kind) in ["Like", "EmojiReact"].into_iter().enumerate() {
        let activity = json!({
            "id": format!("https://akko.example/{number}"), "type": kind, "actor": akira.uri, "object": POST,
            "content": ":nobody_knows:",
        });
        akira.post(&home.app, "/inbox", &activity).await;
        home.app.drain().await;
    }
    let shown = home.seen(POST).await.unwrap();
    assert_eq!((shown.favourites_count, under(&shown)), (1, vec![]));
}

#[tokio::test]
async fn a_post_that_the_sender_may_not_see_takes_no_emoji() {
    let world = World::new().await;
    let letter = shared::params::PostStatus {
        status: Some("Dear diary".to_owned()),
        visibility: Some(kinds::Visibility::Direct),
        ..Default::default()
    };
    let posted = world.alice_posts(letter).await;
    let uri = format!("http://{}/stranger", world.there.host);
    let stranger = Stranger::known_to(&world.here.app, &uri).await;
    let activity = json!({
        "id": format!("{uri}/1"), "type": "EmojiReact", "actor": uri, "object": posted.uri, "content": THUMB,
    });
    stranger.post(&world.here.app, "/inbox", &activity).await;
    world.here.app.drain().await;
    let shown = present::status(&world.here.app.ctx, Some(world.alice.account), posted.id).await.unwrap();
    assert_eq!(under(&shown), []);
}
