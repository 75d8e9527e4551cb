//! The unit of work: a change, its events and its jobs, committed together.

use std::sync::{Mutex, MutexGuard, PoisonError};

use kinds::Millis;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use crate::{
    Db, Event, IdGenerator, NewJob, Result, Sql, batch, event,
    job_queue::{self, Queues},
};

/// An open transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: DatabaseTransaction,
    now: Millis,
    pending: Mutex<Pending>,
}

/// What is written with the commit, all of a kind in one statement.
#[derive(Default)]
struct Pending {
    events: Vec<Event>,
    jobs: Vec<NewJob>,
    statements: Vec<Sql>,
}

/// What a committed transaction asks the process to do next.
#[derive(Debug, Default)]
pub struct Committed {
    /// Events to publish.
    pub events: Vec<Event>,
    /// The queues that have something new.
    pub queues: Queues,
}

impl Tx {
    /// Begins a transaction whose rows are dated `now`.
    ///
    /// # Errors
    /// When no connection is to be had.
    pub async fn begin(db: &Db, now: Millis) -> Result<Self> {
        Ok(Self { inner: db.begin().await?, now, pending: Mutex::default() })
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
    pub fn emit(&self, event: Event) {
        let mut pending = self.pending();
        if !pending.events.contains(&event) {
            pending.events.push(event);
        }
    }

    /// Adds work to be done after the commit.
    pub fn enqueue(&self, jobs: impl IntoIterator<Item = NewJob>) {
        self.pending().jobs.extend(jobs);
    }

    /// Adds a statement that is run with the commit: for what this unit of work does not read again.
    pub fn defer(&self, sql: Sql) {
        self.pending().statements.push(sql);
    }

    /// Makes it all so.
    ///
    /// # Errors
    /// When the database refuses; nothing has changed then.
    pub async fn commit(self, ids: &IdGenerator) -> Result<Committed> {
        let Pending { events, jobs, statements } = std::mem::take(&mut *self.pending());
        let backend = self.inner.get_database_backend();
        let queues = queues(&jobs);
        let mut statements: Vec<Statement> =
            statements.into_iter().map(|sql| sql.statement(backend)).collect();
        statements.extend(event::insertion(backend, &events, self.now)?);
        statements.extend(job_queue::insertion(backend, ids, self.now, jobs));
        batch::run(&self.inner, statements).await?;
        self.inner.commit().await?;
        Ok(Committed { events, queues })
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A unit of work that is one event and nothing else: it needs no transaction.
///
/// # Errors
/// When the database refuses.
pub async fn record(db: &Db, now: Millis, event: Event) -> Result<Committed> {
    let events = vec![event];
    batch::run(db.write(), event::insertion(db.backend(), &events, now)?).await?;
    Ok(Committed { events, queues: Queues::default() })
}

/// A unit of work that is one job and nothing else: it needs no transaction.
///
/// # Errors
/// When the database refuses.
pub async fn submit(db: &Db, ids: &IdGenerator, now: Millis, job: NewJob) -> Result<Committed> {
    let queues = Queues::from(job.queue);
    batch::run(db.write(), job_queue::insertion(db.backend(), ids, now, [job])).await?;
    Ok(Committed { events: Vec::new(), queues })
}

fn queues(jobs: &[NewJob]) -> Queues {
    let mut queues = Queues::default();
    jobs.iter().for_each(|job| queues.add(job.queue));
    queues
}
