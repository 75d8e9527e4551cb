//! A lock for each name, so that what is named is done once at a time: whoever comes second waits for the
//! first and finds what that has made.

use std::sync::{Arc, Weak};

use dashmap::DashMap;
use tokio::sync::Mutex;

/// Locks by name. One that nobody holds or waits for is forgotten.
pub struct KeyedLocks {
    locks: DashMap<String, Weak<Mutex<()>>>,
    /// Entries before those that nobody needs are dropped.
    most: usize,
}

impl KeyedLocks {
    /// No locks yet. With more than `most` entries, those that nobody needs are dropped.
    pub fn new(most: usize) -> Self {
        Self { locks: DashMap::new(), most }
    }

    /// The lock of a name.
    pub fn of(&self, name: &str) -> Arc<Mutex<()>> {
        if self.locks.len() > self.most {
            self.locks.retain(|_, lock| lock.strong_count() > 0);
        }
        let mut entry = self.locks.entry(name.to_owned()).or_default();
        entry.upgrade().unwrap_or_else(|| {
            let lock = Arc::new(Mutex::new(()));
            *entry = Arc::downgrade(&lock);
            lock
        })
    }
}
