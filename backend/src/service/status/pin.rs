//! Statuses pinned to one's profile.

use kinds::{AccountId, StatusId, Visibility};
use shared::entities::Status;
use store::{
    Event, Tx,
    entity::{pin, status},
    query::{act, user},
};

use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
    service::{auth::Viewer, present},
};

/// Pins a status of one's own.
///
/// # Errors
/// 422 when it is not one's own, a boost, direct, or when there are too many pins.
pub async fn pin(ctx: &Ctx, viewer: &Viewer, id: StatusId) -> Result<Status> {
    let row = super::change::visible(ctx.db.read(), Some(viewer.account), id).await?;
    let row = row.ok_or(ServiceError::NotFound)?;
    if row.account_id != viewer.account {
        return Err(refused("Someone else's post cannot be pinned"));
    }
    if row.reblog_of_id.is_some() {
        return Err(refused("A boost cannot be pinned"));
    }
    if row.visibility == Visibility::Direct {
        return Err(refused("Posts that are only visible to mentioned users cannot be pinned"));
    }
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), viewer.account).await?;
    if set_pinned(ctx, &tx, viewer.account, id, true).await? {
        if act::count_pins(tx.conn(), viewer.account).await? > ctx.config.limits.pinned_statuses.into() {
            return Err(refused("You have already pinned the maximum number of posts"));
        }
        tell(ctx, &tx, &row, true)?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer.account), id).await
}

/// Unpins a status.
///
/// # Errors
/// 404 when it is not one's own.
pub async fn unpin(ctx: &Ctx, viewer: &Viewer, id: StatusId) -> Result<Status> {
    let row = super::own(ctx, viewer.account, id).await?;
    let tx = ctx.begin().await?;
    if set_pinned(ctx, &tx, viewer.account, row.id, false).await? {
        tell(ctx, &tx, &row, false)?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer.account), id).await
}

/// Pins or unpins without asking for limits, for accounts here and elsewhere; false when it was so
/// already.
///
/// # Errors
/// When the database fails.
pub async fn set_pinned(ctx: &Ctx, tx: &Tx, account: AccountId, id: StatusId, pinned: bool) -> Result<bool> {
    let changed = if pinned {
        act::pin(tx.conn(), row(ctx, tx, account, id)).await?
    } else {
        act::unpin(tx.conn(), account, id).await?
    };
    if changed {
        tx.emit(Event::RelationsChanged { account });
    }
    Ok(changed)
}

/// Makes exactly these the pinned statuses of an account elsewhere, the first on top.
///
/// # Errors
/// When the database fails.
pub async fn set_all_pinned(ctx: &Ctx, tx: &Tx, account: AccountId, ids: &[StatusId]) -> Result<()> {
    if act::pins(tx.conn(), account).await? == ids {
        return Ok(());
    }
    act::unpin_all(tx.conn(), account).await?;
    for id in ids.iter().rev() {
        act::pin(tx.conn(), row(ctx, tx, account, *id)).await?;
    }
    tx.emit(Event::RelationsChanged { account });
    Ok(())
}

fn row(ctx: &Ctx, tx: &Tx, account: AccountId, status: StatusId) -> pin::Model {
    pin::Model { id: ctx.next_id(), account_id: account, status_id: status, created_at: tx.now() }
}

fn tell(ctx: &Ctx, tx: &Tx, row: &status::Model, pinned: bool) -> Result<()> {
    if row.local_only {
        return Ok(());
    }
    federate::tell(ctx, tx, Outgoing::Pin { account: row.account_id, status: row.id, pinned })
}

fn refused(text: &str) -> ServiceError {
    ServiceError::invalid(format!("Validation failed: {text}"))
}
