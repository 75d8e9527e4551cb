//! ReplyRequest (GoToSocial): who may reply as a follower, or as one whom the author follows, asks first, because
//! other servers cannot look that up. The author's policy answers at once; whoever just replies is held to the
//! same policy.

use kinds::AccountId;
use protocol::Uri;
use store::{entity::status, query};

use super::{Handled, Outcome, Received, quote::instrument_post};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    federation::fetch::FetchError,
    job::Outgoing,
    service::reply,
};

pub(super) async fn request(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let activity = received.activity;
    let (Some(id), Some(object), Some(instrument)) =
        (&activity.id, activity.object_id(), &activity.instrument)
    else {
        return Ok(Outcome::Ignored("it does not say what replies to what"));
    };
    let Some(uri) = instrument.id() else { return Ok(Outcome::Ignored("the reply has no id")) };
    if !uri.same_origin(received.actor_uri) {
        return Err(FetchError::Refused("the reply is on another origin than its author"));
    }
    let parent = query::status_change::by_uri(ctx.db.read(), object.as_str()).await?;
    let is_ours = |row: &status::Model| row.local && !row.local_only && row.reblog_of_id.is_none();
    let Some(parent) = parent.filter(is_ours) else {
        return Ok(Outcome::Ignored("the post is not ours"));
    };
    let actor = received.actor.id;
    if !may_reply(ctx, actor, &parent).await? {
        return reject(ctx, actor, id, &parent, uri).await;
    }
    let reply = instrument_post(ctx, received, instrument, uri).await?;
    let reply = query::status_change::by_id(ctx.db.read(), reply).await?;
    let fits = |row: &status::Model| row.account_id == actor && row.in_reply_to_id == Some(parent.id);
    let Some(reply) = reply.filter(fits) else {
        return Err(FetchError::Refused("the post does not reply to that one"));
    };
    answer(ctx, Outgoing::AcceptReply { status: reply.id, request: id.to_string() }).await
}

async fn may_reply(ctx: &Ctx, actor: AccountId, parent: &status::Model) -> Result<bool> {
    let db = ctx.db.read();
    if query::status_change::visible(db, Some(actor), parent.id).await?.is_none() {
        return Ok(false);
    }
    match reply::check(db, parent, actor).await {
        Ok(()) => Ok(true),
        Err(ServiceError::Forbidden(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

async fn reject(ctx: &Ctx, actor: AccountId, request: &Uri, parent: &status::Model, reply: &Uri) -> Handled {
    let outgoing = Outgoing::RejectReply {
        account: parent.account_id,
        to: actor,
        request: request.to_string(),
        parent: parent.uri.clone(),
        reply: reply.to_string(),
    };
    answer(ctx, outgoing).await
}

async fn answer(ctx: &Ctx, outgoing: Outgoing) -> Handled {
    let tx = ctx.begin().await?;
    federate::tell(ctx, &tx, outgoing)?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}
