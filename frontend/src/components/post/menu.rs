//! The menu of a post: link, pin, edit, delete for one's own; mute and block for others'.

use leptos::prelude::*;
use shared::entities::Account;

use super::path_of;
use crate::{
    components::{
        icon::{Glyph, Icon},
        menu::{Menu, MenuItem, MenuLink},
    },
    i18n::tr,
    state::{
        App,
        actions::{self, Switch},
        app, people,
        posts::Post,
        ui::Writing,
    },
};

/// The last button of the row.
#[component]
pub(super) fn PostMenu(post: Post) -> impl IntoView {
    let app = app();
    let author = post.peek(|status| status.account.clone());
    let mine = app.session.is_me(author.id);
    let copied = post.clone();
    let copy = move || {
        let address = copied.peek(|status| status.url.clone().unwrap_or_else(|| status.uri.clone()));
        let _ = window().navigator().clipboard().write_text(&address);
        app.toasts.say(tr::done_copied());
    };
    let original =
        post.peek(|status| status.account.acct.contains('@').then(|| status.url.clone()).flatten());
    let path = post.peek(path_of);
    view! {
        <Menu label=Signal::derive(tr::action_more) trigger_class="act-button" key="m" trigger=|| view! { <Icon glyph=Glyph::More /> }>
            <MenuLink glyph=Glyph::Thread label=Signal::derive(tr::action_open_thread) href=path.clone() />
            <MenuItem glyph=Glyph::Link label=Signal::derive(tr::action_copy_link) on_choose=copy.clone() />
            {original.clone().map(|url| view! {
                <MenuLink glyph=Glyph::External label=Signal::derive(tr::action_open_original) href=url outside=true />
            })}
            {app.session.signed_in().then(|| {
                let post = post.clone();
                if mine { view! { <OwnItems post /> }.into_any() } else { view! { <OtherItems post author=author.clone() /> }.into_any() }
            })}
        </Menu>
    }
}

#[component]
fn ThreadMute(post: Post) -> impl IntoView {
    let app = app();
    let muted = post.peek(|status| Switch::MuteThread.is_on(status));
    let label = if muted { tr::action_unmute_thread } else { tr::action_mute_thread };
    view! { <MenuItem glyph=Glyph::Bell label=Signal::derive(label) on_choose=move || actions::toggle(app, &post, Switch::MuteThread) /> }
}

#[component]
fn OwnItems(post: Post) -> impl IntoView {
    let app = app();
    let pinned = post.peek(|status| Switch::Pin.is_on(status));
    let pin_label = if pinned { tr::action_unpin } else { tr::action_pin };
    let (pin, edit, delete) = (post.clone(), post.clone(), post.clone());
    view! {
        <hr />
        <MenuItem glyph=Glyph::Pin label=Signal::derive(pin_label) on_choose=move || actions::toggle(app, &pin, Switch::Pin) />
        <ThreadMute post />
        <MenuItem glyph=Glyph::Pen label=Signal::derive(tr::action_edit) on_choose=move || app.ui.write(Writing::Edit(edit.clone())) />
        <MenuItem glyph=Glyph::Trash danger=true label=Signal::derive(tr::action_delete) on_choose=move || actions::delete(app, &delete) />
    }
}

#[component]
fn OtherItems(post: Post, author: std::sync::Arc<Account>) -> impl IntoView {
    let app: App = app();
    let handle = author.acct.clone();
    let relation = people::relation(author.id);
    let mention = {
        let handle = handle.clone();
        move || app.ui.write(Writing::With(format!("@{handle} ")))
    };
    let follow = {
        let author = author.clone();
        let handle = handle.clone();
        move || {
            let following =
                relation.with(|relation| relation.as_ref().map(|r| r.following || r.requested))?;
            let (author, handle) = (author.clone(), handle.clone());
            let label = Signal::derive(move || {
                if following { tr::account_unfollow(&handle) } else { tr::account_follow_named(&handle) }
            });
            let glyph = if following { Glyph::UserCheck } else { Glyph::UserPlus };
            let act = move || {
                if following { actions::unfollow(app, &author) } else { actions::follow(app, &author) }
            };
            Some(view! { <MenuItem glyph label on_choose=act /> })
        }
    };
    let (mute_label, block_label) = (handle.clone(), handle);
    let (muted, blocked) = (author.clone(), author);
    view! {
        <hr />
        {follow}
        <MenuItem glyph=Glyph::At label=Signal::derive(tr::account_mention) on_choose=mention />
        <ThreadMute post />
        <MenuItem glyph=Glyph::Mute label=Signal::derive(move || tr::account_mute(&mute_label)) on_choose=move || actions::mute(app, &muted) />
        <MenuItem
            glyph=Glyph::Block
            danger=true
            label=Signal::derive(move || tr::account_block(&block_label))
            on_choose=move || actions::block(app, &blocked)
        />
    }
}
