//! Activities of other servers, one file for each kind. Each handler checks who may speak for what
//! and then calls the same services that local people's requests call. All of them are idempotent,
//! and cope with activities that arrive twice or in the wrong order.

mod accept;
mod announce;
mod block;
mod create;
mod delete;
mod featured;
mod flag;
mod follow;
mod forwarded;
mod like;
mod quote;
mod reply;
mod undo;
mod update;

use kinds::{AccountId, Millis};
use protocol::{
    Uri, origin, parse,
    vocab::{Activity, ActivityKind},
};
use store::{entity::account, query};

use super::{actor, fetch::FetchError, is_blocked};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{self, JobKind, RefreshAccount},
};

/// A profile older than this is fetched again.
const OLD: i64 = 7 * Millis::DAY;

/// What became of an activity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had its effect.
    Done,
    /// It has no effect here, for this reason.
    Ignored(&'static str),
}

/// What a handler answers. An error that is not temporary means: refused.
pub type Handled = Result<Outcome, FetchError>;

/// An activity with what was found out about it.
pub(super) struct Received<'a> {
    /// The activity.
    activity: &'a Activity,
    /// Its actor, who has signed it.
    actor: &'a account::Model,
    /// Its actor's id.
    actor_uri: &'a Uri,
    /// Whose inbox it came to, when it was not the shared one.
    recipient: Option<AccountId>,
}

/// Handles an activity that was posted to an inbox with a good signature.
///
/// # Errors
/// When it is refused, or something it needs cannot be fetched now.
pub async fn process(ctx: &Ctx, job: &job::Inbox) -> Handled {
    let activity = parse::activity(job.body.as_bytes())?;
    let actor = actor::row(ctx, job.signer).await?;
    let actor_uri = Uri::parse(&actor.uri).map_err(|_| FetchError::Refused("the signer has no id"))?;
    if is_blocked(ctx, &actor_uri.host()).await? {
        return Ok(Outcome::Ignored("the server is blocked"));
    }
    let received =
        Received { activity: &activity, actor: &actor, actor_uri: &actor_uri, recipient: job.recipient };
    if activity.actor != actor_uri {
        return forwarded::handle(ctx, &received).await;
    }
    origin::check_activity_id(activity.id.as_ref(), &actor_uri)?;
    // What a suspended account says counts only when it takes something back.
    let ends = matches!(activity.kind, ActivityKind::Undo | ActivityKind::Reject | ActivityKind::Delete);
    if actor.suspended_at.is_some() && !ends {
        return Ok(Outcome::Ignored("the account is suspended"));
    }
    // A post is known by its own id.
    let id = activity.id.as_ref().map(Uri::as_str).filter(|_| activity.kind != ActivityKind::Create);
    if let Some(id) = id
        && query::inbox::is_seen(ctx.db.read(), id).await?
    {
        return Ok(Outcome::Ignored("seen before"));
    }
    let outcome = dispatch(ctx, &received).await?;
    // A Follow may be sent again when the answer was lost; doing it twice is harmless.
    if let Some(id) = id.filter(|_| activity.kind != ActivityKind::Follow) {
        query::inbox::see(ctx.db.write(), id, ctx.now()).await?;
    }
    refresh_if_old(ctx, &actor).await?;
    Ok(outcome)
}

/// Profiles change without notice: who is heard of again after a week is looked at again, and at once
/// when it was thought to be gone.
async fn refresh_if_old(ctx: &Ctx, actor: &account::Model) -> Result<()> {
    let reachable = !actor.inbox_url.is_empty();
    if reachable && actor.fetched_at.is_some_and(|time| ctx.now().since(time) < OLD) {
        return Ok(());
    }
    ctx.submit(RefreshAccount { uri: actor.uri.clone() }.to_job()?).await
}

async fn dispatch(ctx: &Ctx, received: &Received<'_>) -> Handled {
    match &received.activity.kind {
        ActivityKind::Create => Box::pin(create::handle(ctx, received)).await,
        ActivityKind::Update => Box::pin(update::handle(ctx, received)).await,
        ActivityKind::Delete => Box::pin(delete::handle(ctx, received)).await,
        ActivityKind::Follow => follow::handle(ctx, received).await,
        ActivityKind::Accept => accept::accept(ctx, received).await,
        ActivityKind::Reject => accept::reject(ctx, received).await,
        ActivityKind::Undo => Box::pin(undo::handle(ctx, received)).await,
        ActivityKind::Announce => Box::pin(announce::handle(ctx, received)).await,
        ActivityKind::Like | ActivityKind::EmojiReact => like::handle(ctx, received).await,
        ActivityKind::Block => block::handle(ctx, received).await,
        ActivityKind::Add => Box::pin(featured::handle(ctx, received, true)).await,
        ActivityKind::Remove => Box::pin(featured::handle(ctx, received, false)).await,
        ActivityKind::Flag => flag::handle(ctx, received).await,
        ActivityKind::Move => Ok(Outcome::Ignored("moves are not followed yet")),
        ActivityKind::QuoteRequest => Box::pin(quote::request(ctx, received)).await,
        ActivityKind::ReplyRequest => Box::pin(reply::request(ctx, received)).await,
        ActivityKind::Dislike | ActivityKind::Other(_) => Ok(Outcome::Ignored("nothing is done with this")),
    }
}

impl Received<'_> {
    /// The local account that is acted upon.
    async fn local_target(&self, ctx: &Ctx) -> Result<Option<AccountId>> {
        match self.activity.object_id() {
            Some(uri) => local_account(ctx, uri).await,
            None => Ok(None),
        }
    }
}

/// The local account with this id.
async fn local_account(ctx: &Ctx, uri: &Uri) -> Result<Option<AccountId>> {
    let found = query::account::by_uri(ctx.db.read(), uri.as_str()).await?;
    Ok(found.filter(|account| account.domain.is_empty()).map(|account| account.id))
}

/// Turns "no such thing" and "not allowed" of a service into "ignored": what others send is not an
/// error of ours.
fn tolerate(result: Result<()>, reason: &'static str) -> Handled {
    match result {
        Ok(()) => Ok(Outcome::Done),
        Err(error @ (ServiceError::Internal { .. } | ServiceError::Unavailable(_))) => Err(error.into()),
        Err(_) => Ok(Outcome::Ignored(reason)),
    }
}
