//! The follow button: one button that says what is and does what comes next.

use leptos::prelude::*;
use shared::entities::{Account, Relationship};

use crate::{
    i18n::tr,
    state::{actions, app, people},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    Stranger,
    Follower,
    Following,
    Requested,
    Blocked,
}

fn stand(relation: &Relationship) -> Stand {
    match relation {
        r if r.blocking => Stand::Blocked,
        r if r.requested => Stand::Requested,
        r if r.following => Stand::Following,
        r if r.followed_by => Stand::Follower,
        _ => Stand::Stranger,
    }
}

/// Follows, asks to, takes back, unblocks. Nothing for oneself; guests are sent to log in.
#[component]
pub(crate) fn FollowButton(account: Account) -> impl IntoView {
    let app = app();
    let id = account.id;
    let account = StoredValue::new(account);
    move || {
        if app.session.is_me(id) {
            return None;
        }
        if !app.session.signed_in() {
            return Some(view! { <a class="button primary" href="/auth/sign_in" rel="external">{tr::account_follow}</a> }.into_any());
        }
        let stand = people::relation(id).with(|relation| relation.as_ref().map(stand))?;
        Some(button(stand, account).into_any())
    }
}

fn button(stand: Stand, account: StoredValue<Account>) -> impl IntoView {
    let app = app();
    let (label, class): (fn() -> String, _) = match stand {
        Stand::Stranger => (tr::account_follow, "button primary"),
        Stand::Follower => (tr::account_follow_back, "button primary"),
        Stand::Following => (tr::account_following, "button outline"),
        Stand::Requested => (tr::account_requested, "button outline"),
        Stand::Blocked => (tr::account_unblock, "button danger"),
    };
    let act = move |_| {
        account.with_value(|account| match stand {
            Stand::Stranger | Stand::Follower => actions::follow(app, account),
            Stand::Following | Stand::Requested => actions::unfollow(app, account),
            Stand::Blocked => actions::unblock(app, account.id),
        });
    };
    let name = move || account.with_value(|account| format!("{} @{}", label(), account.acct));
    let pressed = matches!(stand, Stand::Following | Stand::Requested).to_string();
    view! { <button type="button" class=class aria-label=name aria-pressed=pressed on:click=act>{label}</button> }
}
