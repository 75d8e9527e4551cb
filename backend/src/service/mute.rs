//! Muting: one no longer sees the other, who does not learn of it. Never told to other servers.

use kinds::{AccountId, Millis};
use store::{Event, entity::mute, query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Longest mute that ends by itself: a hundred years.
const MAX_SECONDS: i64 = 100 * 365 * 24 * 60 * 60;

/// `account` mutes `target`, for so many seconds or (0) for ever. Again: changes the settings.
///
/// # Errors
/// 404 when the target is not there, 422 for a negative duration.
pub async fn mute(
    ctx: &Ctx,
    account: AccountId,
    target: AccountId,
    notifications: bool,
    seconds: i64,
) -> Result<()> {
    if seconds < 0 {
        return Err(ServiceError::field("duration", "ERR_INVALID", "is invalid"));
    }
    if account == target {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    let target = query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    let expires_at = (seconds > 0).then(|| tx.now().plus(seconds.min(MAX_SECONDS) * Millis::SECOND));
    let row = mute::Model {
        id: ctx.next_id(),
        account_id: account,
        target_id: target.id,
        hide_notifications: notifications,
        expires_at,
        created_at: tx.now(),
    };
    query::mute::upsert(tx.conn(), row).await?;
    tx.emit(Event::RelationsChanged { account });
    ctx.commit(tx).await
}

/// `account` no longer mutes `target`.
///
/// # Errors
/// When the database fails.
pub async fn unmute(ctx: &Ctx, account: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    if query::mute::delete(tx.conn(), account, target).await? {
        tx.emit(Event::RelationsChanged { account });
    }
    ctx.commit(tx).await
}
