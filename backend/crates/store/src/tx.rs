//! The unit of work: a change, its events and its jobs, committed together.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use kinds::Millis;
use sea_orm::DatabaseTransaction;

use crate::{Db, Event, IdGenerator, NewJob, Result, event, job_queue};

/// An open transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: DatabaseTransaction,
    now: Millis,
    events: Mutex<Vec<Event>>,
    has_jobs: AtomicBool,
}

/// What a committed transaction asks the process to do next.
#[derive(Debug, Default)]
pub struct Committed {
    /// Events to publish.
    pub events: Vec<Event>,
    /// Whether workers have something new to do.
    pub has_jobs: bool,
}

impl Tx {
    /// Begins a transaction whose rows are dated `now`.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(db: &Db, now: Millis) -> Result<Self> {
        Ok(Self { inner: db.begin().await?, now, events: Mutex::default(), has_jobs: AtomicBool::new(false) })
    }

    /// The connection to run queries on.
    pub fn conn(&self) -> &DatabaseTransaction {
        &self.inner
    }

    /// The time of this unit of work.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Records that something happened. It is published when the transaction has been committed.
    ///
    /// # Errors
    /// When a durable event cannot be stored.
    pub async fn emit(&self, event: Event) -> Result<()> {
        if event.is_durable() {
            event::append(&self.inner, &event, self.now).await?;
        }
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if !events.contains(&event) {
            events.push(event);
        }
        Ok(())
    }

    /// Adds work to be done after the commit.
    ///
    /// # Errors
    /// When the rows cannot be stored.
    pub async fn enqueue(&self, ids: &IdGenerator, jobs: impl IntoIterator<Item = NewJob>) -> Result<()> {
        if job_queue::insert(&self.inner, ids, self.now, jobs).await? > 0 {
            self.has_jobs.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Makes it all so.
    ///
    /// # Errors
    /// When the database refuses; nothing has changed then.
    pub async fn commit(self) -> Result<Committed> {
        self.inner.commit().await?;
        Ok(Committed {
            events: self.events.into_inner().unwrap_or_else(PoisonError::into_inner),
            has_jobs: self.has_jobs.into_inner(),
        })
    }
}
