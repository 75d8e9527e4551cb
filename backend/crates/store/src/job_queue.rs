//! The durable queue: rows written with the change that causes them, leased by workers.
//!
//! A job runs at least once; handlers are idempotent. A job that fails is tried again later, one
//! that fails for good is kept as a dead letter. Jobs of one lane run in order, one at a time.
//!
//! A worker that runs a job renews its lease; a lease that runs out goes to whoever asks next. From
//! then on the former holder has no say: what it reports of the job is passed over.

use kinds::Millis;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement, UpdateMany,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use serde::{Deserialize, Serialize};

use crate::{IdGenerator, Result, entity::job};

/// Rows per INSERT: well below the databases' limits of bound values.
pub(crate) const INSERT_CHUNK: usize = 500;
const WAITING: i16 = 0;
const LEASED: i16 = 1;
const DEAD: i16 = 2;

/// A stored job.
pub type Job = job::Model;

/// Queues are worked on side by side, so that slow remote hosts never hold up local effects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Local effects: feeds, notifications, clean-up.
    Local = 0,
    /// Activities from other servers.
    Inbox = 1,
    /// Deliveries to other servers.
    Deliver = 2,
    /// Fetching from other servers: threads, profiles, cards.
    Fetch = 3,
    /// Pictures, videos, sounds.
    Media = 4,
    /// Mail and push messages.
    Message = 5,
}

impl Queue {
    /// Every queue.
    pub const ALL: [Queue; 6] =
        [Self::Local, Self::Inbox, Self::Deliver, Self::Fetch, Self::Media, Self::Message];

    /// The queue's number in the database.
    pub fn number(self) -> i16 {
        match self {
            Self::Local => 0,
            Self::Inbox => 1,
            Self::Deliver => 2,
            Self::Fetch => 3,
            Self::Media => 4,
            Self::Message => 5,
        }
    }

    /// The queue's name in logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Inbox => "inbox",
            Self::Deliver => "deliver",
            Self::Fetch => "fetch",
            Self::Media => "media",
            Self::Message => "message",
        }
    }
}

/// Some of the queues.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queues(u8);

impl Queues {
    /// All of them.
    pub const ALL: Self = Self(u8::MAX);

    /// Adds a queue.
    pub fn add(&mut self, queue: Queue) {
        self.0 |= 1 << queue.number();
    }

    /// Whether a queue is among them.
    pub fn has(self, queue: Queue) -> bool {
        self.0 & (1 << queue.number()) != 0
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl From<Queue> for Queues {
    fn from(queue: Queue) -> Self {
        let mut queues = Self::default();
        queues.add(queue);
        queues
    }
}

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Where it waits.
    pub queue: Queue,
    /// The name its handler is registered under.
    pub kind: &'static str,
    /// What the handler needs, JSON.
    pub payload: String,
    /// Jobs of the same lane keep their order.
    pub lane: Option<String>,
    /// While a job with this key is unfinished, another is not added.
    pub unique_key: Option<String>,
    /// Not before this time.
    pub run_at: Option<Millis>,
}

/// The statements that add jobs; those whose `unique_key` is taken are left out.
pub(crate) fn insertion(
    backend: DatabaseBackend,
    ids: &IdGenerator,
    now: Millis,
    jobs: impl IntoIterator<Item = NewJob>,
) -> Vec<Statement> {
    let row = |new: NewJob| job::ActiveModel {
        id: Set(ids.next(now)),
        queue: Set(new.queue.number()),
        kind: Set(new.kind.to_owned()),
        payload: Set(new.payload),
        lane: Set(new.lane),
        unique_key: Set(new.unique_key),
        state: Set(WAITING),
        run_at: Set(new.run_at.unwrap_or(now)),
        leased_until: Set(None),
        leased_by: Set(None),
        attempts: Set(0),
        last_error: Set(None),
        created_at: Set(now),
    };
    let insert = |chunk: &[job::ActiveModel]| {
        job::Entity::insert_many(chunk.to_vec())
            .on_conflict(OnConflict::column(job::Column::UniqueKey).do_nothing().to_owned())
            .build(backend)
    };
    let rows: Vec<_> = jobs.into_iter().map(row).collect();
    rows.chunks(INSERT_CHUNK).map(insert).collect()
}

/// Leases up to `limit` due jobs of a queue until `until`, oldest first. A job waits while an
/// earlier one of its lane is unfinished.
///
/// # Errors
/// When the database cannot be written.
pub async fn lease(
    db: &impl ConnectionTrait,
    queue: Queue,
    worker: &str,
    now: Millis,
    until: Millis,
    limit: u64,
) -> Result<Vec<Job>> {
    let backend = db.get_database_backend();
    let (skip_locked, p) = match backend {
        DatabaseBackend::Postgres => ("FOR UPDATE SKIP LOCKED", ["$1", "$2", "$3", "$4", "$5"]),
        _ => ("", ["?1", "?2", "?3", "?4", "?5"]),
    };
    let [p_until, p_worker, p_queue, p_now, p_limit] = p;
    let sql = format!(
        "UPDATE jobs SET state = 1, leased_until = {p_until}, leased_by = {p_worker}, attempts = attempts + 1 \
         WHERE id IN (SELECT j.id FROM jobs j WHERE j.state = 0 AND j.queue = {p_queue} AND j.run_at <= {p_now} \
         AND (j.lane IS NULL OR NOT EXISTS \
         (SELECT 1 FROM jobs e WHERE e.lane = j.lane AND e.id < j.id AND e.state < 2)) \
         ORDER BY j.run_at, j.id LIMIT {p_limit} {skip_locked}) RETURNING *"
    );
    let values = [
        until.into(),
        worker.into(),
        queue.number().into(),
        now.into(),
        i64::try_from(limit).unwrap_or(i64::MAX).into(),
    ];
    let mut jobs =
        Job::find_by_statement(Statement::from_sql_and_values(backend, sql, values)).all(db).await?;
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

/// Takes back waiting jobs by their unique keys: there is no reason for them any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel(db: &impl ConnectionTrait, unique_keys: Vec<String>) -> Result<()> {
    job::Entity::delete_many()
        .filter(job::Column::UniqueKey.is_in(unique_keys))
        .filter(job::Column::State.eq(WAITING))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes jobs that are done, as far as `worker` still holds them.
///
/// # Errors
/// When the database cannot be written.
pub async fn finish(db: &impl ConnectionTrait, worker: &str, ids: &[i64]) -> Result<()> {
    if !ids.is_empty() {
        let held = Condition::all().add(job::Column::Id.is_in(ids.iter().copied())).add(held_by(worker));
        job::Entity::delete_many().filter(held).exec(db).await?;
    }
    Ok(())
}

/// Holds leases until `until`: the worker is alive and still runs these jobs.
///
/// # Errors
/// When the database cannot be written.
pub async fn renew(db: &impl ConnectionTrait, worker: &str, ids: &[i64], until: Millis) -> Result<()> {
    if !ids.is_empty() {
        job::Entity::update_many()
            .col_expr(job::Column::LeasedUntil, Expr::value(until))
            .filter(job::Column::Id.is_in(ids.iter().copied()))
            .filter(held_by(worker))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Puts a leased job back, to be tried again at `run_at`.
///
/// # Errors
/// When the database cannot be written.
pub async fn retry(db: &impl ConnectionTrait, job: &Job, run_at: Millis, error: &str) -> Result<()> {
    change(job)
        .col_expr(job::Column::State, Expr::value(WAITING))
        .col_expr(job::Column::RunAt, Expr::value(run_at))
        .col_expr(job::Column::LastError, Expr::value(error))
        .exec(db)
        .await?;
    Ok(())
}

/// Puts a leased job back without counting the attempt: it was not its fault.
///
/// # Errors
/// When the database cannot be written.
pub async fn postpone(db: &impl ConnectionTrait, job: &Job, run_at: Millis, reason: &str) -> Result<()> {
    change(job)
        .col_expr(job::Column::State, Expr::value(WAITING))
        .col_expr(job::Column::RunAt, Expr::value(run_at))
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).sub(1))
        .col_expr(job::Column::LastError, Expr::value(reason))
        .exec(db)
        .await?;
    Ok(())
}

/// Gives a leased job up: it stays as a dead letter that can be listed and tried again.
///
/// # Errors
/// When the database cannot be written.
pub async fn bury(db: &impl ConnectionTrait, job: &Job, error: &str) -> Result<()> {
    change(job)
        .col_expr(job::Column::State, Expr::value(DEAD))
        .col_expr(job::Column::UniqueKey, Expr::value(None::<String>))
        .col_expr(job::Column::LastError, Expr::value(error))
        .exec(db)
        .await?;
    Ok(())
}

/// An update of a job, provided that the lease it was handed out with still holds.
fn change(job: &Job) -> UpdateMany<job::Entity> {
    let worker = job.leased_by.as_deref().unwrap_or_default();
    job::Entity::update_many().filter(job::Column::Id.eq(job.id)).filter(held_by(worker))
}

fn held_by(worker: &str) -> Condition {
    Condition::all().add(job::Column::State.eq(LEASED)).add(job::Column::LeasedBy.eq(worker))
}

/// Leases whose jobs nobody runs any more.
#[derive(Clone, Copy, Debug)]
pub enum Lost<'a> {
    /// Those that ran out before this time.
    Before(Millis),
    /// Those of a worker that is stopping.
    Of(&'a str),
    /// All of them: no other worker is running.
    All,
}

/// Puts jobs back whose worker is gone; returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn reclaim(db: &impl ConnectionTrait, lost: Lost<'_>) -> Result<u64> {
    let leases = match lost {
        Lost::Before(now) => {
            Condition::all().add(job::Column::State.eq(LEASED)).add(job::Column::LeasedUntil.lt(now))
        }
        Lost::Of(worker) => held_by(worker),
        Lost::All => Condition::all().add(job::Column::State.eq(LEASED)),
    };
    let done = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(WAITING))
        .filter(leases)
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

/// When the next waiting job of a queue is due, if any.
///
/// # Errors
/// When the database cannot be read.
pub async fn next_due(db: &impl ConnectionTrait, queue: Queue) -> Result<Option<Millis>> {
    job::Entity::find()
        .select_only()
        .column(job::Column::RunAt)
        .filter(job::Column::State.eq(WAITING))
        .filter(job::Column::Queue.eq(queue.number()))
        .order_by_asc(job::Column::RunAt)
        .limit(1)
        .into_tuple::<Millis>()
        .one(db)
        .await
}

/// Jobs that are waiting or leased, in all queues.
///
/// # Errors
/// When the database cannot be read.
pub async fn unfinished(db: &impl ConnectionTrait) -> Result<u64> {
    job::Entity::find().filter(job::Column::State.ne(DEAD)).count(db).await
}

/// Whether a job of this lane is waiting or leased.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_busy(db: &impl ConnectionTrait, lane: &str) -> Result<bool> {
    let jobs = job::Entity::find().filter(job::Column::Lane.eq(lane)).filter(job::Column::State.ne(DEAD));
    Ok(jobs.count(db).await? > 0)
}

/// Which jobs to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// All of them.
    All,
    /// Dead letters only.
    Dead,
}

/// Jobs with an id above `after`, lowest id first: which is oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, which: Listed, after: i64, limit: u64) -> Result<Vec<Job>> {
    let mut found = job::Entity::find().filter(job::Column::Id.gt(after));
    if which == Listed::Dead {
        found = found.filter(job::Column::State.eq(DEAD));
    }
    found.order_by_asc(job::Column::Id).limit(limit).all(db).await
}

/// Puts dead letters back into their queues, to be run at `now`: the one with this id, or all.
/// Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn revive(db: &impl ConnectionTrait, id: Option<i64>, now: Millis) -> Result<u64> {
    let done = job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(WAITING))
        .col_expr(job::Column::Attempts, Expr::value(0_i64))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .filter(dead(id))
        .exec(db)
        .await?;
    Ok(done.rows_affected)
}

/// Forgets dead letters: the one with this id, or all. Returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn discard(db: &impl ConnectionTrait, id: Option<i64>) -> Result<u64> {
    Ok(job::Entity::delete_many().filter(dead(id)).exec(db).await?.rows_affected)
}

fn dead(id: Option<i64>) -> Condition {
    let dead = Condition::all().add(job::Column::State.eq(DEAD));
    dead.add_option(id.map(|id| job::Column::Id.eq(id)))
}

/// How a queue stands.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct QueueState {
    /// The queue's number.
    pub queue: i16,
    /// Jobs that wait or run.
    pub unfinished: i64,
    /// Dead letters.
    pub dead: i64,
    /// When the waiting job that has been due for the longest should have begun.
    pub oldest_due: Option<Millis>,
}

/// How the queues that have jobs stand.
///
/// # Errors
/// When the database cannot be read.
pub async fn states(db: &impl ConnectionTrait) -> Result<Vec<QueueState>> {
    job::Entity::find()
        .select_only()
        .column(job::Column::Queue)
        .column_as(Expr::cust("SUM(CASE WHEN state < 2 THEN 1 ELSE 0 END)"), "unfinished")
        .column_as(Expr::cust("SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END)"), "dead")
        .column_as(Expr::cust("MIN(CASE WHEN state = 0 THEN run_at END)"), "oldest_due")
        .group_by(job::Column::Queue)
        .into_model()
        .all(db)
        .await
}
