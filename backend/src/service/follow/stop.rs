//! Ending a follow from the follower's side, and cutting everything between two accounts.

use kinds::{AccountId, NotificationKind};
use store::{Tx, entity::account, query};

use super::{is_local, take_request, touched};
use crate::{
    ctx::Ctx,
    effects::{federate::tell, notify::withdraw},
    error::{Result, ServiceError},
    job::Outgoing,
};

/// `account` no longer follows `target`, and no longer asks to.
///
/// # Errors
/// 404 when one of the accounts is not there.
pub async fn unfollow(ctx: &Ctx, account: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    let follower = query::account::by_id(tx.conn(), account).await?.ok_or(ServiceError::NotFound)?;
    let target = query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    stop(ctx, &tx, &follower, &target).await?;
    ctx.commit(tx).await
}

/// Ends follows and requests in both directions, as part of a block.
///
/// # Errors
/// When the database fails.
pub async fn sever(ctx: &Ctx, tx: &Tx, account: &account::Model, target: &account::Model) -> Result<()> {
    stop(ctx, tx, account, target).await?;
    let follow = query::follow::delete(tx.conn(), target.id, account.id).await?;
    let request = take_request(tx, target.id, account.id).await?;
    if follow.is_some() {
        touched(tx, target.id, account.id).await?;
    }
    let uri = follow.and_then(|row| row.uri).or(request.and_then(|row| row.uri));
    match uri {
        Some(uri) if is_local(account) && !is_local(target) => {
            tell(ctx, tx, Outgoing::RejectFollow { account: account.id, follower: target.id, uri })
        }
        _ => Ok(()),
    }
}

async fn stop(ctx: &Ctx, tx: &Tx, follower: &account::Model, target: &account::Model) -> Result<()> {
    let follow = query::follow::delete(tx.conn(), follower.id, target.id).await?;
    let request = take_request(tx, follower.id, target.id).await?;
    if follow.is_some() {
        touched(tx, follower.id, target.id).await?;
        withdraw(tx, target.id, follower.id, NotificationKind::Follow, None).await?;
    }
    if request.is_some() {
        withdraw(tx, target.id, follower.id, NotificationKind::FollowRequest, None).await?;
    }
    let uri = follow.and_then(|row| row.uri).or(request.and_then(|row| row.uri));
    match uri {
        Some(uri) if is_local(follower) && !is_local(target) => {
            tell(ctx, tx, Outgoing::UndoFollow { account: follower.id, target: target.id, uri })
        }
        _ => Ok(()),
    }
}
