//! Live streams: what is posted while the viewer listens.

use std::collections::HashSet;

use kinds::{StatusId, Visibility};

use super::{
    Who,
    oracle::{in_conversations, in_home, in_list, is_wanted, may_see},
    world::{Post, Relation, World},
};
use crate::{
    service::auth::Credential,
    streaming::{Channel, Parameters, Session},
};

/// What is on a stream that should not be, or is not and should be.
pub(super) async fn differences(world: &World) -> Vec<String> {
    let mut wrong = Vec::new();
    for name in
        ["user", "user:notification", "public", "public:local", "public:remote", "hashtag", "list", "direct"]
    {
        let mut session =
            Session::open(&world.app.ctx, Credential::Token(&world.viewer.token)).await.unwrap();
        let list = world.list.to_string();
        let parameters = Parameters { tag: Some("matrix"), list: Some(&list) };
        let channel = Channel::parse(name, parameters, false).unwrap();
        session.subscribe(channel, None).await.unwrap();
        let mut posts = Vec::new();
        for author in &world.authors {
            for &visibility in Visibility::ALL {
                posts.push(world.post(author, visibility, false, false).await);
                if author.local {
                    posts.push(world.post(author, visibility, false, true).await);
                }
            }
        }
        world.app.drain().await;
        let seen = heard(world, &mut session, name, &posts).await;
        for post in posts {
            let wanted = expected(name, &post);
            if wanted != seen.contains(&post.id) {
                wrong.push(format!("stream {name}: {post}, should be sent: {wanted}"));
            }
        }
    }
    wrong
}

/// The posts that the stream carries, up to now.
async fn heard(world: &World, session: &mut Session, stream: &str, posts: &[Post]) -> HashSet<StatusId> {
    // The last thing that happens, and is told on the stream of the user.
    let last = store::Event::FiltersChanged { account: world.viewer.account };
    world.app.ctx.record(last).await.unwrap();
    session.subscribe(Channel::User, None).await.unwrap();
    let mut seen = HashSet::new();
    loop {
        let happened = session.next().await.unwrap();
        for message in session.render(happened).await.unwrap() {
            if message.event == kinds::StreamEventKind::FiltersChanged {
                return seen;
            }
            let here = message.stream.first().is_some_and(|name| name == stream);
            let sent = posts.iter().filter(|post| here && message.payload.contains(&post.word));
            seen.extend(sent.map(|post| post.id));
        }
    }
}

fn expected(stream: &str, post: &Post) -> bool {
    let sees = may_see(Who::Viewer, post);
    let wanted = is_wanted(Who::Viewer, post.relation);
    let open = sees && wanted && post.visibility == Visibility::Public;
    match stream {
        "user" => sees && (in_home(post) || notifies(post)),
        "user:notification" => sees && notifies(post),
        "public" | "hashtag" => open,
        "public:local" => open && post.local,
        "public:remote" => open && !post.local,
        "direct" => sees && in_conversations(post),
        "list" => sees && in_list(post),
        _ => false,
    }
}

fn notifies(post: &Post) -> bool {
    post.relation == Relation::Mentioned
}
