//! Answering requests to follow, and removing followers.

use kinds::{AccountId, NotificationKind};
use store::{
    Tx,
    entity::{account, follow_request},
    query::{self, follow::NewFollow},
};

use super::{is_local, party, take_request, touched};
use crate::{
    ctx::Ctx,
    effects::{
        federate::tell,
        notify::{notify, withdraw},
    },
    error::{Result, ServiceError},
    job::Outgoing,
};

/// `target` accepts the request of `follower`.
///
/// # Errors
/// 404 when there is no such request: nobody follows who has not asked.
pub async fn accept(ctx: &Ctx, target: AccountId, follower: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    let (target, follower) = (party(&tx, target).await?, party(&tx, follower).await?);
    let request = take_request(&tx, follower.id, target.id).await?;
    admit(ctx, &tx, &target, &follower, request.ok_or(ServiceError::NotFound)?).await?;
    ctx.commit(tx).await
}

/// The same for a remote `target` that names only the id of the Follow activity.
///
/// # Errors
/// 404 when there is no such request to `target`.
pub async fn accept_by_uri(ctx: &Ctx, target: AccountId, uri: &str) -> Result<()> {
    let request = query::follow::request_by_uri(ctx.db.read(), uri).await?;
    let request = request.filter(|request| request.target_id == target).ok_or(ServiceError::NotFound)?;
    accept(ctx, target, request.account_id).await
}

/// `target` refuses the request of `follower`. When it had accepted before, it takes that back.
///
/// # Errors
/// 404 when there is neither request nor follow.
pub async fn reject(ctx: &Ctx, target: AccountId, follower: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    let (target, follower) = (party(&tx, target).await?, party(&tx, follower).await?);
    let request = take_request(&tx, follower.id, target.id).await?;
    let requested = request.is_some();
    let mut uri = request.and_then(|request| request.uri);
    // Local people refuse requests; other servers may also end what they had accepted.
    let follow = if is_local(&target) { None } else { end(&tx, &target, &follower).await? };
    if !requested && follow.is_none() {
        return Err(ServiceError::NotFound);
    }
    uri = uri.or(follow.flatten());
    withdraw(&tx, target.id, follower.id, NotificationKind::FollowRequest, None).await?;
    tell_rejected(ctx, &tx, &target, &follower, uri)?;
    ctx.commit(tx).await
}

/// The same for a remote `target` that names only the id of the Follow activity.
///
/// # Errors
/// 404 when `target` was never asked by that activity.
pub async fn reject_by_uri(ctx: &Ctx, target: AccountId, uri: &str) -> Result<()> {
    let db = ctx.db.read();
    let request = query::follow::request_by_uri(db, uri).await?;
    let asked = request.filter(|row| row.target_id == target).map(|row| row.account_id);
    let asked = match asked {
        Some(follower) => Some(follower),
        None => {
            let follow = query::follow::by_uri(db, uri).await?;
            follow.filter(|row| row.target_id == target).map(|row| row.account_id)
        }
    };
    reject(ctx, target, asked.ok_or(ServiceError::NotFound)?).await
}

/// `target` no longer wants `follower` among its followers.
///
/// # Errors
/// 404 when one of the accounts is not there.
pub async fn remove_follower(ctx: &Ctx, target: AccountId, follower: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    let (target, follower) = (party(&tx, target).await?, party(&tx, follower).await?);
    if let Some(uri) = end(&tx, &target, &follower).await? {
        withdraw(&tx, target.id, follower.id, NotificationKind::Follow, None).await?;
        tell_rejected(ctx, &tx, &target, &follower, uri)?;
    }
    ctx.commit(tx).await
}

/// Ends a follow; answers the id of its activity when there was one.
async fn end(tx: &Tx, target: &account::Model, follower: &account::Model) -> Result<Option<Option<String>>> {
    let Some(follow) = query::follow::delete(tx.conn(), follower.id, target.id).await? else {
        return Ok(None);
    };
    touched(tx, follower.id, target.id).await?;
    Ok(Some(follow.uri))
}

async fn admit(
    ctx: &Ctx,
    tx: &Tx,
    target: &account::Model,
    follower: &account::Model,
    request: follow_request::Model,
) -> Result<()> {
    let uri = request.uri.clone();
    let new = NewFollow {
        id: ctx.next_id(),
        account: follower.id,
        target: target.id,
        uri: request.uri,
        show_reblogs: request.show_reblogs,
        notify: request.notify,
        languages: request.languages,
        created_at: tx.now(),
    };
    withdraw(tx, target.id, follower.id, NotificationKind::FollowRequest, None).await?;
    if query::follow::insert(tx.conn(), new).await? {
        touched(tx, follower.id, target.id).await?;
        notify(ctx, tx, target.id, follower.id, NotificationKind::Follow, None).await?;
    }
    match uri {
        Some(uri) if is_local(target) && !is_local(follower) => {
            tell(ctx, tx, Outgoing::AcceptFollow { account: target.id, follower: follower.id, uri })
        }
        _ => Ok(()),
    }
}

fn tell_rejected(
    ctx: &Ctx,
    tx: &Tx,
    target: &account::Model,
    follower: &account::Model,
    uri: Option<String>,
) -> Result<()> {
    match uri {
        Some(uri) if is_local(target) && !is_local(follower) => {
            tell(ctx, tx, Outgoing::RejectFollow { account: target.id, follower: follower.id, uri })
        }
        _ => Ok(()),
    }
}
