//! What other servers are told. Only a job row is written here; `federation` does the rest.

use kinds::{Millis, StatusId};
use store::{NewJob, Tx};

use crate::{
    ctx::Ctx,
    error::Result,
    job::{Distribute, JobKind, Outgoing},
};

/// The counts of a poll are told once in so long, however many vote.
const TALLY_SPAN: i64 = 3 * Millis::MINUTE;

/// Notes that other servers have to be told of something a local account did.
///
/// # Errors
/// When it cannot be put into JSON.
pub fn tell(ctx: &Ctx, tx: &Tx, activity: Outgoing) -> Result<()> {
    if ctx.config.federation.enabled {
        tx.enqueue([Distribute { activity }.to_job()?]);
    }
    Ok(())
}

/// The same of several things at once.
///
/// # Errors
/// When they cannot be put into JSON.
pub fn tell_all(ctx: &Ctx, tx: &Tx, activities: impl IntoIterator<Item = Outgoing>) -> Result<()> {
    if ctx.config.federation.enabled {
        let jobs: Result<Vec<_>> =
            activities.into_iter().map(|activity| Distribute { activity }.to_job()).collect();
        tx.enqueue(jobs?);
    }
    Ok(())
}

/// Notes that the counts of a poll have to be told: once for all votes of some minutes.
///
/// # Errors
/// When it cannot be put into JSON.
pub fn tell_tally(ctx: &Ctx, tx: &Tx, status: StatusId) -> Result<()> {
    if ctx.config.federation.enabled {
        let span = tx.now().0.div_euclid(TALLY_SPAN);
        let job = Distribute { activity: Outgoing::PollTally { status } };
        let job = job.to_job_at(Millis((span + 1) * TALLY_SPAN))?;
        // The span is part of the key: a vote that comes while the job runs is told of by the next one.
        // Without a lane: what happens to the post meanwhile does not wait.
        tx.enqueue([NewJob { unique_key: Some(format!("tally:{status}:{span}")), lane: None, ..job }]);
    }
    Ok(())
}
