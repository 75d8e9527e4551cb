//! The row of acts under a post. Counts are quiet, and hidden at zero. What may not be done keeps its place and
//! says why when it is pressed: a disabled button would tell nobody who uses a keyboard or a finger.

use leptos::prelude::*;
use shared::kinds::{ReplyAnswer, Visibility};

use super::{head::count, menu::PostMenu};
use crate::{
    components::icon::{Glyph, Icon},
    i18n::{self, tr},
    state::{
        actions::{self, Switch},
        app,
        posts::Post,
        ui::Writing,
    },
};

/// Reply, boost, favourite, bookmark, more.
#[component]
pub(super) fn Actions(post: Post) -> impl IntoView {
    let app = app();
    let replies = {
        let post = post.clone();
        Signal::derive(move || post.with(|status| count(status.replies_count)))
    };
    // Guests are asked to sign in first; whether they may is told then.
    let shut = {
        let post = post.clone();
        Signal::derive(move || app.session.signed_in() && replies_denied(&post))
    };
    let label = move || if shut.get() { tr::replies_denied() } else { tr::action_reply() };
    let reply = {
        let post = post.clone();
        move |_| {
            if shut.get_untracked() {
                app.toasts.say(tr::replies_denied());
            } else if app.session.signed_in() {
                app.ui.write(Writing::Reply(post.clone()));
            } else {
                sign_in();
            }
        }
    };
    view! {
        <div class="actions" role="group" aria-label=tr::post_actions>
            <button
                type="button"
                class="act-button"
                data-key="r"
                aria-label=move || named(label(), replies.get())
                title=label
                aria-disabled=move || shut.get().then_some("true")
                on:click=reply
            >
                <Icon glyph=Glyph::Reply />
                <Count value=replies />
            </button>
            <SwitchButton post=post.clone() switch=Switch::Boost />
            <SwitchButton post=post.clone() switch=Switch::Favourite />
            <SwitchButton post=post.clone() switch=Switch::Bookmark />
            <PostMenu post />
        </div>
    }
}

/// Whether the author of a post does not let the person reply.
pub(crate) fn replies_denied(post: &Post) -> bool {
    post.with(|status| status.reply_approval.current_user == ReplyAnswer::Denied)
}

fn named(name: String, count: u64) -> String {
    if count == 0 { name } else { format!("{name}, {}", i18n::number(count)) }
}

/// Guests who want to act are taken to log in.
fn sign_in() {
    let _ = window().location().set_href("/auth/sign_in");
}

#[component]
fn Count(value: Signal<u64>) -> impl IntoView {
    view! {
        <span class="count" aria-hidden="true">
            {move || match value.get() {
                0 => String::new(),
                value => i18n::compact(value),
            }}
        </span>
    }
}

#[component]
fn SwitchButton(post: Post, switch: Switch) -> impl IntoView {
    let app = app();
    let (glyph, class, key): (_, _, Option<&str>) = match switch {
        Switch::Boost => (Glyph::Boost, "act-button boost", Some("b")),
        Switch::Favourite => (Glyph::Heart, "act-button like", Some("f")),
        _ => (Glyph::Bookmark, "act-button keep", Some("s")),
    };
    let on = {
        let post = post.clone();
        Signal::derive(move || post.with(|status| switch.is_on(status)))
    };
    let counter = {
        let post = post.clone();
        Signal::derive(move || {
            post.with(|status| match switch {
                Switch::Boost => count(status.reblogs_count),
                Switch::Favourite => count(status.favourites_count),
                _ => 0,
            })
        })
    };
    let shut = {
        let post = post.clone();
        Signal::derive(move || switch == Switch::Boost && !boostable(app, &post))
    };
    let label = Signal::derive(move || match (switch, on.get()) {
        _ if shut.get() => tr::action_boost_denied(),
        (Switch::Boost, false) => tr::action_boost(),
        (Switch::Boost, true) => tr::action_unboost(),
        (Switch::Favourite, false) => tr::action_favourite(),
        (Switch::Favourite, true) => tr::action_unfavourite(),
        (_, false) => tr::action_bookmark(),
        (_, true) => tr::action_unbookmark(),
    });
    let act = move |_| {
        if shut.get_untracked() {
            app.toasts.say(tr::action_boost_denied());
        } else if app.session.signed_in() {
            actions::toggle(app, &post, switch);
        } else {
            sign_in();
        }
    };
    view! {
        <button
            type="button"
            class=class
            data-key=key
            aria-pressed=move || on.get().to_string()
            aria-label=move || named(label.get(), counter.get())
            title=label
            aria-disabled=move || shut.get().then_some("true")
            on:click=act
        >
            <Icon glyph />
            {matches!(switch, Switch::Boost | Switch::Favourite).then(|| view! { <Count value=counter /> })}
        </button>
    }
}

/// Public posts by anyone; one's own followers-only posts too.
fn boostable(app: crate::state::App, post: &Post) -> bool {
    post.with(|status| match status.visibility {
        Visibility::Public | Visibility::Unlisted => true,
        Visibility::Private => app.session.is_me(status.account.id),
        Visibility::Direct => false,
    })
}
