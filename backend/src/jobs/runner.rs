//! The workers: one loop for each queue.

use std::{sync::Arc, time::Duration};

use kinds::Millis;
use store::{Job, Queue, job_queue};
use tokio::{
    sync::{Semaphore, mpsc},
    task::JoinSet,
};
use tokio_util::sync::CancellationToken;

use super::{JobError, clean_up, handle};
use crate::ctx::Ctx;

/// A job that runs longer than this is taken to be lost with its worker.
const LEASE: i64 = 5 * Millis::MINUTE;
/// How often leases that ran out are looked for, and how long a queue sleeps at most.
const TICK: Duration = Duration::from_secs(5);
/// Most jobs leased at once.
const BATCH: usize = 128;
/// First pause after a failure; grows with the fourth power of the attempts.
const PAUSE: i64 = 15 * Millis::SECOND;

/// Runs jobs until it is told to stop.
pub struct Runner {
    ctx: Ctx,
    name: String,
}

impl Runner {
    /// A runner for the jobs of this context's database.
    pub fn new(ctx: Ctx) -> Self {
        Self { ctx, name: uuid::Uuid::new_v4().to_string() }
    }

    /// Works until `stop`; jobs under way are finished first.
    pub async fn run(self, stop: CancellationToken) {
        let runner = Arc::new(self);
        let mut queues = JoinSet::new();
        for queue in Queue::ALL {
            queues.spawn(runner.clone().work(queue, stop.clone()));
        }
        queues.spawn(runner.clone().housekeeping(stop));
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
                for job in self.lease(queue, BATCH).await? {
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
        let finisher = tokio::spawn(remove_finished(self.ctx.clone(), finishing));
        while !stop.is_cancelled() {
            let added = self.ctx.jobs_added.notified();
            let wanted = free.available_permits().min(BATCH);
            let jobs = match wanted {
                0 => Vec::new(),
                _ => self.lease(queue, wanted).await.unwrap_or_else(|error| {
                    tracing::error!(queue = queue.name(), %error, "jobs cannot be leased");
                    Vec::new()
                }),
            };
            let got = jobs.len();
            for job in jobs {
                let Ok(permit) = free.clone().acquire_owned().await else { break };
                let (runner, finished) = (self.clone(), finished.clone());
                tokio::spawn(async move {
                    if runner.attempt(&job).await {
                        let _ = finished.send(job.id).await;
                    }
                    drop(permit);
                });
            }
            if wanted == 0 {
                // All slots are busy: wait for one of them.
                tokio::select! {
                    _ = stop.cancelled() => {}
                    permit = free.acquire() => drop(permit),
                }
            } else if got < wanted {
                self.rest(queue, added, &stop).await;
            }
        }
        let _ = free.acquire_many(u32::try_from(slots).unwrap_or(1)).await;
        drop(finished);
        let _ = finisher.await;
    }

    /// Sleeps until a job is added or due.
    async fn rest(&self, queue: Queue, added: tokio::sync::futures::Notified<'_>, stop: &CancellationToken) {
        let due = job_queue::next_due(self.ctx.db.read(), queue).await.ok().flatten();
        let pause = due.map_or(TICK, |due| {
            let milliseconds = due.since(self.ctx.now()).max(5);
            Duration::from_millis(u64::try_from(milliseconds).unwrap_or(5)).min(TICK)
        });
        tokio::select! {
            _ = stop.cancelled() => {}
            _ = added => {}
            _ = tokio::time::sleep(pause) => {}
        }
    }

    async fn lease(&self, queue: Queue, limit: usize) -> store::Result<Vec<Job>> {
        let now = self.ctx.now();
        // Reading is cheap, the writer's lock is not: look before asking for it.
        if job_queue::next_due(self.ctx.db.read(), queue).await?.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        job_queue::lease(self.ctx.db.write(), queue, &self.name, now, now.plus(LEASE), limit as u64).await
    }

    async fn execute(&self, job: &Job) -> store::Result<()> {
        if self.attempt(job).await {
            job_queue::finish(self.ctx.db.write(), &[job.id]).await?;
        }
        Ok(())
    }

    /// Runs a job once; true when it is done, else its row already says what comes next.
    async fn attempt(&self, job: &Job) -> bool {
        let outcome = handle(&self.ctx, job).await;
        let label = if outcome.is_ok() { "done" } else { "failed" };
        metrics::counter!("phiomia_jobs_total", "kind" => job.kind.clone(), "outcome" => label).increment(1);
        let Err(error) = outcome else { return true };
        if let Err(error) = self.settle(job, error).await {
            // The lease will run out, and the job be tried again.
            tracing::error!(job = job.id, kind = job.kind, %error, "the outcome of a job cannot be stored");
        }
        false
    }

    async fn settle(&self, job: &Job, error: JobError) -> store::Result<()> {
        let db = self.ctx.db.write();
        let last = job.attempts >= i64::from(self.ctx.config.jobs.attempts);
        match error {
            JobError::Postpone(until, reason) => job_queue::postpone(db, job.id, until, &reason).await,
            JobError::Retry(reason) if !last => {
                tracing::info!(
                    kind = job.kind,
                    job = job.id,
                    attempt = job.attempts,
                    reason,
                    "job will be tried again"
                );
                job_queue::retry(db, job.id, self.ctx.now().plus(pause(job)), &reason).await
            }
            JobError::RetryAt(time, reason) if !last => job_queue::retry(db, job.id, time, &reason).await,
            JobError::Retry(reason) | JobError::RetryAt(_, reason) | JobError::Fail(reason) => {
                tracing::warn!(kind = job.kind, job = job.id, attempt = job.attempts, reason, "job given up");
                job_queue::bury(db, job.id, &reason).await
            }
        }
    }

    async fn housekeeping(self: Arc<Self>, stop: CancellationToken) {
        let mut hours = tokio::time::interval(Duration::from_secs(3600));
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                _ = stop.cancelled() => return,
                _ = ticks.tick() => match job_queue::reclaim(self.ctx.db.write(), self.ctx.now()).await {
                    Ok(0) => {}
                    Ok(count) => {
                        tracing::warn!(count, "jobs of a worker that died are taken up again");
                        self.ctx.jobs_added.notify_waiters();
                    }
                    Err(error) => tracing::error!(%error, "leases cannot be looked through"),
                },
                _ = hours.tick() => if let Err(error) = clean_up::schedule(&self.ctx).await {
                    tracing::error!(?error, "the clean-up cannot be scheduled");
                },
            }
        }
    }
}

/// Removes the rows of finished jobs, several in one statement when they come fast.
async fn remove_finished(ctx: Ctx, mut finishing: mpsc::Receiver<i64>) {
    let mut ids = Vec::with_capacity(BATCH);
    while finishing.recv_many(&mut ids, BATCH).await > 0 {
        if let Err(error) = job_queue::finish(ctx.db.write(), &ids).await {
            tracing::error!(%error, "finished jobs cannot be removed; they will run again");
        }
        // A lane's next job may start now.
        ctx.jobs_added.notify_waiters();
        ids.clear();
    }
}

/// Milliseconds until the next attempt: n⁴ seconds and a quarter of an hour's quarter, with jitter.
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
