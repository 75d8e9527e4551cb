//! What other servers are told. Only a job row is written here; `federation` does the rest.

use store::Tx;

use crate::{
    ctx::Ctx,
    error::Result,
    job::{Distribute, JobKind, Outgoing},
};

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
