//! The workers: one loop for each queue.

use std::{
    collections::HashSet,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use futures_util::FutureExt;
use kinds::Millis;
use store::{
    Job, Queue,
    job_queue::{self, Lost, Queues},
};
use tokio::{
    sync::{Semaphore, futures::Notified, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{JobError, JobResult, clean_up, handle};
use crate::{ctx::Ctx, job::RefreshTrends, service};

/// No job may run longer in one go.
const DEADLINE: Duration = Duration::from_secs(600);
/// How often leases that ran out are looked for, and how long a queue sleeps at most.
const TICK: Duration = Duration::from_secs(5);
/// How often the next list of trends is ordered: no stretch of its job is without a tick.
const TRENDS: Duration = Duration::from_millis(RefreshTrends::EVERY.unsigned_abs());
/// Most jobs leased at once.
const BATCH: usize = 128;
/// First pause after a failure; grows with the fourth power of the attempts.
const PAUSE: i64 = 15 * Millis::SECOND;

/// Runs jobs until it is told to stop.
pub struct Runner {
    ctx: Ctx,
    name: String,
    /// Jobs that run now: their leases are renewed.
    running: Mutex<HashSet<i64>>,
}

/// What a worker is given.
#[derive(Default)]
struct Leased {
    jobs: Vec<Job>,
    /// When the next one is due, if that is known.
    until: Option<Millis>,
}

/// A job that is done.
struct Finished {
    id: i64,
    in_lane: bool,
}

/// A job that runs. When it is dropped, however that comes, its lease is renewed no more.
struct Running<'a> {
    runner: &'a Runner,
    id: i64,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.runner.running().remove(&self.id);
    }
}

impl Runner {
    /// A runner for the jobs of this context's database.
    pub fn new(ctx: Ctx) -> Self {
        Self { ctx, name: uuid::Uuid::new_v4().to_string(), running: Mutex::default() }
    }

    /// Takes up the jobs that workers before this one have left behind. Only for a worker that knows
    /// itself to be the only one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_over(&self) -> store::Result<()> {
        let count = job_queue::reclaim(self.ctx.db.write(), Lost::All).await?;
        if count > 0 {
            tracing::warn!(count, "jobs of a process that died are taken up again");
        }
        Ok(())
    }

    /// Hands back jobs that could not be finished, so that others need not wait for the leases to run out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up(&self) -> store::Result<()> {
        let count = job_queue::reclaim(self.ctx.db.write(), Lost::Of(&self.name)).await?;
        if count > 0 {
            tracing::warn!(count, "jobs did not end in time: they will run again");
        }
        Ok(())
    }

    /// Works until `stop`; jobs under way are finished first.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let runner = self;
        let mut queues = JoinSet::new();
        for queue in Queue::ALL {
            queues.spawn(runner.clone().work(queue, stop.clone()));
        }
        queues.spawn(runner.clone().housekeeping(stop));
        let mut heart = JoinSet::new();
        heart.spawn(runner.stay_alive());
        while queues.join_next().await.is_some() {}
    }

    /// Runs everything that is due now, one job after another, and what that adds. For tests.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> store::Result<usize> {
        let mut done = 0;
        loop {
            let before = done;
            for queue in Queue::ALL {
                for job in self.lease(queue, BATCH, false).await?.jobs {
                    self.execute(&job).await?;
                    done += 1;
                }
            }
            if done == before {
                return Ok(done);
            }
        }
    }

    async fn work(self: Arc<Self>, queue: Queue, stop: CancellationToken) {
        let slots = slots(&self.ctx, queue);
        let free = Arc::new(Semaphore::new(slots));
        let (finished, finishing) = mpsc::channel(BATCH * 2);
        let finisher = tokio::spawn(self.clone().remove_finished(queue, finishing));
        // Whether a bell says that there is something, or it has to be looked for.
        let mut rung = false;
        while !stop.is_cancelled() {
            let woken = self.ctx.wakers.woken(queue);
            let wanted = free.available_permits().min(BATCH);
            if wanted == 0 {
                // All slots are busy: wait for one of them.
                tokio::select! {
                    _ = stop.cancelled() => {}
                    permit = free.acquire() => drop(permit),
                }
                continue;
            }
            let leased = self.lease(queue, wanted, rung).await.unwrap_or_else(|error| {
                tracing::error!(queue = queue.name(), %error, "jobs cannot be leased");
                Leased::default()
            });
            let more = leased.jobs.len() == wanted;
            for job in leased.jobs {
                let Ok(permit) = free.clone().acquire_owned().await else { break };
                let (runner, finished) = (self.clone(), finished.clone());
                tokio::spawn(async move {
                    if runner.attempt(&job).await {
                        let _ = finished.send(Finished { id: job.id, in_lane: job.lane.is_some() }).await;
                    } else {
                        // It is due at another time, or no longer in its lane's way.
                        runner.ctx.wakers.wake(Queues::from(queue));
                    }
                    drop(permit);
                });
            }
            rung = more || self.rest(leased.until, woken, &stop).await;
        }
        let _ = free.acquire_many(u32::try_from(slots).unwrap_or(1)).await;
        drop(finished);
        let _ = finisher.await;
    }

    /// Sleeps until a job is added, or it is that time; true when one was added.
    async fn rest(&self, until: Option<Millis>, woken: Notified<'_>, stop: &CancellationToken) -> bool {
        let pause = until.map_or(TICK, |due| {
            let milliseconds = due.since(self.ctx.now()).max(5);
            Duration::from_millis(u64::try_from(milliseconds).unwrap_or(5)).min(TICK)
        });
        tokio::select! {
            _ = stop.cancelled() => false,
            _ = woken => true,
            _ = tokio::time::sleep(pause) => false,
        }
    }

    /// Takes jobs that are due. Reading is cheap, the writer's lock is not: unless the bell was `rung`,
    /// it is asked first whether there are any.
    async fn lease(&self, queue: Queue, limit: usize, rung: bool) -> store::Result<Leased> {
        let now = self.ctx.now();
        if !rung {
            let due = job_queue::next_due(self.ctx.db.read(), queue).await?;
            if due.is_none_or(|due| due > now) {
                return Ok(Leased { jobs: Vec::new(), until: due });
            }
        }
        let end = self.leased_until();
        let jobs = job_queue::lease(self.ctx.db.write(), queue, &self.name, now, end, limit as u64).await?;
        // What is due may have to wait for others of its lane; their end rings the bell.
        Ok(Leased { jobs, until: None })
    }

    fn leased_until(&self) -> Millis {
        let seconds = i64::from(self.ctx.config.jobs.lease_seconds.max(1));
        self.ctx.now().plus(seconds * Millis::SECOND)
    }

    fn running(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn execute(&self, job: &Job) -> store::Result<()> {
        if self.attempt(job).await {
            job_queue::finish(self.ctx.db.write(), &self.name, &[job.id]).await?;
        }
        Ok(())
    }

    /// Runs a job once; true when it is done, else its row already says what comes next.
    async fn attempt(&self, job: &Job) -> bool {
        self.running().insert(job.id);
        let _running = Running { runner: self, id: job.id };
        let start = Instant::now();
        let outcome = self.outcome(job).await;
        metrics::histogram!("phiomia_job_seconds", "kind" => job.kind.clone())
            .record(start.elapsed().as_secs_f64());
        let label = if outcome.is_ok() { "done" } else { "failed" };
        metrics::counter!("phiomia_jobs_total", "kind" => job.kind.clone(), "outcome" => label).increment(1);
        let Err(error) = outcome else { return true };
        if let Err(error) = self.settle(job, error).await {
            // The lease will run out, and the job be tried again.
            tracing::error!(job = job.id, kind = job.kind, %error, "the outcome of a job cannot be stored");
        }
        false
    }

    /// What the handler says, or what is to be said in its place when it does not end by itself.
    async fn outcome(&self, job: &Job) -> JobResult {
        // One attempt more than those that failed: this job has taken its processes down with it.
        if job.attempts > i64::from(self.ctx.config.jobs.attempts) {
            return Err(JobError::Fail("the process ended each time this job ran".to_owned()));
        }
        let work = AssertUnwindSafe(handle(&self.ctx, job)).catch_unwind();
        match tokio::time::timeout(DEADLINE, work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(JobError::Retry("the handler panicked".to_owned())),
            Err(_) => Err(JobError::Retry("the handler took too long".to_owned())),
        }
    }

    async fn settle(&self, job: &Job, error: JobError) -> store::Result<()> {
        let db = self.ctx.db.write();
        let last = job.attempts >= i64::from(self.ctx.config.jobs.attempts);
        match error {
            JobError::Postpone(until, reason) => job_queue::postpone(db, job, until, &reason).await,
            JobError::Retry(reason) if !last => {
                tracing::info!(
                    kind = job.kind,
                    job = job.id,
                    attempt = job.attempts,
                    reason,
                    "job will be tried again"
                );
                job_queue::retry(db, job, self.ctx.now().plus(pause(job)), &reason).await
            }
            JobError::RetryAt(time, reason) if !last => job_queue::retry(db, job, time, &reason).await,
            JobError::Retry(reason) | JobError::RetryAt(_, reason) | JobError::Fail(reason) => {
                tracing::warn!(kind = job.kind, job = job.id, attempt = job.attempts, reason, "job given up");
                job_queue::bury(db, job, &reason).await
            }
        }
    }

    async fn housekeeping(self: Arc<Self>, stop: CancellationToken) {
        let mut hours = tokio::time::interval(Duration::from_secs(3600));
        let mut ticks = tokio::time::interval(TICK);
        let mut slots = tokio::time::interval(TRENDS);
        loop {
            tokio::select! {
                _ = stop.cancelled() => return,
                _ = ticks.tick() => match job_queue::reclaim(self.ctx.db.write(), Lost::Before(self.ctx.now())).await {
                    Ok(0) => {}
                    Ok(count) => {
                        tracing::warn!(count, "jobs of a worker that died are taken up again");
                        self.ctx.wakers.wake(Queues::ALL);
                    }
                    Err(error) => tracing::error!(%error, "leases cannot be looked through"),
                },
                _ = hours.tick() => if let Err(error) = clean_up::schedule(&self.ctx).await {
                    tracing::error!(?error, "the clean-up cannot be scheduled");
                },
                _ = slots.tick() => if let Err(error) = service::trend::schedule(&self.ctx).await {
                    tracing::error!(?error, "the trends cannot be scheduled");
                },
            }
        }
    }

    /// Renews the leases of the jobs that run, until it is dropped: also while stopping.
    async fn stay_alive(self: Arc<Self>) {
        let seconds = u64::from(self.ctx.config.jobs.lease_seconds.max(1));
        let mut beats = tokio::time::interval(Duration::from_millis(seconds * 1000 / 3));
        loop {
            beats.tick().await;
            let ids: Vec<i64> = self.running().iter().copied().collect();
            let renewed = job_queue::renew(self.ctx.db.write(), &self.name, &ids, self.leased_until()).await;
            if let Err(error) = renewed {
                tracing::error!(%error, "leases cannot be renewed: jobs may run twice");
            }
        }
    }

    /// Removes the rows of finished jobs, several in one statement when they come fast.
    async fn remove_finished(self: Arc<Self>, queue: Queue, mut finishing: mpsc::Receiver<Finished>) {
        let mut finished = Vec::with_capacity(BATCH);
        while finishing.recv_many(&mut finished, BATCH).await > 0 {
            let ids: Vec<i64> = finished.iter().map(|job| job.id).collect();
            if let Err(error) = job_queue::finish(self.ctx.db.write(), &self.name, &ids).await {
                tracing::error!(%error, "finished jobs cannot be removed; they will run again");
            }
            // A lane's next job may start now.
            if finished.drain(..).any(|job| job.in_lane) {
                self.ctx.wakers.wake(Queues::from(queue));
            }
        }
    }
}

/// Milliseconds until the next attempt: a quarter of a minute and n⁴ seconds, and up to a quarter more.
fn pause(job: &Job) -> i64 {
    let attempts = job.attempts.clamp(1, 20);
    let base = PAUSE + attempts.pow(4) * Millis::SECOND;
    // The id's low bits are as good as random, and the same job gets another jitter each time.
    base + (job.id ^ (attempts << 3)).rem_euclid(base / 4 + 1)
}

fn slots(ctx: &Ctx, queue: Queue) -> usize {
    let jobs = &ctx.config.jobs;
    let count = match queue {
        Queue::Local => jobs.local,
        Queue::Inbox => jobs.inbox,
        Queue::Deliver => jobs.deliver,
        Queue::Fetch => jobs.fetch,
        Queue::Media => jobs.media,
        Queue::Message => jobs.message,
    };
    usize::try_from(count.max(1)).unwrap_or(1)
}
