//! What was found a moment ago: somebody comes back to a page, goes on to the accounts and returns, or uses an
//! app that searches with every key.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use kinds::{AccountId, Millis, StatusId};

use crate::{
    cache::{Cache, Live},
    ctx::Ctx,
    error::Result,
};

/// Milliseconds for which an answer counts, when nothing else ends it: what is put into the index by a job,
/// and mutes that end, are told by no event.
const KEPT: i64 = 10_000;

/// A search, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) viewer: AccountId,
    pub(super) text: String,
    pub(super) account: Option<AccountId>,
    pub(super) above: Option<StatusId>,
    pub(super) below: Option<StatusId>,
    pub(super) stretch: (i64, i64),
}

/// What was found, and when.
struct Found {
    ids: Vec<StatusId>,
    /// How many changes this process had heard of before the database was asked.
    changes: u64,
    until: Millis,
}

/// The latest searches for statuses. They count until this process hears of any change at all: what is
/// written, favourited, muted or deleted may be what a search finds.
pub struct Searches {
    found: Cache<Key, Found>,
    changes: AtomicU64,
}

impl Searches {
    /// None yet, of at most `bytes`.
    pub fn new(bytes: u64, live: &Live) -> Self {
        let weigh = |found: &Found| size_of::<Key>() + size_of_val(found.ids.as_slice()) + 256;
        Self { found: Cache::new(bytes, live, weigh), changes: AtomicU64::new(0) }
    }

    /// Ends what was found before a change.
    pub fn end(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
    }

    /// About how many bytes are held.
    pub fn bytes(&self) -> u64 {
        self.found.bytes()
    }
}

/// What was found for `key`, or else what `search` finds.
pub(super) async fn or_search(
    ctx: &Ctx,
    key: Key,
    search: impl Future<Output = Result<Vec<StatusId>>>,
) -> Result<Vec<StatusId>> {
    let Searches { found, changes } = &ctx.caches.searches;
    let changes = changes.load(Ordering::Acquire);
    let is_true = |found: &Arc<Found>| found.changes == changes && ctx.now() < found.until;
    if let Some(found) = found.get(&key).filter(is_true) {
        return Ok(found.ids.clone());
    }
    let ticket = found.ticket(&key);
    let ids = search.await?;
    let now = Found { ids: ids.clone(), changes, until: ctx.now().plus(KEPT) };
    found.insert(key, Arc::new(now), ticket);
    Ok(ids)
}
