//! The time as far as "5 minutes ago" needs it: one signal that moves twice a minute.

use std::sync::LazyLock;

use gloo_timers::callback::Interval;
use leptos::prelude::*;

static NOW: LazyLock<ArcRwSignal<i64>> = LazyLock::new(|| ArcRwSignal::new(milliseconds()));

fn milliseconds() -> i64 {
    js_sys::Date::now() as i64
}

/// Starts the clock.
pub(crate) fn start() {
    Interval::new(30_000, || NOW.set(milliseconds())).forget();
}

/// The time, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    NOW.get()
}

/// A text that is new each time, to tell attempts apart.
pub(crate) fn unique() -> String {
    format!("{:x}-{:x}", milliseconds(), (js_sys::Math::random() * 1e15) as u64)
}
