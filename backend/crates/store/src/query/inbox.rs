//! What has come in: activities seen and things deleted, so that repeats and latecomers have no effect.

use kinds::Millis;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{
    Result,
    entity::{seen_activity, tombstone},
};

/// Whether an activity was seen already.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_seen(db: &impl ConnectionTrait, uri: &str) -> Result<bool> {
    Ok(seen_activity::Entity::find_by_id(uri).one(db).await?.is_some())
}

/// Remembers an activity; for days, not for ever.
///
/// # Errors
/// When the database cannot be written.
pub async fn see(db: &impl ConnectionTrait, uri: &str, now: Millis) -> Result<()> {
    let row = seen_activity::ActiveModel { uri: Set(uri.to_owned()), created_at: Set(now) };
    seen_activity::Entity::insert(row)
        .on_conflict(OnConflict::column(seen_activity::Column::Uri).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Whether something was deleted.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_buried(db: &impl ConnectionTrait, uri: &str) -> Result<bool> {
    Ok(tombstone::Entity::find_by_id(uri).one(db).await?.is_some())
}
