//! Caches bounded in bytes, emptied by events.

use std::{
    hash::{BuildHasher, Hash, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwapOption;
use kinds::{AccountId, Millis, StatusId};
use store::{Event, query::instance::Usage};

use crate::{config::CachesConfig, feed::FeedStore, service};

/// An entry is read again after this time, so that a lost event cannot keep it wrong for ever.
const TIME_TO_LIVE: Duration = Duration::from_secs(300);
/// Keys share generations: more of them mean fewer needless reloads.
const GENERATIONS: usize = 256;

/// A cache of values that are read from the database.
///
/// A reader takes a [`Cache::ticket`] before it reads and hands it in with the value: when the key
/// was invalidated in between, the value is not kept, so a stale one never enters.
pub struct Cache<K, V> {
    entries: moka::sync::Cache<K, Arc<V>>,
    generations: Vec<AtomicU64>,
    hasher: RandomState,
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
    /// A cache of about `bytes`; `weigh` tells the bytes of a value.
    pub fn new(bytes: u64, weigh: fn(&V) -> usize) -> Self {
        let entries = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(move |_, value: &Arc<V>| u32::try_from(weigh(value) + 64).unwrap_or(u32::MAX))
            .time_to_live(TIME_TO_LIVE)
            .build();
        let generations = (0..GENERATIONS).map(|_| AtomicU64::new(0)).collect();
        Self { entries, generations, hasher: RandomState::new() }
    }

    /// The value, if it is here.
    pub fn get(&self, key: &K) -> Option<Arc<V>> {
        self.entries.get(key)
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
    /// What accounts' follows, blocks and mutes decide.
    pub relations: Cache<AccountId, service::present::Relations>,
    /// Home feeds.
    pub feeds: FeedStore,
    /// Who is behind a credential, by the SHA-256 of the token.
    pub viewers: Cache<String, service::auth::Viewer>,
    /// What only the owner of an account sees of it.
    pub owners: Cache<AccountId, service::account::credentials::OwnerSide>,
    /// Local accounts by lower-case name. Names never change; an account that is gone is no longer
    /// found by its id.
    pub names: Cache<String, AccountId>,
    /// Local accounts as the documents that other servers read.
    pub documents: Cache<AccountId, String>,
    /// How large the server is, and when that was counted.
    pub usage: ArcSwapOption<(Millis, Arc<Usage>)>,
}

impl Caches {
    /// Empty caches of the configured sizes.
    pub fn new(config: &CachesConfig) -> Self {
        Self {
            accounts: Cache::new(config.accounts, service::present::account_bytes),
            statuses: Cache::new(config.statuses, service::present::status_bytes),
            relations: Cache::new(config.viewers, service::present::relations_bytes),
            feeds: FeedStore::in_memory(config.feeds),
            viewers: Cache::new(config.viewers, |_| 512),
            owners: Cache::new(config.accounts / 4, service::account::credentials::owner_bytes),
            names: Cache::new(config.accounts / 8, |_| 64),
            documents: Cache::new(config.accounts / 4, String::len),
            usage: ArcSwapOption::empty(),
        }
    }

    /// Forgets everything: what has changed is not known.
    pub fn clear(&self) {
        self.accounts.clear();
        self.statuses.clear();
        self.relations.clear();
        self.viewers.clear();
        self.owners.clear();
        self.documents.clear();
        self.usage.store(None);
    }

    /// Forgets what `event` has made untrue.
    pub fn apply(&self, event: &Event) {
        self.feeds.apply(event);
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
            Event::RelationsChanged { account } => self.relations.invalidate(account),
            // Rare enough that finding the user's tokens is not worth an index.
            Event::UserChanged { .. } => {
                self.viewers.clear();
                self.owners.clear();
            }
            Event::TokenRevoked { .. } | Event::SessionEnded { .. } => self.viewers.clear(),
            Event::SettingsChanged => self.clear(),
            Event::StatusCreated { .. }
            | Event::FeedInserted { .. }
            | Event::NotificationCreated { .. }
            | Event::ConversationChanged { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_read_before_an_invalidation_is_not_kept() {
        let cache: Cache<i64, String> = Cache::new(10_000, String::len);
        let ticket = cache.ticket(&1);
        cache.invalidate(&1);
        cache.insert(1, Arc::new("old".to_owned()), ticket);
        assert_eq!(cache.get(&1), None);
        cache.insert(1, Arc::new("new".to_owned()), cache.ticket(&1));
        assert_eq!(cache.get(&1).as_deref().map(String::as_str), Some("new"));
    }
}
