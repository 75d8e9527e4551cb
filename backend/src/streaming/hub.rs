//! Knows every open stream of this process and hands events to those they may concern.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kinds::StatusId;
use store::Event;
use tokio::sync::{Notify, broadcast, mpsc, watch};

use super::{
    channel::Channel,
    connections::{Connection, Connections},
    session::Closed,
    tail::Tail,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{auth::Viewer, present},
};

/// Events that may wait for a connection. One that lags further behind is closed.
const QUEUE: usize = 256;
/// Connections of one account.
const MAX_PER_ACCOUNT: usize = 64;

/// What a connection is handed.
#[derive(Clone, Debug)]
pub(super) enum Signal {
    /// Something happened.
    Event(i64, Arc<Event>),
    /// Look again whether the credential is still good.
    Check,
}

/// The open streams of this process.
#[derive(Default)]
pub struct Hub {
    connections: Mutex<Connections>,
    /// Held while the reader is started, so that nobody listens before it knows where to begin.
    reader: tokio::sync::Mutex<()>,
    reading: AtomicBool,
    next: std::sync::atomic::AtomicU64,
    /// Wakes the reader when the last connection is gone.
    idle: Notify,
    /// Wakes those who wait for the end of all connections.
    gone: Notify,
    stopped: AtomicBool,
}

/// A connection's end of the hub. When it is dropped, the connection is forgotten.
pub(super) struct Subscription {
    ctx: Ctx,
    id: u64,
    pub(super) signals: mpsc::Receiver<Signal>,
    pub(super) closed: watch::Receiver<Option<Closed>>,
}

impl Subscription {
    /// Tells the hub what the connection listens to.
    pub(super) fn listen(&self, channels: &[Channel]) {
        if let Some(connection) = self.ctx.streams.connections().get_mut(self.id) {
            connection.open = channels.iter().any(Channel::hears_of_statuses);
            connection.own = channels.iter().any(|channel| !channel.is_open());
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let hub = &self.ctx.streams;
        let mut connections = hub.connections();
        connections.remove(self.id);
        if connections.is_empty() {
            hub.idle.notify_one();
            hub.gone.notify_waiters();
        }
    }
}

impl Hub {
    /// Closes all streams and lets no new ones begin.
    pub fn shut_down(&self) {
        self.stopped.store(true, Ordering::Release);
        self.close(Closed::GoingAway, |_| true);
        self.idle.notify_one();
    }

    /// Waits until no stream is open.
    pub async fn ended(&self) {
        loop {
            let gone = self.gone.notified();
            if self.is_empty() {
                return;
            }
            gone.await;
        }
    }

    /// How many streams are open.
    pub fn len(&self) -> usize {
        self.connections().len()
    }

    /// Whether no stream is open.
    pub fn is_empty(&self) -> bool {
        self.connections().is_empty()
    }

    /// Adds a connection; events that are committed after this returns will reach it.
    pub(super) async fn subscribe(ctx: &Ctx, viewer: &Viewer) -> Result<Subscription> {
        let hub = &ctx.streams;
        let _turn = hub.reader.lock().await;
        let (sender, signals) = mpsc::channel(QUEUE);
        let (close, closed) = watch::channel(None);
        let connection = Connection {
            sender,
            closed: close,
            account: viewer.account,
            user: viewer.user,
            token: viewer.token,
            session: viewer.session,
            open: false,
            own: false,
        };
        let id = hub.next.fetch_add(1, Ordering::Relaxed);
        {
            let mut connections = hub.connections();
            // Looked at while holding the lock that `shut_down` closes connections under.
            if hub.stopped.load(Ordering::Acquire) {
                return Err(ServiceError::Unavailable("The server is stopping".into()));
            }
            if connections.of_account(viewer.account).count() >= MAX_PER_ACCOUNT {
                return Err(ServiceError::TooMany { retry_after: 60 });
            }
            connections.insert(id, connection);
        }
        let subscription = Subscription { ctx: ctx.clone(), id, signals, closed };
        if !hub.reading.load(Ordering::Acquire) {
            let bus = ctx.bus.subscribe();
            let tail = Tail::new(ctx).await?;
            hub.reading.store(true, Ordering::Release);
            tokio::spawn(run(ctx.clone(), bus, tail));
        }
        Ok(subscription)
    }

    fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands an event to those it may concern.
    async fn dispatch(&self, ctx: &Ctx, seq: i64, event: Event) {
        if let Some(status) = shown_by(&event) {
            let accounts = self.connections().accounts_of(&event);
            // They would all ask the database the same at the same moment.
            if accounts.len() > 1
                && let Err(error) = present::prepare(ctx, status, &accounts).await
            {
                tracing::warn!(%error, "streams: a status could not be read for all listeners at once");
            }
        }
        let event = Arc::new(event);
        self.send(&Signal::Event(seq, event.clone()), |connections| connections.concerned_by(&event));
    }

    /// Sends to some connections. Those whose queue is full are closed.
    fn send(&self, signal: &Signal, to: impl FnOnce(&Connections) -> Vec<&Connection>) {
        let connections = self.connections();
        for connection in to(&connections) {
            if connection.sender.try_send(signal.clone()).is_err() {
                connection.closed.send_replace(Some(Closed::TooSlow));
            }
        }
    }

    fn close(&self, why: Closed, which: impl Fn(&Connection) -> bool) {
        for connection in self.connections().all().filter(|connection| which(connection)) {
            connection.closed.send_replace(Some(why));
        }
    }

    /// What is not kept in the table: who may no longer listen.
    fn notice(&self, event: &Event) {
        match event {
            Event::TokenRevoked { token } => {
                self.close(Closed::Revoked, |connection| connection.token == Some(*token));
            }
            Event::SessionEnded { session } => {
                self.close(Closed::Revoked, |connection| connection.session == Some(*session));
            }
            Event::UserChanged { user } => {
                let is_users = |connection: &&Connection| connection.user == Some(*user);
                self.send(&Signal::Check, |connections| connections.all().filter(is_users).collect());
            }
            // The table has those that matter, and everybody is checked.
            Event::Lost => self.send(&Signal::Check, |connections| connections.all().collect()),
            _ => {}
        }
    }
}

/// The status that listeners are shown for this event.
fn shown_by(event: &Event) -> Option<StatusId> {
    match event {
        Event::StatusCreated { status, .. }
        | Event::StatusEdited { status, .. }
        | Event::FeedInserted { status, .. } => Some(*status),
        _ => None,
    }
}

/// Reads events as long as somebody listens.
async fn run(ctx: Ctx, mut bus: broadcast::Receiver<Arc<Event>>, mut tail: Tail) {
    let hub = &ctx.streams;
    loop {
        let mut durable = false;
        let mut take = |received: std::result::Result<Arc<Event>, broadcast::error::RecvError>| match received
        {
            Ok(event) => {
                hub.notice(&event);
                durable |= event.is_durable() || *event == Event::Lost;
                true
            }
            Err(broadcast::error::RecvError::Lagged(_)) => {
                hub.notice(&Event::Lost);
                durable = true;
                true
            }
            Err(broadcast::error::RecvError::Closed) => false,
        };
        tokio::select! {
            received = bus.recv() => if !take(received) { return },
            () = hub.idle.notified() => {
                let _turn = hub.reader.lock().await;
                if hub.is_empty() {
                    hub.reading.store(false, Ordering::Release);
                    return;
                }
                continue;
            }
        }
        while let Ok(event) = bus.try_recv() {
            take(Ok(event));
        }
        if !durable {
            continue;
        }
        match tail.read(&ctx).await {
            Ok(events) => {
                for (seq, event) in events {
                    hub.dispatch(&ctx, seq, event).await;
                }
            }
            Err(error) => tracing::warn!(%error, "streams: the events cannot be read"),
        }
    }
}
