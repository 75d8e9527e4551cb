//! The time as a parameter, so that tests and simulations decide what it is.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use kinds::Millis;

/// Where the time comes from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that only moves when told to.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `now`.
    pub fn manual(now: Millis) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(now.0)))
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Self::System => Millis(chrono::Utc::now().timestamp_millis()),
            Self::Manual(time) => Millis(time.load(Ordering::Relaxed)),
        }
    }

    /// Moves a manual clock forward; the system's clock stays as it is.
    pub fn advance(&self, milliseconds: i64) {
        if let Self::Manual(time) = self {
            time.fetch_add(milliseconds, Ordering::Relaxed);
        }
    }
}
