//! Who gets to see what, over every path by which a post leaves the server.
//!
//! A viewer stands in every relation there is to an author; each author has posted in every
//! visibility. Every post carries a word of its own, and is seen by whoever finds that word in an
//! answer: whatever part of the answer it is in. What is seen is held against one small oracle.

mod oracle;
mod paths;
mod streams;
mod world;

use testkit::TestDatabase;

use self::{oracle::expected, world::World};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    /// Somebody with an account, who stands in some relation to everybody.
    Viewer,
    /// Somebody without.
    Visitor,
}

#[tokio::test]
async fn every_path_shows_what_the_oracle_says() {
    for database in TestDatabase::all().await {
        let world = World::on(database).await;
        let mut wrong = Vec::new();
        for &(path, who) in paths::ALL {
            let shown = path.shown(&world, who).await;
            for post in world.posts.iter().filter(|post| path.is_about(post)) {
                let (wanted, seen) = (expected(path, who, post), shown.contains(&post.id));
                if wanted != seen {
                    wrong.push(format!("{path:?} as {who:?}: {post}, should be seen: {wanted}"));
                }
            }
            let any = world.posts.iter().any(|post| path.is_about(post) && shown.contains(&post.id));
            if !any {
                wrong.push(format!("{path:?} as {who:?} shows nothing at all"));
            }
        }
        assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[tokio::test]
async fn every_stream_carries_what_the_oracle_says() {
    let world = World::on(TestDatabase::sqlite().await).await;
    let wrong = streams::differences(&world).await;
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}
