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
/// When the row cannot be written.
pub async fn tell(ctx: &Ctx, tx: &Tx, activity: Outgoing) -> Result<()> {
    if ctx.config.federation.enabled {
        tx.enqueue(&ctx.ids, [Distribute { activity }.to_job()?]).await?;
    }
    Ok(())
}

/// The same of several things at once.
///
/// # Errors
/// When the rows cannot be written.
pub async fn tell_all(ctx: &Ctx, tx: &Tx, activities: impl IntoIterator<Item = Outgoing>) -> Result<()> {
    if ctx.config.federation.enabled {
        let jobs: Result<Vec<_>> =
            activities.into_iter().map(|activity| Distribute { activity }.to_job()).collect();
        tx.enqueue(&ctx.ids, jobs?).await?;
    }
    Ok(())
}
