//! `phiomia job …`.

use anyhow::bail;
use clap::Subcommand;
use store::{
    Job, Queue,
    job_queue::{self, Listed},
};

use crate::{config::Config, ctx::Ctx};

/// Jobs read at a time for the list.
const PAGE: u64 = 500;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Lists background jobs: id, queue, kind, state, attempts, the last error, what they need.
    List {
        /// Only those that were given up.
        #[arg(long)]
        dead: bool,
    },
    /// Puts jobs that were given up back into their queues.
    Retry(Which),
    /// Forgets jobs that were given up.
    Discard(Which),
}

#[derive(Debug, clap::Args)]
pub(super) struct Which {
    /// The job's id.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    id: Option<i64>,
    /// All that were given up.
    #[arg(long)]
    all: bool,
}

pub(super) async fn run(config: Config, command: Command) -> anyhow::Result<()> {
    super::on_data(config, async |ctx| match command {
        Command::List { dead } => list(ctx, if dead { Listed::Dead } else { Listed::All }).await,
        Command::Retry(which) => {
            let count = job_queue::revive(ctx.db.write(), which.id, ctx.now()).await?;
            report(which.id, count, "will run again")
        }
        Command::Discard(which) => {
            let count = job_queue::discard(ctx.db.write(), which.id).await?;
            report(which.id, count, "forgotten")
        }
    })
    .await
}

async fn list(ctx: &Ctx, which: Listed) -> anyhow::Result<()> {
    let mut after = i64::MIN;
    loop {
        let page = job_queue::list(ctx.db.read(), which, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
        for job in &page {
            super::say(line(job));
        }
    }
}

/// One line whatever the error says.
fn line(job: &Job) -> String {
    let queue = Queue::ALL.into_iter().find(|queue| queue.number() == job.queue).map_or("?", Queue::name);
    let state = match job.state {
        0 => "waiting",
        1 => "running",
        _ => "dead",
    };
    let error = job.last_error.as_deref().unwrap_or("-").replace(['\n', '\t'], " ");
    format!("{}\t{queue}\t{}\t{state}\t{}\t{error}\t{}", job.id, job.kind, job.attempts, job.payload)
}

fn report(id: Option<i64>, count: u64, what: &str) -> anyhow::Result<()> {
    match (id, count) {
        (Some(id), 0) => bail!("no job {id} was given up"),
        (_, count) => super::say(format!("{count} jobs {what}.")),
    }
    Ok(())
}
