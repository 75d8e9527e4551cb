//! Tells every part of every process what was committed: caches, streams, feeds.
//!
//! Within a process it is a broadcast channel; with Valkey the events also travel to the other
//! processes. Events are hints: who needs each one reads the `events` table and resumes from its
//! sequence number, and whoever may have missed some forgets what it has cached.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use store::Event;
use tokio::sync::{broadcast, mpsc};

use crate::{
    ctx::Ctx,
    error::Result,
    valkey::{Message, Valkey},
};

/// Events that a slow listener may lag behind before it loses some and has to reread.
const BACKLOG: usize = 4096;
/// Where processes meet.
const CHANNEL: &str = "bus";

/// The event bus of this process.
#[derive(Debug)]
pub struct Bus {
    sender: broadcast::Sender<Arc<Event>>,
    outgoing: Option<mpsc::UnboundedSender<Envelope>>,
}

/// What one process tells the others after a commit.
#[derive(Debug, Serialize, Deserialize)]
struct Envelope {
    /// The process that sends it: its own messages come back and are dropped.
    from: String,
    events: Vec<Event>,
    has_jobs: bool,
}

impl Default for Bus {
    fn default() -> Self {
        Self { sender: broadcast::channel(BACKLOG).0, outgoing: None }
    }
}

impl Bus {
    /// A bus that also reaches the other processes when there is a Valkey.
    pub fn new(valkey: Option<&Valkey>) -> Self {
        let outgoing = valkey.map(|valkey| {
            let (sender, receiver) = mpsc::unbounded_channel();
            tokio::spawn(send(valkey.clone(), receiver));
            sender
        });
        Self { outgoing, ..Self::default() }
    }

    /// Passes on what was committed.
    pub fn publish(&self, process: &str, events: Vec<Event>, has_jobs: bool) {
        if let Some(outgoing) = &self.outgoing {
            let _ = outgoing.send(Envelope { from: process.to_owned(), events: events.clone(), has_jobs });
        }
        self.publish_here(events);
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.sender.subscribe()
    }

    fn publish_here(&self, events: Vec<Event>) {
        for event in events {
            // No listener is no error.
            let _ = self.sender.send(Arc::new(event));
        }
    }
}

/// Sends envelopes in the order of their commits.
async fn send(valkey: Valkey, mut envelopes: mpsc::UnboundedReceiver<Envelope>) {
    while let Some(envelope) = envelopes.recv().await {
        let sent = match serde_json::to_string(&envelope) {
            Ok(text) => valkey.publish(CHANNEL, text).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = sent {
            tracing::warn!(%error, "other processes could not be told of a change");
        }
    }
}

/// Takes in what other processes tell, for as long as the process runs.
///
/// # Errors
/// When the subscription fails at the start.
pub async fn listen(ctx: &Ctx, valkey: &Valkey) -> Result<()> {
    let mut messages = valkey.subscribe(CHANNEL).await?;
    let ctx = ctx.clone();
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            match message {
                Message::Text(text) => receive(&ctx, &text),
                Message::Reconnected => ctx.caches.clear(),
            }
        }
    });
    Ok(())
}

fn receive(ctx: &Ctx, text: &str) {
    let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
        tracing::warn!("another process speaks differently: forgetting what is cached");
        ctx.caches.clear();
        return;
    };
    if envelope.from == ctx.process {
        return;
    }
    for event in &envelope.events {
        ctx.caches.apply(event);
    }
    ctx.bus.publish_here(envelope.events);
    if envelope.has_jobs {
        ctx.jobs_added.notify_waiters();
    }
}
