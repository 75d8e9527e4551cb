//! Accept and Reject: answers to what somebody here asked for. They never create anything that was
//! not asked for.

use kinds::AccountId;
use protocol::vocab::{Activity, ActivityKind, Item};

use super::{Handled, Outcome, Received, local_account, quote, tolerate};
use crate::{ctx::Ctx, error::Result, service::follow};

const NOT_ASKED: &str = "it was not asked for";

/// What is answered.
enum Answered {
    /// The follow of a local account.
    By(AccountId),
    /// The Follow with this id.
    Named(String),
    /// Nothing of ours.
    Nothing,
}

pub(super) async fn accept(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let actor = received.actor.id;
    if let Some(quote) = quote::asked(ctx, received).await? {
        return quote::accepted(ctx, received, &quote).await;
    }
    let result = match answered(ctx, received).await? {
        Answered::By(follower) => follow::accept(ctx, actor, follower).await,
        Answered::Named(uri) => follow::accept_by_uri(ctx, actor, &uri).await,
        Answered::Nothing => return Ok(Outcome::Ignored(NOT_ASKED)),
    };
    tolerate(result, NOT_ASKED)
}

pub(super) async fn reject(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let actor = received.actor.id;
    if let Some(quote) = quote::asked(ctx, received).await? {
        return quote::rejected(ctx, &quote).await;
    }
    let result = match answered(ctx, received).await? {
        Answered::By(follower) => follow::reject(ctx, actor, follower).await,
        Answered::Named(uri) => follow::reject_by_uri(ctx, actor, &uri).await,
        Answered::Nothing => return Ok(Outcome::Ignored(NOT_ASKED)),
    };
    tolerate(result, NOT_ASKED)
}

/// An embedded Follow counts by who follows whom; some servers send it with another id than it had.
async fn answered(ctx: &Ctx, received: &Received<'_>) -> Result<Answered> {
    let Some(item) = received.activity.object() else { return Ok(Answered::Nothing) };
    match (item.activity(), item) {
        (Some(inner), _) => by_parties(ctx, received, inner).await,
        (None, Item::Id(uri)) => Ok(Answered::Named(uri.to_string())),
        _ => Ok(Answered::Nothing),
    }
}

async fn by_parties(ctx: &Ctx, received: &Received<'_>, inner: &Activity) -> Result<Answered> {
    if inner.kind != ActivityKind::Follow || inner.object_id() != Some(received.actor_uri) {
        return Ok(Answered::Nothing);
    }
    Ok(local_account(ctx, &inner.actor).await?.map_or(Answered::Nothing, Answered::By))
}
