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
