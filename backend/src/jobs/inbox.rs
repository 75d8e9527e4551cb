//! Handles what another server has posted, and fetches what that refers to.

use protocol::Uri;

use super::{JobError, JobResult};
use crate::{
    ctx::Ctx,
    federation::{fetch::FetchError, inbox, quote, replies, resolve, showcase},
    job::{FetchReplies, FetchStatus, Inbox, ReadShowcase, RefreshAccount, RefreshPoll, VerifyQuote},
};

pub(super) async fn run(ctx: &Ctx, job: Inbox) -> JobResult {
    match Box::pin(inbox::process(ctx, &job)).await {
        Ok(outcome) => {
            tracing::debug!(?outcome, signer = job.signer.0, "activity handled");
            Ok(())
        }
        Err(error) => settle(&error, "activity refused"),
    }
}

pub(super) async fn fetch_status(ctx: &Ctx, job: FetchStatus) -> JobResult {
    let Ok(uri) = Uri::parse(&job.uri) else { return Err(JobError::Fail("not an address".to_owned())) };
    match resolve::status(ctx, &uri, job.depth).await {
        Ok(_) => Ok(()),
        Err(error) => settle(&error, "post not fetched"),
    }
}

pub(super) async fn fetch_replies(ctx: &Ctx, job: FetchReplies) -> JobResult {
    match replies::fetch(ctx, job.status).await {
        Ok(()) => Ok(()),
        Err(error) => settle(&error, "replies not fetched"),
    }
}

pub(super) async fn read_showcase(ctx: &Ctx, job: ReadShowcase) -> JobResult {
    match showcase::read(ctx, &job).await {
        Ok(()) => Ok(()),
        Err(error) => settle(&error, "profile's lists not read"),
    }
}

pub(super) async fn refresh_account(ctx: &Ctx, job: RefreshAccount) -> JobResult {
    let Ok(uri) = Uri::parse(&job.uri) else { return Err(JobError::Fail("not an address".to_owned())) };
    match resolve::refresh(ctx, &uri).await {
        Ok(_) => Ok(()),
        Err(error) => settle(&error, "account not fetched"),
    }
}

pub(super) async fn refresh_poll(ctx: &Ctx, job: RefreshPoll) -> JobResult {
    let Ok(uri) = Uri::parse(&job.uri) else { return Err(JobError::Fail("not an address".to_owned())) };
    match resolve::refresh_poll(ctx, &uri).await {
        Ok(()) => Ok(()),
        Err(error) => settle(&error, "poll not fetched"),
    }
}

pub(super) async fn verify_quote(ctx: &Ctx, job: VerifyQuote) -> JobResult {
    match quote::verify(ctx, &job).await {
        Ok(()) => Ok(()),
        Err(error) => settle(&error, "quote not verified"),
    }
}

/// What may go better later is tried again. What others did wrong is no failure of ours: it is logged
/// and done with.
fn settle(error: &FetchError, what: &'static str) -> JobResult {
    if error.is_temporary() {
        return Err(JobError::Retry(error.to_string()));
    }
    tracing::info!(%error, what);
    Ok(())
}
