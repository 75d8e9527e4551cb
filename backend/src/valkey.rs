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
use tokio::sync::mpsc;

use crate::{
    config::ValkeyConfig,
    error::{Result, ServiceError},
};

/// Connections for commands.
const CONNECTIONS: usize = 4;
/// No command waits longer, also while disconnected.
const DEADLINE: Duration = Duration::from_secs(2);
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
    /// The connection was lost for a while: messages may be missing.
    Reconnected,
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
            .set_policy(ReconnectPolicy::new_exponential(0, 100, 30_000, 2));
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
        let (count, _): (u64, i64) = pipeline.all().await.map_err(ServiceError::internal)?;
        Ok(count)
    }

    /// Publishes a text to all processes that listen to `channel`.
    ///
    /// # Errors
    /// When Valkey does not answer in time.
    pub async fn publish(&self, channel: &str, text: String) -> Result<()> {
        self.pool.next().publish(self.key(channel), text).await.map_err(ServiceError::internal)
    }

    /// Listens to `channel`, across reconnections.
    ///
    /// # Errors
    /// When the subscription fails.
    pub async fn subscribe(&self, channel: &str) -> Result<mpsc::Receiver<Message>> {
        let channel = self.key(channel);
        let mut messages = self.subscriber.message_rx();
        let mut reconnections = self.subscriber.reconnect_rx();
        self.subscriber.subscribe(channel.clone()).await.map_err(ServiceError::internal)?;
        let (sender, receiver) = mpsc::channel(BACKLOG);
        tokio::spawn(async move {
            loop {
                let message = tokio::select! {
                    message = messages.recv() => match message {
                        Ok(message) if message.channel == channel => message.value.as_string().map(Message::Text),
                        Ok(_) => None,
                        Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => Some(Message::Reconnected),
                        Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                    },
                    _ = reconnections.recv() => Some(Message::Reconnected),
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

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}
