//! A post with what it answers above and what answers it below.

use std::collections::HashSet;

use leptos::prelude::*;
use shared::kinds::{FilterContext, StatusId};

use crate::{
    api::{http::Answer, statuses},
    components::{
        column::ColumnHead,
        composer::Composer,
        feedback::SkeletonPosts,
        icon::{Glyph, Icon},
        post::{Joined, OpenPost, PostCard, replies_denied},
    },
    i18n::tr,
    state::{
        app,
        load::{Loaded, load},
        posts::{self, Entry, Post},
        scroll,
        ui::Writing,
    },
};

/// A whole talk.
#[derive(Clone)]
struct Talk {
    above: Vec<Post>,
    post: Post,
    below: Vec<Post>,
}

async fn fetch(id: StatusId) -> Answer<Talk> {
    let (post, context) = futures_util::future::join(statuses::one(id), statuses::context(id)).await;
    let (post, context) = (Entry::new(post?).post, context?);
    let all = |list: Vec<_>| list.into_iter().map(posts::intern).collect();
    Ok(Talk { above: all(context.ancestors), post, below: all(context.descendants) })
}

/// The page of a post.
#[component]
pub(crate) fn ThreadPage(id: StatusId) -> impl IntoView {
    let talk = load(move || fetch(id));
    let place = Signal::derive(move || {
        let talk = talk.ready()?;
        let all = talk.above.len() + 1 + talk.below.len();
        (all > 1).then(|| tr::thread_position(&(talk.above.len() + 1).to_string(), &all.to_string()))
    });
    // A post that is already known is shown while the rest is fetched.
    let known = posts::find(id);
    let content = move || match (talk.state.get(), known.clone()) {
        (Loaded::Ready(talk), _) => view! { <TalkView talk /> }.into_any(),
        (Loaded::Waiting, Some(post)) => view! { <OpenPost post /> <SkeletonPosts count=3 /> }.into_any(),
        _ => talk.view(|_| ()).into_any(),
    };
    view! {
        <ColumnHead title=Signal::derive(tr::thread_title) sub=place back=true />
        {content}
    }
}

#[component]
fn TalkView(talk: Talk) -> impl IntoView {
    let app = app();
    let Talk { above, post, below } = talk;
    let below = RwSignal::new(below);
    take_in_arrivals(post.id, below);
    if !above.is_empty() && !scroll::returning() {
        scroll_to_open();
    }
    let ancestors: Vec<_> = above
        .into_iter()
        .enumerate()
        .map(|(at, post)| {
            let joined = Joined { above: at > 0, below: true };
            view! { <PostCard entry=row(post) joined place=Some(FilterContext::Thread) /> }
        })
        .collect();
    let reply = {
        let post = post.clone();
        let denied = {
            let post = post.clone();
            Memo::new(move |_| replies_denied(&post))
        };
        move || {
            app.session.signed_in().then(|| match denied.get() {
                true => view! { <p class="reply-denied"><Icon glyph=Glyph::Block class="small" /> {tr::replies_denied}</p> }.into_any(),
                false => view! { <div class="inline-reply"><Composer writing=Writing::Reply(post.clone()) on_sent=|_| () /></div> }.into_any(),
            })
        }
    };
    let replies = move || {
        let all = below.get();
        let joins = joins(&all);
        all.into_iter().zip(joins).map(|(post, joined)| (row(post), joined)).collect::<Vec<_>>()
    };
    view! {
        {ancestors}
        <OpenPost post />
        {reply}
        <For
            each=replies
            key=|(entry, joined)| (entry.id, joined.above, joined.below)
            children=|(entry, joined)| view! { <PostCard entry joined place=Some(FilterContext::Thread) /> }
        />
    }
}

fn row(post: Post) -> Entry {
    Entry { id: post.id, boosted_by: None, post }
}

/// Replies that follow on each other directly are joined by a line.
fn joins(posts: &[Post]) -> Vec<Joined> {
    let answers = |post: Option<&Post>, to: Option<&Post>| match (post, to) {
        (Some(post), Some(to)) => post.peek(|status| status.in_reply_to_id) == Some(to.id),
        _ => false,
    };
    (0..posts.len())
        .map(|at| Joined {
            above: at > 0 && answers(posts.get(at), posts.get(at - 1)),
            below: answers(posts.get(at + 1), posts.get(at)),
        })
        .collect()
}

/// New replies to posts in sight take their place at once.
fn take_in_arrivals(open: StatusId, below: RwSignal<Vec<Post>>) {
    let arrived = app().ui.arrived;
    Effect::new(move |first: Option<()>| {
        let Some(post) = arrived.get().filter(|_| first.is_some()) else { return };
        let Some(parent) = post.peek(|status| status.in_reply_to_id) else { return };
        below.update(|below| {
            let known: HashSet<StatusId> = below.iter().map(|post| post.id).collect();
            if known.contains(&post.id) {
                return;
            }
            if parent == open {
                below.push(post);
            } else if let Some(at) = below.iter().position(|other| other.id == parent) {
                below.insert(at + 1, post);
            }
        });
    });
}

fn scroll_to_open() {
    request_animation_frame(|| {
        if let Some(open) = document().get_element_by_id("open-post") {
            open.scroll_into_view();
        }
    });
}
