//! A post, in all its states: feed, open, in a thread, boosted, warned, quoted, gone.

mod actions;
mod attachments;
mod blur;
mod body;
mod folded;
mod head;
mod menu;
mod poll;
mod quote;

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use shared::{
    entities::{Account, Status},
    kinds::FilterContext,
};
use wasm_bindgen::JsCast;

pub(crate) use actions::replies_denied;
pub(crate) use attachments::{MediaGrid, describe_media, focus_of};
pub(crate) use body::PostBody;
pub(crate) use folded::FoldedBoosts;
pub(crate) use head::{time_view, visibility_glyph, visibility_words};
pub(crate) use quote::Quoted;

use crate::{
    components::{
        account::{AvatarLink, DisplayName},
        icon::{Glyph, Icon},
    },
    i18n::tr,
    logic::{
        acct::{profile_path, status_path},
        filtering::{self, Verdict},
        plain::plain_text,
    },
    state::{
        people,
        posts::{Entry, Post},
        scroll,
    },
};
use actions::Actions;
use head::{Facts, Head, OpenHead, Tally};

/// Where a post stands in a thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Joined {
    /// A line comes from the post above.
    pub(crate) above: bool,
    /// A line goes to the post below.
    pub(crate) below: bool,
}

/// The page of a post.
pub(crate) fn path_of(status: &Status) -> String {
    status_path(&status.account.acct, &status.id.to_string())
}

/// How a post begins, in a line of text: its warning before its words, a filter's name before both.
pub(crate) fn beginning(status: &Status, place: FilterContext) -> String {
    let verdict = status.filtered.as_deref().map(|results| filtering::judge(results, place));
    let words = if status.spoiler_text.is_empty() { &status.content } else { &status.spoiler_text };
    match verdict.unwrap_or_default() {
        Verdict::Warn(titles) => tr::post_filtered(&titles),
        Verdict::Hide => "…".to_owned(),
        _ => Some(plain_text(words)).filter(|text| !text.is_empty()).unwrap_or_else(tr::note_picture),
    }
}

/// A post as a row of a list. Clicking anywhere opens its thread; links and text selection win.
#[component]
pub(crate) fn PostCard(
    entry: Entry,
    #[prop(optional)] joined: Joined,
    /// Stands on the author's profile, pinned.
    #[prop(optional)]
    pinned: bool,
    /// Where it stands, for filters; without it they do not apply.
    #[prop(default = None)]
    place: Option<FilterContext>,
) -> impl IntoView {
    let Entry { id, boosted_by, post } = entry;
    let verdict = verdict(&post, place);
    let hidden = {
        let post = post.clone();
        let (author, booster) =
            (post.peek(|status| status.account.id), boosted_by.as_ref().map(|account| account.id));
        move || {
            post.is_gone()
                || people::is_silenced(author)
                || booster.is_some_and(people::is_silenced)
                || verdict.get() == Verdict::Hide
        }
    };
    let navigate = use_navigate();
    let open = {
        let post = post.clone();
        move |event: web_sys::MouseEvent| {
            if !lands_on_control(&event) && !selecting() {
                let path = post.peek(path_of);
                if event.ctrl_key() || event.meta_key() {
                    let _ = window().open_with_url_and_target(&path, "_blank");
                } else {
                    scroll::forward();
                    navigate(&path, Default::default());
                }
            }
        }
    };
    let author = post.peek(|status| status.account.clone());
    let label = post.peek(summary);
    let body = post.clone();
    let blurred = Signal::derive(move || verdict.get() == Verdict::Blur);
    view! {
        <article
            class="post"
            class:joined=joined.below
            class:joined-above=joined.above
            hidden=hidden
            tabindex="0"
            aria-label=label
            data-row=id.to_string()
            on:click=open
        >
            {lead(boosted_by, pinned)}
            <div class="post-side">
                <AvatarLink account=&author />
                {joined.below.then(|| view! { <span class="thread-line" aria-hidden="true"></span> })}
            </div>
            <div class="post-main">
                <Head post=post.clone() />
                {reply_note(&post, joined)}
                <Filtered verdict><PostBody post=body.clone() blurred /></Filtered>
                <Actions post />
            </div>
        </article>
    }
}

/// What the person's filters make of a post here.
fn verdict(post: &Post, place: Option<FilterContext>) -> Memo<Verdict> {
    let post = post.clone();
    Memo::new(move |_| match place {
        Some(place) => post
            .with(|status| status.filtered.as_deref().map(|results| filtering::judge(results, place)))
            .unwrap_or_default(),
        None => Verdict::Show,
    })
}

/// The body of a post, behind the names of the filters that warn of it until the person asks.
#[component]
fn Filtered(verdict: Memo<Verdict>, children: ChildrenFn) -> impl IntoView {
    let asked = RwSignal::new(false);
    let children = StoredValue::new(children);
    move || {
        match verdict.get() {
        Verdict::Warn(titles) if !asked.get() => view! {
            <div class="warning">
                <Icon glyph=Glyph::EyeOff />
                <span class="text">{move || tr::post_filtered(&titles)}</span>
                <button type="button" class="button" data-key="x" on:click=move |_| asked.set(true)>{tr::action_show}</button>
            </div>
        }
        .into_any(),
        _ => children.with_value(|children| children()).into_any(),
    }
    }
}

/// The post a thread page is about: larger, with its facts spelt out.
#[component]
pub(crate) fn OpenPost(post: Post) -> impl IntoView {
    let (label, id) = (post.peek(summary), post.id.to_string());
    view! {
        <article class="post open" tabindex="-1" aria-label=label data-row=id id="open-post">
            <div class="post-main">
                <OpenHead post=post.clone() />
                <PostBody post=post.clone() whole=true />
                <Facts post=post.clone() />
                <Tally post=post.clone() />
                <Actions post />
            </div>
        </article>
    }
}

/// For screen readers: who wrote it, and how it begins.
fn summary(status: &Status) -> String {
    let author = crate::components::account::plain_name(&status.account);
    if status.spoiler_text.is_empty() {
        tr::post_by(author)
    } else {
        tr::post_by_with_warning(author, &status.spoiler_text)
    }
}

fn lead(boosted_by: Option<Arc<Account>>, pinned: bool) -> Option<AnyView> {
    if let Some(account) = boosted_by {
        return Some(
            view! {
                <p class="post-lead">
                    <Icon glyph=Glyph::Boost class="small" />
                    <a class="clip" href=profile_path(&account.acct)><DisplayName account=&account class="" /></a>
                    <span>{tr::post_boosted}</span>
                </p>
            }
            .into_any(),
        );
    }
    pinned.then(|| view! { <p class="post-lead"><Icon glyph=Glyph::Pin class="small" /> <span>{tr::post_pinned}</span></p> }.into_any())
}

/// "Replying to @x", where the line to the post above does not say it.
fn reply_note(post: &Post, joined: Joined) -> Option<impl IntoView + use<>> {
    let target = post.peek(|status| {
        let target = status.in_reply_to_account_id?;
        let mention = status.mentions.iter().find(|mention| mention.id == target);
        let own = target == status.account.id;
        mention.map(|mention| mention.acct.clone()).or_else(|| own.then(|| status.account.acct.clone()))
    });
    let target = target.filter(|_| !joined.above)?;
    Some(view! {
        <p class="replying clip">{tr::post_replying_to} " " <a href=profile_path(&target)>"@" {target.clone()}</a></p>
    })
}

fn lands_on_control(event: &web_sys::MouseEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    element.is_none_or(|element| {
        element
            .closest("a, button, input, label, select, textarea, video, audio, [role=menu], dialog")
            .ok()
            .flatten()
            .is_some()
    })
}

fn selecting() -> bool {
    window().get_selection().ok().flatten().is_some_and(|selection| !selection.is_collapsed())
}
