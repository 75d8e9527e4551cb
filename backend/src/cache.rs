//! Caches bounded in bytes, emptied by events.

use std::{
    hash::{BuildHasher, Hash},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use foldhash::fast::RandomState;
use kinds::{AccountId, Millis, StatusId};
use store::{Event, query::instance::Usage};

use crate::{config::CachesConfig, federation, feed::Feeds, service};

/// An entry is read again after this time, so that a lost event cannot keep it wrong for ever.
const TIME_TO_LIVE: Duration = Duration::from_secs(300);
/// Keys share generations: more of them mean fewer needless reloads.
const GENERATIONS: usize = 256;

/// A cache of values that are read from the database.
///
/// A reader takes a [`Cache::ticket`] before it reads and hands it in with the value: when the key
/// was invalidated in between, the value is not kept, so a stale one never enters.
pub struct Cache<K, V> {
    entries: moka::sync::Cache<K, Arc<V>, RandomState>,
    generations: Vec<AtomicU64>,
    hasher: RandomState,
    live: Live,
}

/// Whether this process hears of every change. While it does not, caches hold nothing: what they
/// would answer may be untrue.
#[derive(Clone, Debug)]
pub struct Live(Arc<AtomicBool>);

impl Live {
    /// To begin with.
    pub fn new(live: bool) -> Self {
        Self(Arc::new(AtomicBool::new(live)))
    }

    /// Whether changes are heard of.
    pub fn is(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Says whether they are; returns what was said before.
    pub fn set(&self, live: bool) -> bool {
        self.0.swap(live, Ordering::AcqRel)
    }
}

/// The state of a key before its value was read.
#[derive(Clone, Copy, Debug)]
pub struct Ticket(u64);

/// The state of all keys before values were read.
#[derive(Clone, Debug)]
pub struct Tickets(Vec<u64>);

impl Tickets {
    /// The ticket of a key of `cache`.
    pub fn of<K, V>(&self, cache: &Cache<K, V>, key: &K) -> Ticket
    where
        K: Hash + Eq + Send + Sync + Clone + 'static,
        V: Send + Sync + 'static,
    {
        Ticket(self.0.get(cache.slot(key)).copied().unwrap_or_default())
    }
}

impl<K: Hash + Eq + Send + Sync + Clone + 'static, V: Send + Sync + 'static> Cache<K, V> {
    /// A cache of about `bytes` that works while it is `live`; `weigh` tells the bytes of a value.
    pub fn new(bytes: u64, live: &Live, weigh: fn(&V) -> usize) -> Self {
        let entries = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(move |_, value: &Arc<V>| u32::try_from(weigh(value) + 64).unwrap_or(u32::MAX))
            .time_to_live(TIME_TO_LIVE)
            .build_with_hasher(RandomState::default());
        let generations = (0..GENERATIONS).map(|_| AtomicU64::new(0)).collect();
        Self { entries, generations, hasher: RandomState::default(), live: live.clone() }
    }

    /// The value, if it is here.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.entries.get(key).filter(|_| self.live.is())
    }

    /// About how many bytes are held.
    pub fn bytes(&self) -> u64 {
        self.entries.run_pending_tasks();
        self.entries.weighted_size()
    }

    /// To be taken before the value of `key` is read from the database.
    pub fn ticket(&self, key: &K) -> Ticket {
        Ticket(self.generation(key).map_or(0, |generation| generation.load(Ordering::Acquire)))
    }

    /// Tickets for keys that only the read will tell.
    pub fn tickets(&self) -> Tickets {
        Tickets(self.generations.iter().map(|generation| generation.load(Ordering::Acquire)).collect())
    }

    /// Keeps `value` unless the key was invalidated since the ticket was taken.
    pub fn insert(&self, key: K, value: Arc<V>, ticket: Ticket) {
        let current = || self.ticket(&key).0 == ticket.0;
        if current() {
            self.entries.insert(key.clone(), value);
            if !current() {
                self.entries.invalidate(&key);
            }
        }
    }

    /// Forgets the value of `key`, and every read of it that is under way.
    pub fn invalidate(&self, key: &K) {
        if let Some(generation) = self.generation(key) {
            generation.fetch_add(1, Ordering::AcqRel);
        }
        self.entries.invalidate(key);
    }

    /// Forgets everything.
    pub fn clear(&self) {
        for generation in &self.generations {
            generation.fetch_add(1, Ordering::AcqRel);
        }
        self.entries.invalidate_all();
    }

    fn generation(&self, key: &K) -> Option<&AtomicU64> {
        self.generations.get(self.slot(key))
    }

    fn slot(&self, key: &K) -> usize {
        usize::try_from(self.hasher.hash_one(key)).unwrap_or(usize::MAX) % GENERATIONS
    }
}

/// The caches of a process.
pub struct Caches {
    /// Accounts as the API shows them to anybody.
    pub accounts: Cache<AccountId, shared::entities::Account>,
    /// Statuses as the API shows them to anybody, without author and boosted status.
    pub statuses: Cache<StatusId, service::present::StatusParts>,
    /// The newest statuses of accounts, as ids.
    pub recent: Cache<AccountId, service::timeline::Recent>,
    /// The newest notifications of accounts, as rows.
    pub notifications: Cache<AccountId, service::notification::Recent>,
    /// The latest searches for statuses.
    pub searches: service::search::Searches,
    /// What viewers did with statuses: favourited, bookmarked, boosted.
    pub acts: Cache<(AccountId, StatusId), service::present::Acts>,
    /// What accounts' follows, blocks and mutes decide.
    pub relations: Cache<AccountId, service::present::Relations>,
    /// Accounts' filters, compiled.
    pub filters: Cache<AccountId, service::present::Filters>,
    /// Home feeds.
    pub feeds: Feeds,
    /// Who is behind a credential, by the SHA-256 of the token.
    pub viewers: Cache<String, service::auth::Viewer>,
    /// What only the owner of an account sees of it.
    pub owners: Cache<AccountId, service::account::credentials::OwnerSide>,
    /// Local accounts by lower-case name. Names never change; an account that is gone is no longer
    /// found by its id.
    pub names: Cache<String, AccountId>,
    /// What the administrator has ended with a host.
    pub blocked_hosts: Cache<String, federation::Block>,
    /// Local accounts as the documents that other servers read.
    pub documents: Cache<AccountId, String>,
    /// How large the server is, and when that was counted.
    pub usage: ArcSwapOption<(Millis, Arc<Usage>)>,
}

impl Caches {
    /// Empty caches of the configured sizes, to be used while they are `live`.
    pub fn new(config: &CachesConfig, live: &Live) -> Self {
        Self {
            accounts: Cache::new(config.accounts, live, service::present::account_bytes),
            statuses: Cache::new(config.statuses, live, service::present::status_bytes),
            recent: Cache::new(config.accounts / 4, live, service::timeline::recent_bytes),
            notifications: Cache::new(config.viewers, live, service::notification::recent_bytes),
            searches: service::search::Searches::new(config.viewers / 4, live),
            acts: Cache::new(config.viewers, live, |_| size_of::<service::present::Acts>() + 16),
            relations: Cache::new(config.viewers, live, service::present::relations_bytes),
            filters: Cache::new(config.viewers, live, service::present::filters_bytes),
            feeds: Feeds::new(config.feeds, live),
            viewers: Cache::new(config.viewers, live, |_| 512),
            owners: Cache::new(config.accounts / 4, live, service::account::credentials::owner_bytes),
            names: Cache::new(config.accounts / 8, live, |_| 64),
            blocked_hosts: Cache::new(config.accounts / 16, live, |_| 64),
            documents: Cache::new(config.accounts / 4, live, String::len),
            usage: ArcSwapOption::empty(),
        }
    }

    /// Forgets everything: what has changed is not known.
    pub fn clear(&self) {
        self.accounts.clear();
        self.statuses.clear();
        self.recent.clear();
        self.notifications.clear();
        self.searches.end();
        self.acts.clear();
        self.relations.clear();
        self.filters.clear();
        self.viewers.clear();
        self.owners.clear();
        self.blocked_hosts.clear();
        self.documents.clear();
        self.usage.store(None);
        self.feeds.clear();
    }

    /// Names of the caches and about how many bytes each holds.
    pub fn bytes(&self) -> [(&'static str, u64); 14] {
        [
            ("accounts", self.accounts.bytes()),
            ("statuses", self.statuses.bytes()),
            ("recent", self.recent.bytes()),
            ("notifications", self.notifications.bytes()),
            ("searches", self.searches.bytes()),
            ("acts", self.acts.bytes()),
            ("relations", self.relations.bytes()),
            ("filters", self.filters.bytes()),
            ("viewers", self.viewers.bytes()),
            ("owners", self.owners.bytes()),
            ("names", self.names.bytes()),
            ("blocked_hosts", self.blocked_hosts.bytes()),
            ("documents", self.documents.bytes()),
            ("feeds", self.feeds.bytes()),
        ]
    }

    /// Forgets what `event` has made untrue.
    pub fn apply(&self, event: &Event) {
        self.feeds.apply(event);
        self.searches.end();
        self.apply_to_lists(event);
        match event {
            Event::StatusEdited { status, .. }
            | Event::StatusDeleted { status, .. }
            | Event::StatusTouched { status } => {
                self.statuses.invalidate(status);
            }
            Event::AccountTouched { account } => {
                self.accounts.invalidate(account);
                self.owners.invalidate(account);
                self.documents.invalidate(account);
            }
            Event::ActsChanged { account, status } => self.acts.invalidate(&(*account, *status)),
            // Rare enough that finding the account's bookmarks is not worth the work.
            Event::BookmarksMoved { .. } => self.acts.clear(),
            Event::PostsCounted { account } => self.accounts.invalidate(account),
            Event::RelationsChanged { account } => self.relations.invalidate(account),
            Event::FiltersChanged { account } => self.filters.invalidate(account),
            // Rare enough that finding the user's tokens is not worth an index.
            Event::UserChanged { .. } => {
                self.viewers.clear();
                self.owners.clear();
            }
            Event::TokenRevoked { .. } | Event::SessionEnded { .. } => self.viewers.clear(),
            Event::SettingsChanged | Event::Lost => self.clear(),
            Event::StatusCreated { .. }
            | Event::FeedInserted { .. }
            | Event::NotificationCreated { .. }
            | Event::NotificationsMerged { .. }
            | Event::NotificationsChanged { .. }
            | Event::ConversationChanged { .. }
            | Event::AnnouncementShown { .. }
            | Event::AnnouncementEnded { .. }
            | Event::AnnouncementReacted { .. } => {}
        }
    }

    /// Forgets the lists that `event` has changed.
    fn apply_to_lists(&self, event: &Event) {
        match event {
            Event::StatusCreated { account, .. } => self.recent.invalidate(account),
            Event::StatusDeleted { account, .. } => {
                self.recent.invalidate(account);
                // Who was notified of it is not known.
                self.notifications.clear();
            }
            // A block takes notifications away.
            Event::NotificationCreated { account, .. }
            | Event::NotificationsMerged { account }
            | Event::NotificationsChanged { account }
            | Event::RelationsChanged { account } => self.notifications.invalidate(account),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_read_before_an_invalidation_is_not_kept() {
        let cache: Cache<i64, String> = Cache::new(10_000, &Live::new(true), String::len);
        let ticket = cache.ticket(&1);
        cache.invalidate(&1);
        cache.insert(1, Arc::new("old".to_owned()), ticket);
        assert_eq!(cache.get(&1), None);
        cache.insert(1, Arc::new("new".to_owned()), cache.ticket(&1));
        assert_eq!(cache.get(&1).as_deref().map(String::as_str), Some("new"));
    }

    #[test]
    fn nothing_is_answered_while_changes_are_not_heard_of() {
        let live = Live::new(true);
        let cache: Cache<i64, String> = Cache::new(10_000, &live, String::len);
        cache.insert(1, Arc::new("old".to_owned()), cache.ticket(&1));
        live.set(false);
        assert_eq!(cache.get(&1), None);
        live.set(true);
        assert!(cache.get(&1).is_some());
    }
}
