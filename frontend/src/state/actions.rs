//! What a person does with posts and people. Every act shows at once, is sent in the background, and
//! goes back if the server refuses; most can be undone for a few seconds.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::{Account, Relationship, Status},
    kinds::AccountId,
};

use super::{
    App, people,
    posts::Post,
    timeline::{self, TimelineKey},
};
use crate::{
    api::{
        accounts::{self, Deed},
        statuses,
    },
    i18n::tr,
};

/// A switch on a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    Favourite,
    Boost,
    Bookmark,
    Pin,
    MuteThread,
}

impl Switch {
    fn verb(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Favourite, true) => "favourite",
            (Self::Favourite, false) => "unfavourite",
            (Self::Boost, true) => "reblog",
            (Self::Boost, false) => "unreblog",
            (Self::Bookmark, true) => "bookmark",
            (Self::Bookmark, false) => "unbookmark",
            (Self::Pin, true) => "pin",
            (Self::Pin, false) => "unpin",
            (Self::MuteThread, true) => "mute",
            (Self::MuteThread, false) => "unmute",
        }
    }

    /// Whether it is on.
    pub(crate) fn is_on(self, status: &Status) -> bool {
        let flag = match self {
            Self::Favourite => status.favourited,
            Self::Boost => status.reblogged,
            Self::Bookmark => status.bookmarked,
            Self::Pin => status.pinned,
            Self::MuteThread => status.muted,
        };
        flag.unwrap_or(false)
    }

    fn apply(self, status: &mut Status, on: bool) {
        let by = if on { 1 } else { -1 };
        let was = self.is_on(status);
        match self {
            Self::Favourite => {
                status.favourited = Some(on);
                status.favourites_count =
                    if was == on { status.favourites_count } else { (status.favourites_count + by).max(0) };
            }
            Self::Boost => {
                status.reblogged = Some(on);
                status.reblogs_count =
                    if was == on { status.reblogs_count } else { (status.reblogs_count + by).max(0) };
            }
            Self::Bookmark => status.bookmarked = Some(on),
            Self::Pin => status.pinned = Some(on),
            Self::MuteThread => status.muted = Some(on),
        }
    }
}

/// Turns a switch the other way.
pub(crate) fn toggle(app: App, post: &Post, switch: Switch) {
    let on = !post.peek(|status| switch.is_on(status));
    turn(app, post, switch, on);
    let post = post.clone();
    match (switch, on) {
        (Switch::Boost, true) => {
            app.toasts.undoable(tr::done_boosted(), move || turn(app, &post, Switch::Boost, false))
        }
        (Switch::Bookmark, true) => {
            app.toasts.say_with_link(tr::done_bookmarked(), tr::action_show(), "/bookmarks".into())
        }
        (Switch::Bookmark, false) => {
            app.toasts.undoable(tr::done_unbookmarked(), move || turn(app, &post, Switch::Bookmark, true))
        }
        (Switch::Pin, on) => app.toasts.say(if on { tr::done_pinned() } else { tr::done_unpinned() }),
        (Switch::MuteThread, on) => {
            app.toasts.say(if on { tr::done_thread_muted() } else { tr::done_thread_unmuted() })
        }
        _ => {}
    }
}

fn turn(app: App, post: &Post, switch: Switch, on: bool) {
    post.update(|status| switch.apply(status, on));
    let post = post.clone();
    spawn_local(async move {
        // The answer's counters may be older than what the live connection told meanwhile: the
        // state shown stays, only a refusal changes it.
        if let Err(error) = statuses::switch(post.id, switch.verb(on)).await {
            post.update(|status| switch.apply(status, !on));
            app.toasts.problem(&error);
        }
    });
}

/// Hides a post at once and deletes it when the message goes.
pub(crate) fn delete(app: App, post: &Post) {
    post.set_gone(true);
    let (undo, doomed) = (post.clone(), post.clone());
    app.toasts.delayed(
        tr::done_deleted(),
        move || undo.set_gone(false),
        move || async move {
            if let Err(error) = statuses::delete(doomed.id).await {
                doomed.set_gone(false);
                app.toasts.problem(&error);
            }
        },
    );
}

/// Follows, or asks to.
pub(crate) fn follow(app: App, account: &Account) {
    let locked = account.locked;
    change(app, account.id, Deed::Follow, move |relation| {
        relation.following = !locked;
        relation.requested = locked;
    });
}

/// Unfollows when the message goes: a follow of a locked account could not be taken back.
pub(crate) fn unfollow(app: App, account: &Account) {
    let id = account.id;
    let before = people::guess(id, |relation| {
        relation.following = false;
        relation.requested = false;
    });
    let undo = move || {
        if let Some(before) = before.clone() {
            people::learn(before);
        }
    };
    let again = undo.clone();
    app.toasts.delayed(tr::done_unfollowed(&account.acct), undo, move || async move {
        match accounts::relate(id, Deed::Unfollow).await {
            Ok(relation) => {
                people::learn(relation);
                forget_home();
            }
            Err(error) => {
                again();
                app.toasts.problem(&error);
            }
        }
    });
}

/// The home timeline changes when a follow ends; it is loaded anew the next time.
fn forget_home() {
    if let Some(home) = timeline::find(&TimelineKey::Home) {
        home.fresh.set(Vec::new());
    }
}

/// Mutes, hiding the account's posts at once.
pub(crate) fn mute(app: App, account: &Account) {
    let id = account.id;
    people::silence(id, true);
    change(app, id, Deed::Mute, |relation| relation.muting = true);
    app.toasts.undoable(tr::done_muted(&account.acct), move || unmute(app, id));
}

/// Unmutes.
pub(crate) fn unmute(app: App, id: AccountId) {
    people::silence(id, false);
    change(app, id, Deed::Unmute, |relation| relation.muting = false);
}

/// Blocks when the message goes: a block cuts follows both ways, and that could not be taken back.
pub(crate) fn block(app: App, account: &Account) {
    let id = account.id;
    people::silence(id, true);
    let before = people::guess(id, |relation| relation.blocking = true);
    let undo = move || {
        people::silence(id, false);
        if let Some(before) = before.clone() {
            people::learn(before);
        }
    };
    let again = undo.clone();
    app.toasts.delayed(tr::done_blocked(&account.acct), undo, move || async move {
        match accounts::relate(id, Deed::Block).await {
            Ok(relation) => people::learn(relation),
            Err(error) => {
                again();
                app.toasts.problem(&error);
            }
        }
    });
}

/// Ends a block.
pub(crate) fn unblock(app: App, id: AccountId) {
    people::silence(id, false);
    change(app, id, Deed::Unblock, |relation| relation.blocking = false);
}

/// Takes a follower away.
pub(crate) fn remove_follower(app: App, id: AccountId) {
    change(app, id, Deed::RemoveFollower, |relation| relation.followed_by = false);
}

/// Shows or hides the boosts of an account one follows, and turns its notifications on or off.
pub(crate) fn follow_with(app: App, id: AccountId, reblogs: bool, notify: bool) {
    let before = people::guess(id, |relation| {
        relation.showing_reblogs = reblogs;
        relation.notifying = notify;
    });
    spawn_local(async move {
        settle(app, before, accounts::follow_with(id, reblogs, notify).await);
    });
}

fn change(app: App, id: AccountId, deed: Deed, guess: impl FnOnce(&mut Relationship)) {
    let before = people::guess(id, guess);
    spawn_local(async move {
        settle(app, before, accounts::relate(id, deed).await);
    });
}

fn settle(app: App, before: Option<Relationship>, answer: crate::api::http::Answer<Relationship>) {
    match answer {
        Ok(relation) => people::learn(relation),
        Err(error) => {
            if let Some(before) = before {
                people::learn(before);
            }
            app.toasts.problem(&error);
        }
    }
}
