//! One connection: what it listens to, and what it is sent.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use kinds::{StatusId, StreamEventKind};
use store::{Event, event};

use super::{
    channel::Channel,
    hub::{Hub, Signal, Subscription},
    render,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        auth::{self, Credential, Viewer},
        present,
    },
};

/// Streams of one connection.
const MAX_CHANNELS: usize = 32;
/// Events that a resuming client is sent at most; older ones it reads from the timelines.
const MAX_REPLAY: u64 = 2000;
/// Statuses remembered as sent, so that their removal is told.
const MAX_SENT: usize = 1000;

/// Why a stream was closed by the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// The client did not keep up.
    TooSlow,
    /// The token was revoked, the session ended, or the account may not be used any more.
    Revoked,
    /// The server is stopping.
    GoingAway,
}

/// Something to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The event's sequence number: what a client resumes after.
    pub seq: i64,
    /// The stream and its parameter.
    pub stream: Vec<String>,
    /// What happened.
    pub event: StreamEventKind,
    /// JSON in a string, or an id.
    pub payload: String,
}

/// Something that happened, to be rendered by [`Session::render`].
#[derive(Debug)]
pub struct Happened(Signal);

/// The secret that the client showed, kept to look again whether it is still good.
enum Secret {
    Token(String),
    Session(String),
}

/// A connection.
pub struct Session {
    pub(super) ctx: Ctx,
    pub(super) viewer: Arc<Viewer>,
    pub(super) channels: Vec<Channel>,
    secret: Secret,
    subscription: Subscription,
    sent: HashSet<StatusId>,
    sent_order: VecDeque<StatusId>,
    /// Replayed on these streams already; may come again live.
    replayed: HashMap<i64, Vec<Channel>>,
}

impl Session {
    /// Begins to listen, to nothing yet.
    ///
    /// # Errors
    /// 401 for a bad credential, 403 for an account that may not be used, 422 for a token without a
    /// user, 429 when the account has too many streams open.
    pub async fn open(ctx: &Ctx, credential: Credential<'_>) -> Result<Self> {
        let viewer = auth::authenticate(ctx, credential).await?;
        viewer.check_state()?;
        if viewer.user.is_none() {
            return Err(ServiceError::invalid("This method requires an authenticated user"));
        }
        let secret = match credential {
            Credential::Token(text) => Secret::Token(text.to_owned()),
            Credential::Session(text) => Secret::Session(text.to_owned()),
        };
        let subscription = Hub::subscribe(ctx, &viewer).await?;
        Ok(Self {
            ctx: ctx.clone(),
            viewer,
            channels: Vec::new(),
            secret,
            subscription,
            sent: HashSet::new(),
            sent_order: VecDeque::new(),
            replayed: HashMap::new(),
        })
    }

    /// Listens to a stream. With `since`, answers what happened after that sequence number.
    ///
    /// # Errors
    /// 403 when the scopes do not allow it, 404 when it is somebody else's, 422 when there are too many.
    pub async fn subscribe(&mut self, channel: Channel, since: Option<i64>) -> Result<Vec<Message>> {
        if !self.viewer.scopes.allow(channel.scope()) {
            return Err(ServiceError::forbidden("This action is outside the authorized scopes"));
        }
        self.check_owner(&channel).await?;
        if self.channels.contains(&channel) {
            return Ok(Vec::new());
        }
        if self.channels.len() >= MAX_CHANNELS {
            return Err(ServiceError::invalid("Too many streams on one connection"));
        }
        self.channels.push(channel.clone());
        self.subscription.listen(&self.channels);
        match since {
            Some(since) => Box::pin(self.replay(&channel, since)).await,
            None => Ok(Vec::new()),
        }
    }

    /// Lists of others do not exist.
    async fn check_owner(&self, channel: &Channel) -> Result<()> {
        let Channel::List(list) = channel else { return Ok(()) };
        let relations = present::relations(&self.ctx, self.viewer.account).await?;
        if relations.lists.contains_key(list) { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    /// No longer listens to a stream.
    pub fn unsubscribe(&mut self, channel: &Channel) {
        self.channels.retain(|other| other != channel);
        self.replayed.retain(|_, channels| {
            channels.retain(|other| other != channel);
            !channels.is_empty()
        });
        self.subscription.listen(&self.channels);
    }

    /// Waits for the next thing that happens. May be cancelled without loss.
    ///
    /// # Errors
    /// When the stream was closed.
    pub async fn next(&mut self) -> std::result::Result<Happened, Closed> {
        let Subscription { signals, closed, .. } = &mut self.subscription;
        tokio::select! {
            biased;
            why = why_closed(closed) => Err(why),
            signal = signals.recv() => signal.map(Happened).ok_or(Closed::GoingAway),
        }
    }

    /// Waits until the server closes the stream.
    pub async fn closed(&self) -> Closed {
        why_closed(&mut self.subscription.closed.clone()).await
    }

    /// What is to be sent for something that happened.
    ///
    /// # Errors
    /// When the credential is no longer good.
    pub async fn render(&mut self, happened: Happened) -> std::result::Result<Vec<Message>, Closed> {
        match happened.0 {
            Signal::Event(seq, event) => {
                let mut channels = self.channels.clone();
                if let Some(done) = self.replayed.remove(&seq) {
                    channels.retain(|channel| !done.contains(channel));
                }
                // On the heap for the moment it takes: idle connections shall be small.
                Ok(Box::pin(self.messages(seq, &event, &channels)).await)
            }
            Signal::Check => self.check().await.map(|()| Vec::new()),
        }
    }

    /// Looks whether the credential is still good.
    ///
    /// # Errors
    /// When it is not.
    pub async fn check(&mut self) -> std::result::Result<(), Closed> {
        let credential = match &self.secret {
            Secret::Token(text) => Credential::Token(text),
            Secret::Session(text) => Credential::Session(text),
        };
        match Box::pin(auth::authenticate(&self.ctx, credential)).await {
            Ok(viewer) if viewer.check_state().is_ok() && viewer.account == self.viewer.account => {
                self.viewer = viewer;
                Ok(())
            }
            // The database may be away for a moment; that is no reason to cut everybody off.
            Err(ServiceError::Internal { .. } | ServiceError::Unavailable(_)) => Ok(()),
            _ => Err(Closed::Revoked),
        }
    }

    async fn replay(&mut self, channel: &Channel, since: i64) -> Result<Vec<Message>> {
        let mut messages = Vec::new();
        for (seq, event) in event::latest_after(self.ctx.db.read(), since, MAX_REPLAY).await? {
            self.replayed.entry(seq).or_default().push(channel.clone());
            messages.extend(self.messages(seq, &event, std::slice::from_ref(channel)).await);
        }
        Ok(messages)
    }

    /// Renders an event for these streams. What fails is left out and logged: the client sees it in
    /// the timeline.
    async fn messages(&mut self, seq: i64, event: &Event, channels: &[Channel]) -> Vec<Message> {
        match render::messages(self, seq, event, channels).await {
            Ok(messages) => messages,
            Err(error) => {
                tracing::warn!(%error, "streams: an event cannot be shown");
                Vec::new()
            }
        }
    }

    /// Remembers that a status was sent.
    pub(super) fn remember(&mut self, status: StatusId) {
        if self.sent.insert(status) {
            self.sent_order.push_back(status);
            if self.sent_order.len() > MAX_SENT
                && let Some(oldest) = self.sent_order.pop_front()
            {
                self.sent.remove(&oldest);
            }
        }
    }

    /// Whether a status was sent; it is forgotten.
    pub(super) fn forget(&mut self, status: StatusId) -> bool {
        self.sent.remove(&status)
    }
}

async fn why_closed(closed: &mut tokio::sync::watch::Receiver<Option<Closed>>) -> Closed {
    match closed.wait_for(Option::is_some).await {
        Ok(why) => why.unwrap_or(Closed::GoingAway),
        Err(_) => Closed::GoingAway,
    }
}

#[cfg(test)]
mod tests {
    use kinds::NotificationId;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn what_was_replayed_on_a_stream_is_forgotten_with_it() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let tx = app.ctx.begin().await.unwrap();
        for number in 0..10 {
            let notification = NotificationId(number);
            tx.emit(Event::NotificationCreated { notification, account: alice.account });
        }
        app.ctx.commit(tx).await.unwrap();
        let mut session = Session::open(&app.ctx, Credential::Token(&alice.token)).await.unwrap();
        for _ in 0..3 {
            session.subscribe(Channel::User, Some(0)).await.unwrap();
            assert_eq!(session.replayed.values().map(Vec::len).max(), Some(1));
            session.unsubscribe(&Channel::User);
        }
        assert!(session.replayed.is_empty());
    }
}
