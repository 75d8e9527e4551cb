//! Tells every part of the process what was committed: caches, streams, feeds.
//!
//! With Valkey the events also reach the other processes (`bus::valkey`). Events are hints: who needs
//! each one reads the `events` table and resumes from its sequence number.

use std::sync::Arc;

use store::Event;
use tokio::sync::broadcast;

/// Events that a slow listener may lag behind before it loses some and has to reread.
const BACKLOG: usize = 4096;

/// The event bus of this process.
#[derive(Clone, Debug)]
pub struct Bus {
    sender: broadcast::Sender<Arc<Event>>,
}

impl Default for Bus {
    fn default() -> Self {
        Self { sender: broadcast::channel(BACKLOG).0 }
    }
}

impl Bus {
    /// Passes events on to all listeners of this process.
    pub fn publish(&self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            // No listener is no error.
            let _ = self.sender.send(Arc::new(event));
        }
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.sender.subscribe()
    }
}
