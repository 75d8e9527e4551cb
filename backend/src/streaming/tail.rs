//! Reads the `events` table as it grows.

use std::collections::BTreeMap;

use kinds::Millis;
use store::{Event, event};

use crate::{ctx::Ctx, error::Result};

/// Events read in one statement.
const BATCH: u64 = 500;
/// How long a missing sequence number may still turn up. PostgreSQL hands numbers out before the
/// commit, so a later one can be seen first; a transaction that fails leaves its number unused.
const HOLE_LIFETIME: i64 = 15 * Millis::SECOND;
/// Missing numbers that are remembered.
const MAX_HOLES: i64 = 1000;

/// A place in the table.
#[derive(Debug)]
pub(super) struct Tail {
    last: i64,
    holes: BTreeMap<i64, Millis>,
}

impl Tail {
    /// From now on.
    pub(super) async fn new(ctx: &Ctx) -> Result<Self> {
        Ok(Self { last: event::last(ctx.db.read()).await?, holes: BTreeMap::new() })
    }

    /// What was added since the last call, each event once.
    pub(super) async fn read(&mut self, ctx: &Ctx) -> Result<Vec<(i64, Event)>> {
        let now = ctx.now();
        self.holes.retain(|_, since| now.since(*since) < HOLE_LIFETIME);
        let mut found = Vec::new();
        let mut from = self.holes.keys().next().map_or(self.last, |hole| hole - 1);
        loop {
            let rows = event::after(ctx.db.read(), from, BATCH).await?;
            let full = u64::try_from(rows.len()).is_ok_and(|count| count >= BATCH);
            for (seq, event) in rows {
                from = from.max(seq);
                if self.is_new(seq, now) {
                    found.push((seq, event));
                }
            }
            if !full {
                return Ok(found);
            }
        }
    }

    fn is_new(&mut self, seq: i64, now: Millis) -> bool {
        if seq <= self.last {
            return self.holes.remove(&seq).is_some();
        }
        let first = (self.last + 1).max(seq - MAX_HOLES);
        self.holes.extend((first..seq).map(|hole| (hole, now)));
        self.last = seq;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_was_skipped_is_taken_once_when_it_turns_up() {
        let mut tail = Tail { last: 10, holes: BTreeMap::new() };
        let mut new = |seq| tail.is_new(seq, Millis(0));
        assert_eq!([11, 13, 13, 12, 12, 14].map(&mut new), [true, true, false, true, false, true]);
    }
}
