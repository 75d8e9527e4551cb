//! Tells other servers of something a local account did.

use super::JobResult;
use crate::{ctx::Ctx, federation::distribute, job::Distribute};

pub(super) async fn run(ctx: &Ctx, job: Distribute) -> JobResult {
    Ok(distribute::run(ctx, &job.activity).await?)
}
