//! Removes files whose rows are gone. Repeating it does no harm.

use super::JobResult;
use crate::{ctx::Ctx, job::DeleteFiles};

/// Removes the files.
pub(super) async fn run(ctx: &Ctx, job: DeleteFiles) -> JobResult {
    for key in &job.keys {
        ctx.media.storage.delete(key).await?;
    }
    Ok(())
}
