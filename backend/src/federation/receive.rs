//! What is posted to an inbox, up to the row that says "to be handled": who signed, whether the
//! server may speak with us, whether it is an activity at all. Nothing has an effect here.

use kinds::AccountId;
use protocol::{
    parse,
    signature::Request,
    vocab::{Activity, ActivityKind, Item},
};
use store::query;

use super::{deliver, is_blocked, verify};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{self, JobKind},
};

/// Takes a posted activity in; `recipient` is the name of the inbox's owner, none for the shared one.
///
/// # Errors
/// 400 when it is no activity, 401 without a good signature, 403 from blocked servers, 404 when there
/// is no such inbox, 503 when the signer's key cannot be fetched now.
pub async fn receive(ctx: &Ctx, request: &Request<'_>, recipient: Option<&str>) -> Result<()> {
    if !ctx.config.federation.enabled {
        return Err(ServiceError::forbidden("This server does not talk with others"));
    }
    let recipient = match recipient {
        Some(name) => Some(owner(ctx, name).await?),
        None => None,
    };
    let activity = parse::activity(request.body)
        .map_err(|error| ServiceError::BadRequest(format!("Not an activity: {error}").into()))?;
    if is_blocked(ctx, &activity.actor.host()).await? {
        return Err(ServiceError::forbidden("This server does not talk with yours"));
    }
    if is_deletion_of_stranger(ctx, &activity).await? {
        return Ok(());
    }
    let signer = verify::signer(ctx, request).await?;
    deliver::seen_well(ctx, &signer.actor.host()).await?;
    let body = String::from_utf8_lossy(request.body).into_owned();
    let id = activity.id.as_ref().map(ToString::to_string);
    let object = subject(&activity);
    let job = job::Inbox { signer: signer.account, recipient, id, object, body };
    ctx.submit(job.to_job()?).await
}

async fn owner(ctx: &Ctx, name: &str) -> Result<AccountId> {
    let found = query::account::by_handle(ctx.db.read(), name, "").await?;
    Ok(found.filter(|account| account.suspended_at.is_none()).ok_or(ServiceError::NotFound)?.id)
}

/// Servers tell everybody when an account goes. Of one that was never here there is nothing to do, and
/// its key is gone too: it is not asked for.
async fn is_deletion_of_stranger(ctx: &Ctx, activity: &Activity) -> Result<bool> {
    if activity.kind != ActivityKind::Delete || activity.object_id() != Some(&activity.actor) {
        return Ok(false);
    }
    Ok(query::account::by_uri(ctx.db.read(), activity.actor.as_str()).await?.is_none())
}

/// What an activity is about in the end: of an Undo of a Like, the post.
fn subject(activity: &Activity) -> Option<String> {
    let mut current = activity;
    for _ in 0..3 {
        match current.object().and_then(Item::activity) {
            Some(inner) => current = inner,
            None => break,
        }
    }
    current.object_id().map(ToString::to_string)
}
