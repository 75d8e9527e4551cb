//! People: picture, name, card, follow button, menu.

mod follow;
mod menu;

use leptos::prelude::*;
use shared::entities::{Account, CustomEmoji};

pub(crate) use follow::FollowButton;
pub(crate) use menu::AccountMenu;

use crate::logic::{
    acct::profile_path,
    emoji::{self, Custom},
};

/// Custom emoji as the text functions take them.
pub(crate) fn customs(emojis: &[CustomEmoji]) -> Vec<Custom<'_>> {
    emojis
        .iter()
        .map(|emoji| Custom { name: &emoji.shortcode, url: &emoji.url, still: &emoji.static_url })
        .collect()
}

/// The name of an account as safe HTML, with its emoji; the user name when there is none.
pub(crate) fn name_html(account: &Account) -> String {
    emoji::in_text(plain_name(account), &customs(&account.emojis))
}

/// The name of an account as plain text.
pub(crate) fn plain_name(account: &Account) -> &str {
    let name = account.display_name.trim();
    if name.is_empty() { &account.username } else { name }
}

/// The name of an account, in its own direction.
#[component]
pub(crate) fn DisplayName<'a>(
    account: &'a Account,
    #[prop(default = "name clip")] class: &'static str,
) -> impl IntoView + use<> {
    view! { <bdi class=class inner_html=name_html(account)></bdi> }
}

/// The picture of an account, or its first letter. Decoration: its name stands beside it.
#[component]
pub(crate) fn Avatar<'a>(
    account: &'a Account,
    /// `small`, `medium` or `large`.
    #[prop(optional)]
    size: &'static str,
) -> impl IntoView + use<> {
    if account.avatar_static.is_empty() {
        let letter: String = plain_name(account).chars().next().into_iter().collect();
        let hue = account.id.0.rem_euclid(360);
        return view! {
            <span class=format!("avatar letters {size}") aria-hidden="true" style=("--letter-hue", hue.to_string())>{letter}</span>
        }
        .into_any();
    }
    view! {
        <picture aria-hidden="true">
            <source srcset=account.avatar_static.clone() media="(prefers-reduced-motion: reduce)" />
            <img class=format!("avatar {size}") src=account.avatar.clone() alt="" loading="lazy" decoding="async" draggable="false" />
        </picture>
    }
    .into_any()
}

/// The picture as a link to the profile; skipped by the tab key, because the name beside it is one too.
#[component]
pub(crate) fn AvatarLink<'a>(
    account: &'a Account,
    #[prop(optional)] size: &'static str,
) -> impl IntoView + use<> {
    view! {
        <a class="avatar-link" href=profile_path(&account.acct) tabindex="-1" aria-hidden="true">
            <Avatar account size />
        </a>
    }
}

/// An account in a list.
#[component]
pub(crate) fn AccountCard(
    account: Account,
    /// Shows the first lines of the description.
    #[prop(optional)]
    bio: bool,
    /// What stands at the end; the follow button if nothing else is given.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let end = match children {
        Some(children) => children(),
        None => view! { <FollowButton account=account.clone() /> }.into_any(),
    };
    let note = (bio && !account.note.is_empty()).then(|| {
        view! { <span class="bio prose" inner_html=emoji::in_html(&account.note, &customs(&account.emojis))></span> }
    });
    view! {
        <article class="person" data-row=account.id.to_string()>
            <Avatar account=&account />
            <div class="names">
                <a class="clip" href=profile_path(&account.acct) data-key="o"><DisplayName account=&account class="name" /></a>
                <span class="handle clip">"@" {account.acct.clone()}</span>
                {note}
            </div>
            {end}
        </article>
    }
}
