//! What every service is given: the configuration, the database, the clock, caches, the bus.

use std::{ops::Deref, sync::Arc};

use kinds::Millis;
use store::{
    Db, Event, IdGenerator, NewJob, Tx,
    tx::{self, Committed},
};
use tokio::sync::mpsc;

use crate::{
    bus::{self, Bus},
    cache::Caches,
    clock::Clock,
    config::Config,
    error::Result,
    federation::Federation,
    jobs::Wakers,
    media::Media,
    rate_limit::Counters,
    service::{
        auth::password::Passwords, remote_media::RemoteMedia, role, secrets::Secrets, translation::Translator,
    },
    streaming::Hub,
    valkey::Valkey,
};

/// Shared by the whole process; cheap to clone.
#[derive(Clone)]
pub struct Ctx(Arc<Parts>);

/// The parts of a [`Ctx`].
pub struct Parts {
    /// The configuration, as read at the start.
    pub config: Config,
    /// The database.
    pub db: Db,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// Keys of this server.
    pub secrets: Secrets,
    /// Makes ids.
    pub ids: IdGenerator,
    /// The time.
    pub clock: Clock,
    /// What several processes share, when there are several.
    pub valkey: Option<Valkey>,
    /// Counters of the rate limits.
    pub counters: Counters,
    /// A name for this process among those of the server.
    pub process: String,
    /// Tells of committed changes.
    pub bus: Bus,
    /// What need not be read again.
    pub caches: Caches,
    /// Files.
    pub media: Media,
    /// Files of other servers on their way.
    pub remote_media: RemoteMedia,
    /// What talks with other servers.
    pub federation: Federation,
    /// Translates posts.
    pub translator: Translator,
    /// Wakes the workers when there are new jobs.
    pub wakers: Wakers,
    /// The live streams that are open.
    pub streams: Hub,
}

impl Ctx {
    /// Puts the parts together. The database has to be migrated.
    ///
    /// # Errors
    /// When the database fails or the system has no randomness to give.
    pub async fn new(config: Config, db: Db, clock: Clock) -> Result<Self> {
        let valkey = Valkey::connect(&config.valkey).await?;
        let (bus, outgoing) = match &valkey {
            Some(_) => Bus::shared(),
            None => (Bus::default(), mpsc::channel(1).1),
        };
        let mut salt = [0; 8];
        crate::random::fill(&mut salt)?;
        role::ensure_defaults(db.write()).await?;
        let ctx = Self(Arc::new(Parts {
            passwords: Passwords::default(),
            caches: Caches::new(&config.caches, bus.live()),
            federation: Federation::new(&config),
            translator: Translator::new(&config),
            secrets: Secrets::load(db.write(), clock.now()).await?,
            media: Media::open(&config)?,
            remote_media: RemoteMedia::new(&config.media),
            config,
            db,
            ids: IdGenerator::new(u64::from_le_bytes(salt)),
            clock,
            bus,
            counters: Counters::default(),
            process: uuid::Uuid::new_v4().to_string(),
            valkey,
            wakers: Wakers::default(),
            streams: Hub::default(),
        }));
        if let Some(valkey) = &ctx.valkey {
            bus::start(&ctx, valkey, outgoing).await?;
        }
        Ok(ctx)
    }

    /// The time now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A new id, made now.
    pub fn next_id<T: From<i64>>(&self) -> T {
        self.ids.next(self.now()).into()
    }

    /// Begins a unit of work.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(Tx::begin(&self.db, self.now()).await?)
    }

    /// Ends a unit of work: commits it, empties caches, publishes its events, wakes the workers.
    ///
    /// # Errors
    /// When the database refuses; nothing has changed then.
    pub async fn commit(&self, tx: Tx) -> Result<()> {
        self.follow_up(tx.commit(&self.ids).await?);
        Ok(())
    }

    /// A unit of work that is one event.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn record(&self, event: Event) -> Result<()> {
        self.follow_up(tx::record(&self.db, self.now(), event).await?);
        Ok(())
    }

    /// A unit of work that is one job.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn submit(&self, job: NewJob) -> Result<()> {
        self.follow_up(tx::submit(&self.db, &self.ids, self.now(), job).await?);
        Ok(())
    }

    fn follow_up(&self, Committed { events, queues }: Committed) {
        for event in &events {
            self.caches.apply(event);
        }
        self.bus.publish(&self.process, events, queues);
        self.wakers.wake(queues);
    }

    /// The absolute address of a path on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.base_url())
    }
}

impl Deref for Ctx {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
