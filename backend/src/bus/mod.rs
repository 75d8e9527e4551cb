//! Tells every part of every process what was committed: caches, streams, feeds.
//!
//! Within a process it is a broadcast channel; with Valkey the events also travel to the other
//! processes (`remote`). Events are hints: who needs each one reads the `events` table and resumes
//! from its sequence number. Caches rely on hearing all of them, so whoever may have missed some
//! forgets everything, and who cannot hear the others uses no caches at all. What cannot be told
//! through Valkey is told through the database (`notice`).

mod notice;
mod remote;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use serde::{Deserialize, Serialize};
use store::{Event, job_queue::Queues};
use tokio::{
    sync::{broadcast, mpsc},
    time::{Instant, timeout_at},
};

pub use notice::{follow as follow_notices, post as post_notice};
pub use remote::start;

use crate::cache::Live;

/// Events that a slow listener may lag behind before it loses some and has to reread.
const BACKLOG: usize = 4096;
/// Commits that may wait to be told to other processes. What is too much is left out, and they are
/// told to forget everything.
const OUTGOING: usize = 1024;

/// The event bus of this process.
#[derive(Debug)]
pub struct Bus {
    sender: broadcast::Sender<Arc<Event>>,
    outgoing: Option<mpsc::Sender<Envelope>>,
    /// Something did not fit into `outgoing`.
    overflowed: AtomicBool,
    /// Envelopes made so far.
    count: AtomicU64,
    /// Whether this process hears the others.
    live: Live,
}

/// What one process tells the others after a commit.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// The process that sends it: its own envelopes come back, which shows that it hears the others.
    from: String,
    /// Counts the envelopes of a process.
    number: u64,
    events: Vec<Event>,
    queues: Queues,
}

impl Default for Bus {
    fn default() -> Self {
        Self {
            sender: broadcast::channel(BACKLOG).0,
            outgoing: None,
            overflowed: AtomicBool::new(false),
            count: AtomicU64::new(0),
            live: Live::new(true),
        }
    }
}

impl Bus {
    /// A bus that reaches the other processes, and what it has for them, to be handed to [`start`].
    /// It is not live before it has heard itself.
    pub fn shared() -> (Self, mpsc::Receiver<Envelope>) {
        let (sender, receiver) = mpsc::channel(OUTGOING);
        (Self { outgoing: Some(sender), live: Live::new(false), ..Self::default() }, receiver)
    }

    /// Whether this process hears of every change that others make.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// Passes on what was committed.
    pub fn publish(&self, process: &str, events: Vec<Event>, queues: Queues) {
        if self.outgoing.is_some() && !(queues.is_empty() && events.is_empty()) {
            self.tell_others(process, events.clone(), queues);
        }
        self.publish_here(events);
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.sender.subscribe()
    }

    /// Waits until everything is on its way to the other processes, at most until `deadline`.
    pub async fn flushed(&self, deadline: Instant) {
        if let Some(outgoing) = &self.outgoing {
            // All places are free: the queue is empty.
            let _ = timeout_at(deadline, outgoing.reserve_many(OUTGOING)).await;
        }
    }

    fn tell_others(&self, process: &str, events: Vec<Event>, queues: Queues) {
        let Some(outgoing) = &self.outgoing else { return };
        let number = self.count.fetch_add(1, Ordering::AcqRel);
        let envelope = Envelope { from: process.to_owned(), number, events, queues };
        if outgoing.try_send(envelope).is_err() {
            self.overflowed.store(true, Ordering::Release);
        }
    }

    fn publish_here(&self, events: Vec<Event>) {
        for event in events {
            // No listener is no error.
            let _ = self.sender.send(Arc::new(event));
        }
    }
}
