//! Blocking: neither sees the other any more, and no follow remains between them.

use kinds::AccountId;
use store::{Event, Tx, entity::block, query};

use super::follow::{is_local, sever};
use crate::{
    ctx::Ctx,
    effects::federate::tell,
    error::{Result, ServiceError},
    job::Outgoing,
};

/// `account` blocks `target`. `uri` is the id of the Block activity of a remote account.
///
/// # Errors
/// 404 when one of the accounts is not there.
pub async fn block(ctx: &Ctx, account: AccountId, target: AccountId, uri: Option<String>) -> Result<()> {
    if account == target {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    let blocker = query::account::by_id(tx.conn(), account).await?.ok_or(ServiceError::NotFound)?;
    let target = query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    let id: i64 = ctx.next_id();
    let uri = uri.or_else(|| is_local(&blocker).then(|| format!("{}#blocks/{id}", blocker.uri)));
    let row = block::Model {
        id,
        account_id: blocker.id,
        target_id: target.id,
        uri: uri.clone(),
        created_at: tx.now(),
    };
    if query::block::insert(tx.conn(), row).await? {
        sever(ctx, &tx, &blocker, &target).await?;
        query::notification::delete_from(tx.conn(), blocker.id, target.id).await?;
        query::conversation::delete_with(tx.conn(), blocker.id, target.id).await?;
        query::notification_request::forget(tx.conn(), blocker.id, target.id).await?;
        changed(&tx, blocker.id, target.id);
        if let Some(uri) = uri.filter(|_| is_local(&blocker) && !is_local(&target)) {
            tell(ctx, &tx, Outgoing::Block { account: blocker.id, target: target.id, uri })?;
        }
    }
    ctx.commit(tx).await
}

/// `account` takes its block of `target` back. Follows do not come back.
///
/// # Errors
/// 404 when one of the accounts is not there.
pub async fn unblock(ctx: &Ctx, account: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    let blocker = query::account::by_id(tx.conn(), account).await?.ok_or(ServiceError::NotFound)?;
    let target = query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    if let Some(row) = query::block::delete(tx.conn(), blocker.id, target.id).await? {
        changed(&tx, blocker.id, target.id);
        if let Some(uri) = row.uri.filter(|_| is_local(&blocker) && !is_local(&target)) {
            tell(ctx, &tx, Outgoing::UndoBlock { account: blocker.id, target: target.id, uri })?;
        }
    }
    ctx.commit(tx).await
}

/// What both of them see has changed.
fn changed(tx: &Tx, one: AccountId, other: AccountId) {
    tx.emit(Event::RelationsChanged { account: one });
    tx.emit(Event::RelationsChanged { account: other });
}
