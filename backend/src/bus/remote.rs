//! The bus between processes, through Valkey.
//!
//! A process sends itself a ping every second. As long as its own envelopes come back it hears the
//! others too; when they do not, or the connection was lost, it is not live: it uses no caches, and
//! looks every second whether there is something for its streams and workers.

use std::time::Duration;

use store::{Event, job_queue::Queues};
use tokio::{
    sync::mpsc,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{Envelope, notice};
use crate::{
    ctx::Ctx,
    error::Result,
    valkey::{Message, Valkey},
};

/// Where processes meet.
const CHANNEL: &str = "bus";
/// Between two pings.
const PING: Duration = Duration::from_secs(1);
/// Who has not heard itself for so long does not hear the others.
const SILENCE: Duration = Duration::from_millis(2_500);

/// Joins this process with the others, for as long as it runs.
///
/// # Errors
/// When the subscription fails.
pub async fn start(ctx: &Ctx, valkey: &Valkey, outgoing: mpsc::Receiver<Envelope>) -> Result<()> {
    let messages = valkey.subscribe(CHANNEL).await?;
    tokio::spawn(send(ctx.clone(), valkey.clone(), outgoing));
    tokio::spawn(listen(ctx.clone(), valkey.clone(), messages));
    Ok(())
}

/// Sends envelopes in the order of their commits. What Valkey does not take is told through the database.
async fn send(ctx: Ctx, valkey: Valkey, mut outgoing: mpsc::Receiver<Envelope>) {
    while let Some(mut envelope) = outgoing.recv().await {
        if ctx.bus.overflowed.swap(false, std::sync::atomic::Ordering::AcqRel) {
            tracing::warn!("more changes than other processes can be told of: they forget what is cached");
            envelope.events.push(Event::Lost);
            envelope.queues = Queues::ALL;
        }
        let Err(error) = publish(&valkey, &envelope).await else { continue };
        let mut untold = !envelope.is_ping();
        while let Ok(more) = outgoing.try_recv() {
            untold |= !more.is_ping();
        }
        if untold {
            tracing::warn!(%error, "other processes are told of a change through the database");
            if let Err(error) = notice::post(&ctx).await {
                tracing::error!(%error, "other processes cannot be told of a change");
            }
        }
    }
}

async fn publish(valkey: &Valkey, envelope: &Envelope) -> Result<()> {
    valkey.publish(CHANNEL, serde_json::to_string(envelope)?).await
}

impl Envelope {
    fn is_ping(&self) -> bool {
        self.events.is_empty() && self.queues.is_empty()
    }
}

/// What is known of the connection.
struct Hearing {
    /// When an own envelope last came back, or the connection was made anew because none did.
    last: Instant,
    /// Own envelopes from this number on show that the connection is good again.
    from: u64,
}

async fn listen(ctx: Ctx, valkey: Valkey, mut messages: mpsc::Receiver<Message>) {
    let mut ticks = interval(PING);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut hearing = Hearing { last: Instant::now(), from: 0 };
    loop {
        tokio::select! {
            message = messages.recv() => match message {
                Some(Message::Text(text)) => receive(&ctx, &text, &mut hearing),
                Some(Message::Lost) => cut_off(&ctx, &mut hearing),
                None => return,
            },
            _ = ticks.tick() => {
                if hearing.last.elapsed() > SILENCE {
                    cut_off(&ctx, &mut hearing);
                    hearing.last = Instant::now();
                    valkey.renew_subscription().await;
                }
                if !ctx.bus.live.is() {
                    look(&ctx);
                }
                ctx.bus.tell_others(&ctx.process, Vec::new(), Queues::default());
            }
        }
    }
}

fn receive(ctx: &Ctx, text: &str, hearing: &mut Hearing) {
    let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
        tracing::warn!("another process speaks differently: forgetting what is cached");
        look(ctx);
        return;
    };
    if envelope.from == ctx.process {
        if envelope.number >= hearing.from {
            hearing.last = Instant::now();
            if !ctx.bus.live.is() {
                // What was missed meanwhile: nothing from before may be used.
                look(ctx);
                ctx.bus.live.set(true);
                tracing::debug!("other processes are heard");
            }
        }
        return;
    }
    for event in &envelope.events {
        ctx.caches.apply(event);
    }
    ctx.bus.publish_here(envelope.events);
    ctx.wakers.wake(envelope.queues);
}

/// From here on something may be missed, until an envelope that is sent after this comes back.
fn cut_off(ctx: &Ctx, hearing: &mut Hearing) {
    hearing.from = ctx.bus.count.load(std::sync::atomic::Ordering::Acquire);
    if ctx.bus.live.set(false) {
        tracing::warn!("other processes are not heard: caches are not used until they are");
    }
}

/// Acts as if everything had changed.
pub(super) fn look(ctx: &Ctx) {
    ctx.caches.clear();
    ctx.bus.publish_here(vec![Event::Lost]);
    ctx.wakers.wake(Queues::ALL);
}
