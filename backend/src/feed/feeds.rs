//! The feeds that this process holds, bounded in bytes (`docs/decisions/010-feeds-by-process.md`).

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use kinds::{AccountId, StatusId};
use moka::ops::compute::Op;
use store::Event;

use super::packed::Packed;
use crate::cache::Live;

/// Feeds by account.
#[derive(Debug)]
pub struct Feeds {
    feeds: moka::sync::Cache<AccountId, Packed>,
    /// Feeds that are being read from the database now.
    building: Mutex<HashMap<AccountId, Vec<Meanwhile>>>,
    live: Live,
}

/// What happened while a feed was read.
#[derive(Debug, Default)]
struct Meanwhile {
    number: u64,
    inserted: Vec<i64>,
    removed: Vec<i64>,
    forgotten: bool,
}

/// A feed that is being read. Dropped without [`Building::finish`], nothing is kept.
#[derive(Debug)]
pub(super) struct Building<'a> {
    feeds: &'a Feeds,
    account: AccountId,
    number: u64,
}

impl Feeds {
    /// No feeds yet; at most about `bytes` of them, to be used while they are `live`.
    pub fn new(bytes: u64, live: &Live) -> Self {
        let feeds = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, feed: &Packed| u32::try_from(feed.bytes()).unwrap_or(u32::MAX))
            .support_invalidation_closures()
            .build();
        Self { feeds, building: Mutex::default(), live: live.clone() }
    }

    /// The feed of an account, if it is here.
    pub(super) fn get(&self, account: AccountId) -> Option<Packed> {
        self.feeds.get(&account).filter(|_| self.live.is())
    }

    /// Changes feeds as an event says.
    pub fn apply(&self, event: &Event) {
        match event {
            Event::FeedInserted { status, accounts } => self.insert(accounts, *status),
            Event::StatusDeleted { status, .. } => self.remove(*status),
            Event::RelationsChanged { account } => self.forget(*account),
            _ => {}
        }
    }

    /// Forgets every feed, also those that are being read.
    pub fn clear(&self) {
        for meanwhile in self.building().values_mut().flatten() {
            meanwhile.forgotten = true;
        }
        self.feeds.invalidate_all();
    }

    /// About how many bytes are held.
    pub fn bytes(&self) -> u64 {
        self.feeds.run_pending_tasks();
        self.feeds.weighted_size()
    }

    /// Announces that a feed is being read from the database: what happens from now on is put into it.
    pub(super) fn begin(&self, account: AccountId) -> Building<'_> {
        let mut building = self.building();
        let builders = building.entry(account).or_default();
        let number = builders.last().map_or(0, |last| last.number + 1);
        builders.push(Meanwhile { number, ..Meanwhile::default() });
        Building { feeds: self, account, number }
    }

    fn insert(&self, accounts: &[AccountId], status: StatusId) {
        for account in accounts {
            self.meanwhile(*account, |meanwhile| meanwhile.inserted.push(status.0));
            self.change(*account, |feed| feed.with(status.0));
        }
    }

    fn remove(&self, status: StatusId) {
        for meanwhile in self.building().values_mut().flatten() {
            meanwhile.removed.push(status.0);
        }
        let having: Vec<AccountId> = self
            .feeds
            .iter()
            .filter(|(_, feed)| feed.without(status.0).is_some())
            .map(|(account, _)| *account)
            .collect();
        for account in having {
            self.change(account, |feed| feed.without(status.0));
        }
    }

    fn forget(&self, account: AccountId) {
        self.meanwhile(account, |meanwhile| meanwhile.forgotten = true);
        self.feeds.invalidate(&account);
    }

    fn change(&self, account: AccountId, change: impl FnOnce(&Packed) -> Option<Packed>) {
        self.feeds.entry(account).and_compute_with(|entry| {
            match entry.and_then(|entry| change(entry.value())) {
                Some(feed) => Op::Put(feed),
                None => Op::Nop,
            }
        });
    }

    fn meanwhile(&self, account: AccountId, note: impl Fn(&mut Meanwhile)) {
        for meanwhile in self.building().get_mut(&account).into_iter().flatten() {
            note(meanwhile);
        }
    }

    fn building(&self) -> MutexGuard<'_, HashMap<AccountId, Vec<Meanwhile>>> {
        self.building.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Building<'_> {
    /// Keeps the feed, with what came in while it was read, and returns it.
    pub(super) fn finish(self, feed: Packed) -> Packed {
        let mut building = self.feeds.building();
        let Some(meanwhile) = take(&mut building, self.account, self.number) else { return feed };
        let mut feed = feed;
        for id in meanwhile.inserted {
            feed = feed.with(id).unwrap_or(feed);
        }
        for id in meanwhile.removed {
            feed = feed.without(id).unwrap_or(feed);
        }
        if !meanwhile.forgotten {
            // Still holding the lock: an event comes either before this or after it.
            self.feeds.feeds.insert(self.account, feed.clone());
        }
        drop(building);
        feed
    }
}

impl Drop for Building<'_> {
    fn drop(&mut self) {
        take(&mut self.feeds.building(), self.account, self.number);
    }
}

fn take(
    building: &mut HashMap<AccountId, Vec<Meanwhile>>,
    account: AccountId,
    number: u64,
) -> Option<Meanwhile> {
    let builders = building.get_mut(&account)?;
    let at = builders.iter().position(|meanwhile| meanwhile.number == number)?;
    let meanwhile = builders.swap_remove(at);
    if builders.is_empty() {
        building.remove(&account);
    }
    Some(meanwhile)
}
