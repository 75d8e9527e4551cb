//! One copy of every post in use: a favourite given in the feed shows in the thread too.
//! A post is forgotten when no list holds it any more.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, Weak},
};

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::{Account, Status},
    kinds::StatusId,
};

use crate::api::statuses;

/// A post all views share.
pub(crate) struct PostCell {
    pub(crate) id: StatusId,
    data: ArcRwSignal<Status>,
    gone: ArcRwSignal<bool>,
}

/// A handle on a post.
pub(crate) type Post = Arc<PostCell>;

/// A row of a timeline: a post, perhaps brought by somebody's boost.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The id of the row: that of the boost, if it is one.
    pub(crate) id: StatusId,
    pub(crate) boosted_by: Option<Arc<Account>>,
    pub(crate) post: Post,
}

thread_local! {
    static KNOWN: RefCell<HashMap<StatusId, Weak<PostCell>>> = RefCell::default();
}

/// How many forgotten posts may lie around before they are swept out.
const SWEEP_AT: usize = 2_000;

impl PostCell {
    /// A part of the post now; follows its changes.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&Status) -> T) -> T {
        self.data.with(read)
    }

    /// A part of the post as it is now, without following it.
    pub(crate) fn peek<T>(&self, read: impl FnOnce(&Status) -> T) -> T {
        self.data.with_untracked(read)
    }

    /// Changes the post in all views.
    pub(crate) fn update(&self, change: impl FnOnce(&mut Status)) {
        self.data.update(change);
    }

    /// Whether it was deleted.
    pub(crate) fn is_gone(&self) -> bool {
        self.gone.get()
    }

    /// Hides it everywhere, or shows it again.
    pub(crate) fn set_gone(&self, gone: bool) {
        self.gone.set(gone);
    }
}

/// The shared copy of a post, brought up to date.
pub(crate) fn intern(status: Status) -> Post {
    let known = KNOWN.with_borrow(|known| known.get(&status.id).and_then(Weak::upgrade));
    if let Some(post) = known {
        if post.data.with_untracked(|old| *old != status) {
            post.data.set(status);
        }
        return post;
    }
    let id = status.id;
    let post = Arc::new(PostCell { id, data: ArcRwSignal::new(status), gone: ArcRwSignal::new(false) });
    KNOWN.with_borrow_mut(|known| {
        if known.len() > SWEEP_AT {
            known.retain(|_, post| post.strong_count() > 0);
        }
        known.insert(id, Arc::downgrade(&post));
    });
    post
}

/// A post some list holds.
pub(crate) fn find(id: StatusId) -> Option<Post> {
    KNOWN.with_borrow(|known| known.get(&id).and_then(Weak::upgrade))
}

/// Filters have changed: asks the server again what they make of the posts that are shown.
pub(crate) fn judge_anew() {
    /// As many as one request may ask for.
    const BATCH: usize = 20;
    /// Requests: older posts are seldom in sight.
    const MOST: usize = 10;
    let mut ids: Vec<StatusId> = KNOWN.with_borrow(|known| {
        known.iter().filter(|(_, post)| post.strong_count() > 0).map(|(id, _)| *id).collect()
    });
    ids.sort_unstable_by(|one, other| other.cmp(one));
    let batches: Vec<Vec<StatusId>> = ids.chunks(BATCH).take(MOST).map(<[StatusId]>::to_vec).collect();
    spawn_local(async move {
        for batch in batches {
            for status in statuses::several(&batch).await.unwrap_or_default() {
                intern(status);
            }
        }
    });
}

impl Entry {
    /// A row for a post or boost as the server sends it.
    pub(crate) fn new(mut status: Status) -> Self {
        let id = status.id;
        match status.reblog.take() {
            Some(original) => Self { id, boosted_by: Some(status.account), post: intern(*original) },
            None => Self { id, boosted_by: None, post: intern(status) },
        }
    }
}
