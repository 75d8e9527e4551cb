//! Notifications: what was loaded, what is new, how many are unread.

use std::collections::HashSet;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::Notification,
    kinds::{NotificationId, NotificationKind, NotificationRequestId},
};

use super::timeline::Phase;
use crate::{
    api::notifications,
    logic::grouping::{self, Item},
};

/// Which of them a person looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NotificationFilter {
    #[default]
    All,
    Mentions,
}

/// Notifications that tell one story, newest first.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) members: Vec<Notification>,
    pub(crate) unread: bool,
}

/// The notifications of the person logged in.
#[derive(Clone, Copy)]
pub(crate) struct Notifications {
    list: RwSignal<Vec<Notification>>,
    fresh: RwSignal<Vec<Notification>>,
    pub(crate) phase: RwSignal<Phase>,
    pub(crate) filter: RwSignal<NotificationFilter>,
    next: RwSignal<Option<String>>,
    unread: RwSignal<u64>,
    /// How many of the newest were unread when the page was opened.
    marked: RwSignal<u64>,
    round: StoredValue<u64>,
    /// Filtered notifications that were let in or thrown away here: no list shows them any more.
    settled: RwSignal<HashSet<NotificationRequestId>>,
    /// How often notifications that were let in have joined the others.
    pub(crate) merged: RwSignal<u64>,
}

impl Notifications {
    pub(super) fn new() -> Self {
        Self {
            list: RwSignal::default(),
            fresh: RwSignal::default(),
            phase: RwSignal::new(Phase::Idle),
            filter: RwSignal::default(),
            next: RwSignal::default(),
            unread: RwSignal::default(),
            marked: RwSignal::default(),
            round: StoredValue::new(0),
            settled: RwSignal::default(),
            merged: RwSignal::new(0),
        }
    }

    /// How many are unread, for the badge.
    pub(crate) fn unread(self) -> u64 {
        self.unread.get()
    }

    /// How many wait behind the pill.
    pub(crate) fn waiting(self) -> usize {
        self.fresh.with(Vec::len)
    }

    pub(super) fn count_unread(self) {
        spawn_local(async move {
            if let Ok(unread) = notifications::unread_count().await {
                self.unread.set(u64::try_from(unread.count).unwrap_or_default());
            }
        });
    }

    /// The page is opened or its filter changes: start over.
    pub(crate) fn open(self, filter: NotificationFilter) {
        self.filter.set(filter);
        self.marked.set(self.unread.get_untracked());
        self.list.set(Vec::new());
        self.fresh.set(Vec::new());
        self.next.set(None);
        self.phase.set(Phase::Idle);
        self.round.update_value(|round| *round += 1);
        self.load_more();
    }

    /// Loads the next page.
    pub(crate) fn load_more(self) {
        if matches!(self.phase.get_untracked(), Phase::Loading | Phase::Complete) {
            return;
        }
        self.phase.set(Phase::Loading);
        let first = match self.filter.get_untracked() {
            NotificationFilter::All => "/api/v1/notifications?limit=40",
            NotificationFilter::Mentions => "/api/v1/notifications?limit=40&types[]=mention",
        };
        let path = self.next.get_untracked().unwrap_or_else(|| first.to_owned());
        let round = self.round.get_value();
        spawn_local(async move {
            let answer = notifications::list(&path).await;
            if self.round.get_value() != round {
                return;
            }
            match answer {
                Ok(page) => {
                    let complete = page.links.next.is_none() || page.items.is_empty();
                    self.next.set(page.links.next);
                    self.list.update(|list| list.extend(page.items));
                    self.phase.set(if complete { Phase::Complete } else { Phase::Idle });
                    self.mark_read();
                    super::scroll::restore();
                }
                Err(error) => self.phase.set(Phase::Failed(error)),
            }
        });
    }

    /// A new one arrives: the badge counts it, the open page shows a pill.
    pub(super) fn receive(self, notification: Notification) {
        self.unread.update(|unread| *unread += 1);
        let fits = self.filter.get_untracked() == NotificationFilter::All
            || notification.kind == NotificationKind::Mention;
        if fits {
            self.fresh.update(|fresh| fresh.insert(0, notification));
        }
    }

    /// Shows those behind the pill.
    pub(crate) fn show_fresh(self) {
        let mut fresh = self.fresh.get_untracked();
        self.fresh.set(Vec::new());
        self.marked.set(fresh.len() as u64);
        self.list.update(|list| {
            fresh.append(list);
            *list = fresh;
        });
        self.mark_read();
    }

    fn mark_read(self) {
        let newest: Option<NotificationId> = self.list.with_untracked(|list| list.iter().map(|n| n.id).max());
        let (Some(newest), true) = (newest, self.unread.get_untracked() > 0) else { return };
        self.unread.set(0);
        spawn_local(async move {
            let _ = notifications::mark_read(newest).await;
        });
    }

    /// Takes a follow request out after it was answered.
    pub(crate) fn drop_one(self, id: NotificationId) {
        self.list.update(|list| list.retain(|notification| notification.id != id));
    }

    /// What was let in is there now: the badge counts it, the open page starts over.
    pub(super) fn merge(self) {
        self.count_unread();
        self.merged.update(|times| *times += 1);
    }

    /// Whether a request was answered.
    pub(crate) fn is_settled(self, id: NotificationRequestId) -> bool {
        self.settled.with(|settled| settled.contains(&id))
    }

    /// Takes a request out of all lists, or puts it back.
    pub(crate) fn settle(self, id: NotificationRequestId, answered: bool) {
        self.settled.update(|settled| {
            if answered {
                settled.insert(id);
            } else {
                settled.remove(&id);
            }
        });
    }

    /// The list as stories.
    pub(crate) fn groups(self) -> Vec<Group> {
        let marked = usize::try_from(self.marked.get()).unwrap_or(usize::MAX);
        self.list.with(|list| group(list, marked))
    }
}

/// Notifications as stories; the first `marked` are unread.
pub(crate) fn group(list: &[Notification], marked: usize) -> Vec<Group> {
    let items: Vec<Item> = list.iter().map(item).collect();
    grouping::groups(&items)
        .into_iter()
        .map(|indexes| Group {
            unread: indexes.first().is_some_and(|&first| first < marked),
            members: indexes.into_iter().filter_map(|index| list.get(index).cloned()).collect(),
        })
        .collect()
}

fn item(notification: &Notification) -> Item {
    let target = notification.status.as_ref().map(|status| status.id.to_string()).unwrap_or_default();
    let key = match notification.kind {
        NotificationKind::Favourite | NotificationKind::Reblog | NotificationKind::Follow => {
            Some(format!("{}:{target}", notification.kind))
        }
        _ => None,
    };
    Item { key, at: notification.created_at.0.timestamp_millis() }
}
