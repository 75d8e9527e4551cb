//! The menu of an account: what one can do besides following.

use leptos::prelude::*;
use shared::entities::{Account, Relationship};

use crate::{
    components::{
        icon::{Glyph, Icon},
        menu::{Menu, MenuItem, MenuLink},
    },
    i18n::tr,
    state::{actions, app, people, ui::Writing},
};

/// Mention, mute, block and their like.
#[component]
pub(crate) fn AccountMenu(account: Account) -> impl IntoView {
    let id = account.id;
    let account = StoredValue::new(account);
    let others = move || {
        let relation = people::relation(id).get();
        relation.map(|relation| view! { <Others account relation /> })
    };
    let app = app();
    view! {
        <Menu label=Signal::derive(tr::action_more) trigger=|| view! { <Icon glyph=Glyph::More /> }>
            <MenuItem glyph=Glyph::Link label=Signal::derive(tr::action_copy_link) on_choose=move || copy(app, account) />
            {account.with_value(|account| (account.acct.contains('@')).then(|| account.url.clone()).flatten()).map(|url| view! {
                <MenuLink glyph=Glyph::External label=Signal::derive(tr::action_open_original) href=url outside=true />
            })}
            {move || (app.session.signed_in() && !app.session.is_me(id)).then_some(others)}
        </Menu>
    }
}

fn copy(app: crate::state::App, account: StoredValue<Account>) {
    let address = account.with_value(|account| account.url.clone().unwrap_or_else(|| account.uri.clone()));
    let _ = window().navigator().clipboard().write_text(&address);
    app.toasts.say(tr::done_copied());
}

#[component]
fn Others(account: StoredValue<Account>, relation: Relationship) -> impl IntoView {
    let app = app();
    let id = relation.id;
    let (boosts, notify) = (relation.showing_reblogs, relation.notifying);
    let mention =
        move || app.ui.write(Writing::With(account.with_value(|account| format!("@{} ", account.acct))));
    let handle = account.with_value(|account| account.acct.clone());
    let (mute_label, block_label) = (handle.clone(), handle);
    let following = relation.following.then(|| {
        let bell = if notify { tr::account_notify_off } else { tr::account_notify_on };
        let boost = if boosts { tr::account_boosts_hide } else { tr::account_boosts_show };
        view! {
            <MenuItem glyph=Glyph::Bell label=Signal::derive(bell) on_choose=move || actions::follow_with(app, id, boosts, !notify) />
            <MenuItem glyph=Glyph::Boost label=Signal::derive(boost) on_choose=move || actions::follow_with(app, id, !boosts, notify) />
        }
    });
    let mute = if relation.muting {
        view! { <MenuItem glyph=Glyph::Mute label=Signal::derive(tr::account_unmute) on_choose=move || actions::unmute(app, id) /> }.into_any()
    } else {
        let label = Signal::derive(move || tr::account_mute(&mute_label));
        view! { <MenuItem glyph=Glyph::Mute label on_choose=move || account.with_value(|account| actions::mute(app, account)) /> }.into_any()
    };
    let block = if relation.blocking {
        view! { <MenuItem glyph=Glyph::Block label=Signal::derive(tr::account_unblock) on_choose=move || actions::unblock(app, id) /> }.into_any()
    } else {
        let label = Signal::derive(move || tr::account_block(&block_label));
        view! { <MenuItem glyph=Glyph::Block label danger=true on_choose=move || account.with_value(|account| actions::block(app, account)) /> }
            .into_any()
    };
    view! {
        <MenuItem glyph=Glyph::At label=Signal::derive(tr::account_mention) on_choose=mention />
        {following}
        <hr />
        {relation.followed_by.then(|| view! {
            <MenuItem glyph=Glyph::Close label=Signal::derive(tr::account_remove_follower) on_choose=move || actions::remove_follower(app, id) />
        })}
        {mute}
        {block}
    }
}
