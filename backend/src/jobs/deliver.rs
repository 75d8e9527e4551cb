//! Delivers an activity to one inbox.

use super::{JobError, JobResult};
use crate::{
    ctx::Ctx,
    federation::deliver::{Delivery, deliver},
    job::Deliver,
};

pub(super) async fn run(ctx: &Ctx, job: Deliver) -> JobResult {
    match deliver(ctx, &job).await? {
        Delivery::Done => Ok(()),
        Delivery::Refused(reason) => Err(JobError::Fail(format!("{}: {reason}", job.inbox))),
        Delivery::Later(Some(time), reason) => Err(JobError::RetryAt(time, reason)),
        Delivery::Later(None, reason) => Err(JobError::Retry(reason)),
        Delivery::Postponed(until) => Err(JobError::Postpone(until, "the server has a pause".to_owned())),
    }
}
