//! Runs background jobs: leases them from the database, hands each to its handler, tries again later
//! what failed, keeps what failed for good.
//!
//! Handlers must be idempotent: a process may die after the work and before the row is gone.

mod clean_up;
mod delete_files;
mod deliver;
mod distribute;
mod inbox;
mod mail;
mod mail_notification;
mod mail_post;
mod push;
mod runner;
#[cfg(test)]
mod tests;
mod wakers;

use kinds::Millis;
use store::Job;

pub use runner::Runner;
pub use wakers::Wakers;

use crate::{
    ctx::Ctx,
    error::ServiceError,
    feed,
    job::{self, JobKind},
    service,
};

/// Why a job did not end well.
#[derive(Debug)]
pub enum JobError {
    /// Try again after the usual pause.
    Retry(String),
    /// Try again at this time, because somebody said so.
    RetryAt(Millis, String),
    /// Not its turn yet; does not count as an attempt.
    Postpone(Millis, String),
    /// Trying again would not help.
    Fail(String),
}

/// What a handler answers.
pub type JobResult = Result<(), JobError>;

impl From<ServiceError> for JobError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::Internal { .. } | ServiceError::Unavailable(_) | ServiceError::TooMany { .. } => {
                Self::Retry(error.to_string())
            }
            refused => Self::Fail(refused.to_string()),
        }
    }
}

impl From<sea_orm::DbErr> for JobError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Hands a job to its handler.
async fn handle(ctx: &Ctx, job: &Job) -> JobResult {
    match job.kind.as_str() {
        job::CleanUp::KIND => clean_up::run(ctx).await,
        job::RefreshTrends::KIND => Ok(service::trend::refresh(ctx).await?),
        job::DeleteFiles::KIND => delete_files::run(ctx, payload(job)?).await,
        job::ProcessMedia::KIND => {
            let job::ProcessMedia { media } = payload(job)?;
            Ok(Box::pin(service::media::process(ctx, media)).await?)
        }
        job::TrimRemoteFiles::KIND => {
            service::remote_media::trim(ctx).await.map(drop).map_err(JobError::from)
        }
        job::SendMail::KIND => mail::run(ctx, payload(job)?).await,
        job::FanOut::KIND => Ok(feed::fan_out(ctx, &payload(job)?).await?),
        job::NotifyBoosters::KIND => {
            let job::NotifyBoosters { status } = payload(job)?;
            Ok(service::status::notify_boosters(ctx, status).await?)
        }
        job::EndPoll::KIND => {
            let job::EndPoll { poll } = payload(job)?;
            match service::poll::end(ctx, poll).await? {
                None => Ok(()),
                Some(end) => Err(JobError::Postpone(end, "the poll was prolonged".to_owned())),
            }
        }
        job::PublishScheduled::KIND => {
            let job::PublishScheduled { id } = payload(job)?;
            match Box::pin(service::status::publish(ctx, id)).await? {
                None => Ok(()),
                Some(time) => Err(JobError::Postpone(time, "it was scheduled anew".to_owned())),
            }
        }
        job::TellAnnouncement::KIND => {
            let job::TellAnnouncement { announcement, ended } = payload(job)?;
            Ok(service::announcement::tell(ctx, announcement, ended).await?)
        }
        job::Unfilter::KIND => Ok(service::notification::unfilter(ctx, &payload(job)?).await?),
        job::Push::KIND => Ok(service::push::fan_out(ctx, &payload(job)?).await?),
        job::MailNotification::KIND => Box::pin(mail_notification::run(ctx, payload(job)?)).await,
        job::ConfirmSubscription::KIND => Box::pin(mail_post::confirm(ctx, payload(job)?)).await,
        job::MailSubscribers::KIND => Ok(service::email_subscription::fan_out(ctx, payload(job)?).await?),
        job::MailPost::KIND => Box::pin(mail_post::run(ctx, payload(job)?)).await,
        job::PushTo::KIND => Box::pin(push::run(ctx, payload(job)?)).await,
        job::IndexStatuses::KIND => Ok(service::search::index_statuses(ctx, payload(job)?).await?),
        job::Deliver::KIND => deliver::run(ctx, payload(job)?).await,
        job::Distribute::KIND => distribute::run(ctx, payload(job)?).await,
        job::FetchCard::KIND => Ok(Box::pin(service::link::fetch_card(ctx, payload(job)?)).await?),
        job::FetchStatus::KIND => Box::pin(inbox::fetch_status(ctx, payload(job)?)).await,
        job::FetchReplies::KIND => Box::pin(inbox::fetch_replies(ctx, payload(job)?)).await,
        job::ReadShowcase::KIND => Box::pin(inbox::read_showcase(ctx, payload(job)?)).await,
        job::MakeReport::KIND => {
            let job::MakeReport { account, year } = payload(job)?;
            Ok(service::annual_report::make(ctx, account, year).await?)
        }
        job::Inbox::KIND => Box::pin(inbox::run(ctx, payload(job)?)).await,
        job::VerifyQuote::KIND => Box::pin(inbox::verify_quote(ctx, payload(job)?)).await,
        job::RefreshPoll::KIND => Box::pin(inbox::refresh_poll(ctx, payload(job)?)).await,
        job::RefreshAccount::KIND => Box::pin(inbox::refresh_account(ctx, payload(job)?)).await,
        other => Err(JobError::Fail(format!("unknown kind of job: {other}"))),
    }
}

/// A job's payload.
fn payload<T: JobKind>(job: &Job) -> Result<T, JobError> {
    serde_json::from_str(&job.payload).map_err(|error| JobError::Fail(format!("unreadable payload: {error}")))
}
