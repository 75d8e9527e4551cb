//! Timelines as a person sees them: pages loaded so far, new posts waiting behind the pill, measured
//! heights. Kept after leaving, so that the way back finds everything in place.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use leptos::{prelude::*, task::spawn_local};
use shared::{
    entities::Status,
    kinds::{AccountId, FilterContext, StatusId},
};

use super::posts::Entry;
use crate::{
    api::{
        http::{ApiError, encode},
        statuses,
    },
    logic::folding::{self, Piece},
};

/// The part of an account's posts a profile tab shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ProfileTab {
    Posts,
    WithReplies,
    Media,
}

/// Which timeline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TimelineKey {
    Home,
    Local,
    Federated,
    Tag(String),
    Profile(AccountId, ProfileTab),
    Bookmarks,
    Favourites,
}

impl TimelineKey {
    /// The path of its first page.
    fn path(&self) -> String {
        match self {
            Self::Home => "/api/v1/timelines/home".to_owned(),
            Self::Local => "/api/v1/timelines/public?local=true".to_owned(),
            Self::Federated => "/api/v1/timelines/public".to_owned(),
            Self::Tag(name) => format!("/api/v1/timelines/tag/{}", encode(name)),
            Self::Profile(id, ProfileTab::Posts) => {
                format!("/api/v1/accounts/{id}/statuses?exclude_replies=true")
            }
            Self::Profile(id, ProfileTab::WithReplies) => format!("/api/v1/accounts/{id}/statuses"),
            Self::Profile(id, ProfileTab::Media) => {
                format!("/api/v1/accounts/{id}/statuses?only_media=true&limit=40")
            }
            Self::Bookmarks => "/api/v1/bookmarks".to_owned(),
            Self::Favourites => "/api/v1/favourites".to_owned(),
        }
    }

    /// The live stream that feeds it, and the hashtag if it is one of those.
    pub(crate) fn stream(&self) -> Option<(&'static str, Option<String>)> {
        match self {
            Self::Home => Some(("user", None)),
            Self::Local => Some(("public:local", None)),
            Self::Federated => Some(("public", None)),
            Self::Tag(name) => Some(("hashtag", Some(name.clone()))),
            _ => None,
        }
    }

    /// Where filters must have been made for to apply here; one's own lists are not filtered.
    pub(crate) fn filter_context(&self) -> Option<FilterContext> {
        match self {
            Self::Home => Some(FilterContext::Home),
            Self::Local | Self::Federated | Self::Tag(_) => Some(FilterContext::Public),
            Self::Profile(..) => Some(FilterContext::Account),
            Self::Bookmarks | Self::Favourites => None,
        }
    }

    /// Lists in the order of one's own acts have no "newer than" to ask for.
    fn can_catch_up(&self) -> bool {
        !matches!(self, Self::Bookmarks | Self::Favourites)
    }
}

/// What a timeline is doing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    Idle,
    Loading,
    /// All of it is loaded.
    Complete,
    Failed(ApiError),
}

/// A row of the list.
#[derive(Clone)]
pub(crate) enum Row {
    Post(Entry),
    /// Boosts in a row, newest first.
    Boosts(Vec<Entry>),
}

impl Row {
    /// The id of its oldest entry, which stays while new boosts join a row of them.
    pub(crate) fn id(&self) -> StatusId {
        match self {
            Self::Post(entry) => entry.id,
            Self::Boosts(entries) => entries.last().map_or(StatusId(0), |entry| entry.id),
        }
    }

    /// What tells rows apart: a row that folds more boosts than before is another one.
    pub(crate) fn key(&self) -> (StatusId, usize) {
        match self {
            Self::Post(entry) => (entry.id, 0),
            Self::Boosts(entries) => (self.id(), entries.len()),
        }
    }
}

pub(crate) struct Inner {
    pub(crate) key: TimelineKey,
    pub(crate) entries: ArcRwSignal<Vec<Entry>>,
    pub(crate) fresh: ArcRwSignal<Vec<Entry>>,
    pub(crate) phase: ArcRwSignal<Phase>,
    /// Entries of folded boosts that the person opened.
    unfolded: ArcRwSignal<HashSet<StatusId>>,
    next: Mutex<Option<String>>,
    heights: Mutex<HashMap<StatusId, f64>>,
}

/// A handle on a timeline.
pub(crate) type Timeline = Arc<Inner>;

/// More than this many waiting posts are not kept; the person starts over at the top then.
const FRESH_MOST: usize = 200;
/// Timelines kept for the way back.
const KEPT: usize = 12;
/// A boost of a post seen within so many rows is left out.
const BOOST_NEAR: usize = 40;

thread_local! {
    static OPEN: RefCell<Vec<Timeline>> = RefCell::default();
}

/// The timeline for a key. Coming to it anew asks for what is newer; coming back leaves it as it was.
pub(crate) fn open(key: TimelineKey, returning: bool) -> Timeline {
    let known = find(&key);
    let timeline = known.unwrap_or_else(|| create(key));
    let empty = timeline.entries.with_untracked(Vec::is_empty);
    if empty && timeline.phase.get_untracked() != Phase::Loading {
        timeline.load_more();
    } else if !returning {
        timeline.catch_up(true);
    }
    timeline
}

/// The timeline for a key, if it was opened.
pub(crate) fn find(key: &TimelineKey) -> Option<Timeline> {
    OPEN.with_borrow(|open| open.iter().find(|timeline| timeline.key == *key).cloned())
}

/// All that are open and live.
pub(crate) fn all() -> Vec<Timeline> {
    OPEN.with_borrow(Clone::clone)
}

fn create(key: TimelineKey) -> Timeline {
    let timeline = Arc::new(Inner {
        key,
        entries: ArcRwSignal::default(),
        fresh: ArcRwSignal::default(),
        phase: ArcRwSignal::new(Phase::Idle),
        unfolded: ArcRwSignal::default(),
        next: Mutex::default(),
        heights: Mutex::default(),
    });
    OPEN.with_borrow_mut(|open| {
        if open.len() >= KEPT {
            open.remove(usize::from(open.first().is_some_and(|first| first.key == TimelineKey::Home)));
        }
        open.push(timeline.clone());
    });
    timeline
}

/// Loads the next page, or the first.
pub(crate) trait Paging {
    fn load_more(&self);
    fn catch_up(&self, at_top: bool);
}

impl Paging for Timeline {
    fn load_more(&self) {
        if matches!(self.phase.get_untracked(), Phase::Loading | Phase::Complete) {
            return;
        }
        self.phase.set(Phase::Loading);
        let path = lock(&self.next).clone().unwrap_or_else(|| self.key.path());
        let timeline = self.clone();
        spawn_local(async move {
            match statuses::timeline(&path).await {
                Ok(page) => {
                    let complete = page.links.next.is_none() || page.items.is_empty();
                    *lock(&timeline.next) = page.links.next;
                    timeline.append(page.items);
                    timeline.phase.set(if complete { Phase::Complete } else { Phase::Idle });
                    if timeline.entries.with_untracked(|entries| entries.len() <= 40) {
                        super::scroll::restore();
                    }
                }
                Err(error) => timeline.phase.set(Phase::Failed(error)),
            }
        });
    }

    /// Asks for what is newer than the newest row: after a break of the live connection, or on coming anew.
    fn catch_up(&self, at_top: bool) {
        // A first page under way is new anyway.
        let beginning =
            self.phase.get_untracked() == Phase::Loading && self.entries.with_untracked(Vec::is_empty);
        if beginning || !self.key.can_catch_up() {
            return;
        }
        let path = self.key.path();
        let join = if path.contains('?') { '&' } else { '?' };
        let since = self.newest().map(|newest| format!("&since_id={newest}")).unwrap_or_default();
        let path = format!("{path}{join}limit=40{since}");
        let timeline = self.clone();
        spawn_local(async move {
            let Ok(page) = statuses::timeline(&path).await else { return };
            let gap = page.items.len() >= 40;
            for status in page.items.into_iter().rev() {
                timeline.receive(Entry::new(status));
            }
            if at_top && !gap {
                timeline.show_fresh();
            }
        });
    }
}

impl Inner {
    fn newest(&self) -> Option<StatusId> {
        let of = |list: &ArcRwSignal<Vec<Entry>>| {
            list.with_untracked(|list| list.iter().map(|entry| entry.id).max())
        };
        of(&self.fresh).max(of(&self.entries))
    }

    fn append(&self, page: Vec<Status>) {
        self.entries.update(|entries| {
            let mut rows: HashSet<StatusId> = entries.iter().map(|entry| entry.id).collect();
            for status in page {
                let entry = Entry::new(status);
                let near = entries.len().saturating_sub(BOOST_NEAR);
                let seen = entries.iter().skip(near).any(|other| other.post.id == entry.post.id);
                if rows.insert(entry.id) && !(entry.boosted_by.is_some() && seen) {
                    entries.push(entry);
                }
            }
        });
    }

    /// A new post arrives: it waits behind the pill.
    pub(crate) fn receive(&self, entry: Entry) {
        if self.has(&entry) {
            return;
        }
        self.fresh.update(|fresh| {
            fresh.insert(0, entry);
            fresh.truncate(FRESH_MOST);
        });
    }

    /// One's own new post goes in at once: the person made it move.
    pub(crate) fn put_first(&self, entry: Entry) {
        if self.has(&entry) {
            return;
        }
        self.entries.update(|entries| entries.insert(0, entry));
    }

    fn has(&self, entry: &Entry) -> bool {
        let within = |list: &Vec<Entry>| {
            list.iter().any(|other| other.id == entry.id)
                || entry.boosted_by.is_some()
                    && list.iter().take(BOOST_NEAR).any(|other| other.post.id == entry.post.id)
        };
        self.entries.with_untracked(within) || self.fresh.with_untracked(within)
    }

    /// Shows the posts behind the pill.
    pub(crate) fn show_fresh(&self) {
        let mut fresh = self.fresh.with_untracked(Clone::clone);
        if fresh.is_empty() {
            return;
        }
        self.fresh.set(Vec::new());
        self.entries.update(|entries| {
            fresh.retain(|entry| entries.iter().take(BOOST_NEAR).all(|other| other.id != entry.id));
            fresh.append(entries);
            *entries = fresh;
        });
    }

    /// Takes a row out: its boost was taken back, its bookmark removed.
    pub(crate) fn remove(&self, id: StatusId) {
        self.entries.update(|entries| entries.retain(|entry| entry.id != id));
        self.fresh.update(|fresh| fresh.retain(|entry| entry.id != id));
    }

    /// Keeps a row's measured height; tells whether it is new.
    pub(crate) fn measure(&self, id: StatusId, height: f64) -> bool {
        let before = lock(&self.heights).insert(id, height);
        before.is_none_or(|before| (before - height).abs() > 0.5)
    }

    /// The list as rows, boosts folded.
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.entries.with(|entries| {
            let pieces = self.unfolded.with(|unfolded| {
                let is = |at: usize, test: &dyn Fn(&Entry) -> bool| entries.get(at).is_some_and(test);
                folding::fold(
                    entries.len(),
                    |at| is(at, &|entry| entry.boosted_by.is_some()),
                    |at| is(at, &|entry| unfolded.contains(&entry.id)),
                )
            });
            let row = |piece: Piece| match piece {
                Piece::Single(at) => entries.get(at).cloned().map(Row::Post),
                Piece::Folded(range) => entries.get(range).map(|boosts| Row::Boosts(boosts.to_vec())),
            };
            pieces.into_iter().filter_map(row).collect()
        })
    }

    /// Shows folded boosts as posts, from now on.
    pub(crate) fn unfold(&self, boosts: &[Entry]) {
        self.unfolded.update(|unfolded| unfolded.extend(boosts.iter().map(|entry| entry.id)));
    }

    /// Heights of rows: measured ones, and their mean for those never seen.
    pub(crate) fn heights(&self, rows: &[Row]) -> Vec<f64> {
        const USUAL: f64 = 190.0;
        let heights = lock(&self.heights);
        let mean =
            if heights.is_empty() { USUAL } else { heights.values().sum::<f64>() / heights.len() as f64 };
        rows.iter().map(|row| heights.get(&row.id()).copied().unwrap_or(mean)).collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
