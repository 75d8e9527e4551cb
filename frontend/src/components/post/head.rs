//! The head of a post: who, when, for whom; and the facts under an open one.

use leptos::prelude::*;
use shared::kinds::Visibility;

use super::path_of;
use crate::{
    components::{
        account::{Avatar, DisplayName},
        icon::{Glyph, Icon},
    },
    i18n::{self, tr},
    logic::acct::profile_path,
    state::{app, clock, posts::Post},
};

/// The icon of an audience.
pub(crate) fn visibility_glyph(visibility: Visibility) -> Glyph {
    match visibility {
        Visibility::Public => Glyph::Globe,
        Visibility::Unlisted => Glyph::Quiet,
        Visibility::Private => Glyph::Lock,
        Visibility::Direct => Glyph::At,
    }
}

/// An audience in words.
pub(crate) fn visibility_words(visibility: Visibility) -> String {
    match visibility {
        Visibility::Public => tr::audience_public(),
        Visibility::Unlisted => tr::audience_unlisted(),
        Visibility::Private => tr::audience_private(),
        Visibility::Direct => tr::audience_direct(),
    }
}

/// A time as an age that keeps itself up to date; the full time on hover.
pub(crate) fn time_view(milliseconds: i64) -> impl IntoView {
    view! {
        <time title=move || i18n::date_time(milliseconds)>{move || i18n::relative(clock::now(), milliseconds)}</time>
    }
}

/// One line: name, handle, age.
#[component]
pub(super) fn Head(post: Post) -> impl IntoView {
    let (account, at) = post.peek(|status| (status.account.clone(), status.created_at.0.timestamp_millis()));
    let visibility = post.peek(|status| status.visibility);
    let path = post.peek(path_of);
    let edited = move || post.with(|status| status.edited_at.is_some());
    let audience = (visibility != Visibility::Public).then(|| {
        view! {
            <span title=move || visibility_words(visibility)>
                <Icon glyph=visibility_glyph(visibility) />
                <span class="unseen">{move || visibility_words(visibility)}</span>
            </span>
        }
    });
    view! {
        <header class="post-head">
            <a class="who" href=profile_path(&account.acct)>
                <DisplayName account=&account />
                <span class="handle clip">"@" {account.acct.clone()}</span>
            </a>
            <span class="when">
                {audience}
                <Show when=edited>
                    <span title=tr::post_edited><Icon glyph=Glyph::Pen /><span class="unseen">{tr::post_edited}</span></span>
                </Show>
                <a href=path data-key="o">{time_view(at)}</a>
            </span>
        </header>
    }
}

/// Two lines: the name above the handle.
#[component]
pub(super) fn OpenHead(post: Post) -> impl IntoView {
    let account = post.peek(|status| status.account.clone());
    view! {
        <header class="post-top">
            <Avatar account=&account />
            <a class="names grow" href=profile_path(&account.acct)>
                <b class="clip"><DisplayName account=&account class="" /></b>
                <span class="muted clip">"@" {account.acct.clone()}</span>
            </a>
        </header>
    }
}

/// When, for whom, with which app; edits open their history.
#[component]
pub(super) fn Facts(post: Post) -> impl IntoView {
    let ui = app().ui;
    let id = post.id;
    let (at, visibility, application) = post.peek(|status| {
        (status.created_at.0.timestamp_millis(), status.visibility, status.application.clone())
    });
    let language = post.peek(|status| status.language.clone());
    let edited = move || post.with(|status| status.edited_at.map(|time| time.0.timestamp_millis()));
    view! {
        <div class="post-facts">
            <time>{move || i18n::date_time(at)}</time>
            <span class="row"><Icon glyph=visibility_glyph(visibility) /> {move || visibility_words(visibility)}</span>
            {language.map(|code| view! { <span>{move || i18n::language_name(&code)}</span> })}
            {application.map(|application| view! { <span>{application.name}</span> })}
            {move || edited().map(|time| view! {
                <button type="button" aria-haspopup="dialog" on:click=move |_| ui.history.set(Some(id))>
                    {move || tr::post_edited_at(&i18n::date_time(time))}
                </button>
            })}
        </div>
    }
}

/// How often it was boosted and favourited, with links to who did.
#[component]
pub(super) fn Tally(post: Post) -> impl IntoView {
    let path = post.peek(path_of);
    let counts = move || post.with(|status| (count(status.reblogs_count), count(status.favourites_count)));
    move || {
        let (boosts, likes) = counts();
        let boosted = (boosts > 0)
            .then(|| view! { <a href=format!("{path}/boosts")>{move || tr::post_boosts(boosts)}</a> });
        let liked = (likes > 0)
            .then(|| view! { <a href=format!("{path}/favourites")>{move || tr::post_favourites(likes)}</a> });
        (boosts + likes > 0).then(|| view! { <div class="post-tally">{boosted} {liked}</div> })
    }
}

pub(super) fn count(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}
