//! Valkey (or Redis): what several processes share. Everything else reaches it through this type, so
//! that the client library can be replaced here alone.

use std::time::Duration;

use fred::{
    clients::{Pool, SubscriberClient},
    interfaces::{ClientLike, EventInterface, KeysInterface, PubsubInterface},
    types::{
        Builder,
        config::{Config, ReconnectPolicy},
    },
};
use tokio::sync::{broadcast::error::RecvError, mpsc};

use crate::{
    config::ValkeyConfig,
    error::{Result, ServiceError},
};

/// Connections for commands.
const CONNECTIONS: usize = 4;
/// No command waits longer, also while disconnected.
const DEADLINE: Duration = Duration::from_secs(1);
/// For a connection to be made.
const CONNECT: Duration = Duration::from_secs(5);
/// Longest pause between attempts to connect again, in milliseconds.
const LONGEST_PAUSE: u32 = 2_000;
/// Messages that wait to be read.
const BACKLOG: usize = 4096;

/// A connected Valkey.
#[derive(Clone)]
pub struct Valkey {
    pool: Pool,
    subscriber: SubscriberClient,
    prefix: String,
}

/// What a subscription brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Something was published.
    Text(String),
    /// The connection is or was lost: messages may be missing.
    Lost,
}

impl Valkey {
    /// Connects to the configured server; `None` when none is configured.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn connect(config: &ValkeyConfig) -> Result<Option<Self>> {
        if config.url.is_empty() {
            return Ok(None);
        }
        let settings = Config::from_url(&config.url).map_err(ServiceError::internal)?;
        let mut builder = Builder::from_config(settings);
        builder
            .with_performance_config(|performance| {
                performance.default_command_timeout = DEADLINE;
                performance.broadcast_channel_capacity = BACKLOG;
            })
            .with_connection_config(|connection| {
                connection.connection_timeout = CONNECT;
                connection.internal_command_timeout = CONNECT;
                // Counting twice or publishing late is worse than an error.
                connection.max_command_attempts = 1;
            })
            .set_policy(ReconnectPolicy::new_exponential(0, 100, LONGEST_PAUSE, 2));
        let pool = builder.build_pool(CONNECTIONS).map_err(ServiceError::internal)?;
        let subscriber = builder.build_subscriber_client().map_err(ServiceError::internal)?;
        pool.init().await.map_err(ServiceError::internal)?;
        subscriber.init().await.map_err(ServiceError::internal)?;
        // Subscribes again after every reconnection, until the client ends with the process.
        subscriber.manage_subscriptions();
        Ok(Some(Self { pool, subscriber, prefix: config.prefix.clone() }))
    }

    /// Adds one to a counter that vanishes after `seconds`; returns its value.
    ///
    /// # Errors
    /// When Valkey does not answer in time.
    pub async fn count(&self, key: &str, seconds: i64) -> Result<u64> {
        let pipeline = self.pool.next().pipeline();
        let key = self.key(key);
        let _: () = pipeline.incr(&key).await.map_err(ServiceError::internal)?;
        let _: () = pipeline.expire(&key, seconds, None).await.map_err(ServiceError::internal)?;
        let (count, _): (u64, i64) = in_time(pipeline.all()).await?;
        Ok(count)
    }

    /// Publishes a text to all processes that listen to `channel`.
    ///
    /// # Errors
    /// When Valkey does not answer in time.
    pub async fn publish(&self, channel: &str, text: String) -> Result<()> {
        in_time(self.pool.next().publish(self.key(channel), text)).await
    }

    /// Listens to `channel`, across reconnections.
    ///
    /// # Errors
    /// When the subscription fails.
    pub async fn subscribe(&self, channel: &str) -> Result<mpsc::Receiver<Message>> {
        let channel = self.key(channel);
        let mut messages = self.subscriber.message_rx();
        let (mut errors, mut reconnections) = (self.subscriber.error_rx(), self.subscriber.reconnect_rx());
        self.subscriber.subscribe(channel.clone()).await.map_err(ServiceError::internal)?;
        let (sender, receiver) = mpsc::channel(BACKLOG);
        tokio::spawn(async move {
            loop {
                let message = tokio::select! {
                    message = messages.recv() => match message {
                        Ok(message) if message.channel == channel => message.value.as_string().map(Message::Text),
                        Ok(_) => None,
                        Err(RecvError::Lagged(_)) => Some(Message::Lost),
                        Err(RecvError::Closed) => return,
                    },
                    _ = errors.recv() => Some(Message::Lost),
                    _ = reconnections.recv() => Some(Message::Lost),
                };
                if let Some(message) = message
                    && sender.send(message).await.is_err()
                {
                    return;
                }
            }
        });
        Ok(receiver)
    }

    /// Makes the subscription's connection anew: it looks well and is silent.
    pub async fn renew_subscription(&self) {
        if self.subscriber.is_connected() {
            // An error is seen by the subscription itself.
            let _ = tokio::time::timeout(DEADLINE, self.subscriber.force_reconnection()).await;
        }
    }

    /// Whether the server answers.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn ping(&self) -> Result<()> {
        in_time(self.pool.next().ping::<()>(None)).await
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

/// The client library has deadlines too, but not for everything.
async fn in_time<T>(command: impl Future<Output = Result<T, fred::error::Error>>) -> Result<T> {
    match tokio::time::timeout(DEADLINE, command).await {
        Ok(answer) => answer.map_err(ServiceError::internal),
        Err(_) => Err(ServiceError::Unavailable("Valkey does not answer".into())),
    }
}
