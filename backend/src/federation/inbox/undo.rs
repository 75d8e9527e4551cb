//! Undo: taking a follow, favourite, boost or block back. Only who did a thing can undo it.

use protocol::{
    Uri,
    vocab::{Activity, ActivityKind, Item},
};
use store::query;

use super::{Handled, Outcome, Received, like, local_account, tolerate};
use crate::{ctx::Ctx, federation::fetch::FetchError, service};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(item) = received.activity.object() else { return Ok(Outcome::Ignored("nothing is undone")) };
    match (item.activity(), item) {
        (Some(inner), _) => embedded(ctx, received, inner).await,
        (None, Item::Id(uri)) => by_id(ctx, received, uri).await,
        _ => Ok(Outcome::Ignored("not an activity")),
    }
}

async fn embedded(ctx: &Ctx, received: &Received<'_>, inner: &Activity) -> Handled {
    if inner.actor != *received.actor_uri {
        return Err(FetchError::Refused("somebody else's activity"));
    }
    let actor = received.actor.id;
    let Some(object) = inner.object_id() else { return Ok(Outcome::Ignored("nothing is undone")) };
    let outcome = match &inner.kind {
        ActivityKind::Follow => match local_account(ctx, object).await? {
            Some(target) => tolerate(service::follow::unfollow(ctx, actor, target).await, "no such follow")?,
            None => Outcome::Ignored("nobody here"),
        },
        ActivityKind::Block => match local_account(ctx, object).await? {
            Some(target) => tolerate(service::block::unblock(ctx, actor, target).await, "no such block")?,
            None => Outcome::Ignored("nobody here"),
        },
        ActivityKind::Like | ActivityKind::EmojiReact => unlike(ctx, received, inner, object).await?,
        ActivityKind::Announce => unboost(ctx, received, inner.id.as_ref(), object).await?,
        // The followed side takes its acceptance back.
        ActivityKind::Accept => match inner.object().and_then(Item::activity) {
            Some(follow) if follow.object_id() == Some(received.actor_uri) => {
                match local_account(ctx, &follow.actor).await? {
                    Some(follower) => {
                        tolerate(service::follow::reject(ctx, actor, follower).await, "no such follow")?
                    }
                    None => Outcome::Ignored("nobody here"),
                }
            }
            _ => Outcome::Ignored("not a follow of ours"),
        },
        _ => Outcome::Ignored("nothing is done with this"),
    };
    remember(ctx, received, inner.id.as_ref()).await?;
    Ok(outcome)
}

/// The undone activity may still arrive: it has no effect then.
async fn remember(ctx: &Ctx, received: &Received<'_>, undone: Option<&Uri>) -> Result<(), FetchError> {
    if let Some(id) = undone.filter(|id| id.same_origin(received.actor_uri)) {
        query::inbox::see(ctx.db.write(), id.as_str(), ctx.now()).await?;
    }
    Ok(())
}

/// A reaction is found by the id of its activity, else by its emoji; what is neither is a favourite.
async fn unlike(ctx: &Ctx, received: &Received<'_>, inner: &Activity, object: &Uri) -> Handled {
    if let Some(id) = &inner.id
        && unreact_by_id(ctx, received, id).await?
    {
        return Ok(Outcome::Done);
    }
    let emoji = like::emoji(ctx, received, inner).await?;
    let tx = ctx.begin().await?;
    let Some(status) = query::status_change::by_uri(tx.conn(), object.as_str()).await? else {
        return Ok(Outcome::Ignored("the post is not here"));
    };
    let mut removed = match emoji {
        Some(emoji) => {
            service::status::remove_reaction(&tx, received.actor.id, &status, &emoji.name).await?.is_some()
        }
        None => false,
    };
    if !removed && inner.kind == ActivityKind::Like {
        removed = service::status::remove_favourite(&tx, received.actor.id, &status).await?.is_some();
    }
    ctx.commit(tx).await?;
    Ok(if removed { Outcome::Done } else { Outcome::Ignored("no such favourite") })
}

async fn unreact_by_id(ctx: &Ctx, received: &Received<'_>, id: &Uri) -> Result<bool, FetchError> {
    let (db, actor) = (ctx.db.read(), received.actor.id);
    let Some(row) = query::reaction::by_uri(db, actor, id.as_str()).await? else { return Ok(false) };
    let Some(status) = query::status_change::by_id(db, row.status_id).await? else { return Ok(false) };
    let tx = ctx.begin().await?;
    service::status::remove_reaction(&tx, actor, &status, &row.name).await?;
    ctx.commit(tx).await?;
    Ok(true)
}

async fn unboost(ctx: &Ctx, received: &Received<'_>, id: Option<&Uri>, object: &Uri) -> Handled {
    let actor = received.actor.id;
    let tx = ctx.begin().await?;
    let mut found = match id {
        Some(id) => query::status_change::by_uri(tx.conn(), id.as_str()).await?,
        None => None,
    };
    if found.is_none()
        && let Some(original) = query::status_change::by_uri(tx.conn(), object.as_str()).await?
    {
        found = query::status_change::boost(tx.conn(), actor, original.id).await?;
    }
    let own = found.filter(|boost| boost.account_id == actor && boost.reblog_of_id.is_some());
    let Some(boost) = own else { return Ok(Outcome::Ignored("no such boost")) };
    service::status::unboost(ctx, &tx, &boost).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

/// Some servers send the id alone: it is looked for among all that can be undone.
async fn by_id(ctx: &Ctx, received: &Received<'_>, uri: &Uri) -> Handled {
    if !uri.same_origin(received.actor_uri) {
        return Err(FetchError::Refused("somebody else's activity"));
    }
    let (db, actor) = (ctx.db.read(), received.actor.id);
    remember(ctx, received, Some(uri)).await?;
    let follow = query::follow::by_uri(db, uri.as_str()).await?.map(|row| (row.account_id, row.target_id));
    let request =
        query::follow::request_by_uri(db, uri.as_str()).await?.map(|row| (row.account_id, row.target_id));
    if let Some((_, target)) = follow.or(request).filter(|(follower, _)| *follower == actor) {
        return tolerate(service::follow::unfollow(ctx, actor, target).await, "no such follow");
    }
    if let Some(favourite) = query::federation::favourite_by_uri(db, actor, uri.as_str()).await?
        && let Some(status) = query::status_change::by_id(db, favourite.status_id).await?
    {
        let tx = ctx.begin().await?;
        service::status::remove_favourite(&tx, actor, &status).await?;
        ctx.commit(tx).await?;
        return Ok(Outcome::Done);
    }
    if unreact_by_id(ctx, received, uri).await? {
        return Ok(Outcome::Done);
    }
    unboost(ctx, received, Some(uri), uri).await
}
