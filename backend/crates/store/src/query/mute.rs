//! Mutes.

use kinds::{AccountId, Millis};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::{Result, entity::mute};

/// Stores a mute, or changes the one that is there.
///
/// # Errors
/// When the database cannot be written.
pub async fn upsert(db: &impl ConnectionTrait, row: mute::Model) -> Result<()> {
    let pair = OnConflict::columns([mute::Column::AccountId, mute::Column::TargetId])
        .update_columns([mute::Column::HideNotifications, mute::Column::ExpiresAt])
        .to_owned();
    let row = mute::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        target_id: Set(row.target_id),
        hide_notifications: Set(row.hide_notifications),
        expires_at: Set(row.expires_at),
        created_at: Set(row.created_at),
    };
    mute::Entity::insert(row).on_conflict(pair).exec_without_returning(db).await?;
    Ok(())
}

/// Removes a mute; false when there was none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, account: AccountId, target: AccountId) -> Result<bool> {
    let done = mute::Entity::delete_many()
        .filter(mute::Column::AccountId.eq(account))
        .filter(mute::Column::TargetId.eq(target))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Removes the mutes that have ended by `now`; returns how many.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_expired(db: &impl ConnectionTrait, now: Millis) -> Result<u64> {
    Ok(mute::Entity::delete_many().filter(mute::Column::ExpiresAt.lte(now)).exec(db).await?.rows_affected)
}
