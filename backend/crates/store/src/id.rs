//! Ids that sort by time: 48 bits of milliseconds, then 16 bits of sequence.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use kinds::Millis;

const SEQUENCE_BITS: u32 = 16;

/// Hands out ids. Within a process they grow; between processes the starting point of each
/// millisecond's sequence differs, so that they hardly ever meet (a meeting is a unique violation,
/// never a mix-up).
#[derive(Debug)]
pub struct IdGenerator {
    last: Mutex<i64>,
    salt: AtomicU64,
}

impl IdGenerator {
    /// A generator; `salt` is random and tells processes apart.
    pub fn new(salt: u64) -> Self {
        Self { last: Mutex::new(0), salt: AtomicU64::new(salt | 1) }
    }

    /// The next id, later than every one handed out before.
    pub fn next(&self, now: Millis) -> i64 {
        let start = id_at(now, self.noise() & 0x3FFF);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = start.max(*last + 1);
        *last
    }

    /// An id for something that happened at `time`, such as a remote status.
    pub fn at(&self, time: Millis) -> i64 {
        id_at(time, self.noise() & 0xFFFF)
    }

    /// A cheap sequence without visible order (xorshift64*).
    fn noise(&self) -> i64 {
        let step = |mut x: u64| {
            x ^= x >> 12;
            x ^= x << 25;
            x ^= x >> 27;
            Some(x)
        };
        let previous =
            self.salt.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).unwrap_or_else(|same| same);
        i64::from((previous.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 48) as u16)
    }
}

/// The latest time that ids have room for.
const LATEST: i64 = i64::MAX >> SEQUENCE_BITS;

/// The id of `time` with the given low bits.
fn id_at(time: Millis, low: i64) -> i64 {
    (time.0.clamp(0, LATEST) << SEQUENCE_BITS) | low
}

/// The time at which an id was made.
pub fn time_of(id: i64) -> Millis {
    Millis(id >> SEQUENCE_BITS)
}

/// The smallest id of `time`, to ask for everything before or after a moment.
pub fn first_at(time: Millis) -> i64 {
    id_at(time, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_even_within_a_millisecond_and_when_the_clock_steps_back() {
        let ids = IdGenerator::new(7);
        let mut last = 0;
        for step in 0..10_000 {
            let id = ids.next(Millis(1_000_000 - step / 100));
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn an_id_tells_its_time() {
        let ids = IdGenerator::new(7);
        assert_eq!(time_of(ids.at(Millis(1_700_000_000_123))), Millis(1_700_000_000_123));
        assert!(first_at(Millis(5)) <= ids.at(Millis(5)));
    }
}
