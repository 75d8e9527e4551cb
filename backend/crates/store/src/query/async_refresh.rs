//! Work that goes on after an answer.

use kinds::Millis;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::{Result, Sql, entity::async_refresh};

/// A refresh by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: &str) -> Result<Option<async_refresh::Model>> {
    async_refresh::Entity::find_by_id(id).one(db).await
}

/// The latest refresh of a subject.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(db: &impl ConnectionTrait, subject: &str) -> Result<Option<async_refresh::Model>> {
    async_refresh::Entity::find()
        .filter(async_refresh::Column::Subject.eq(subject))
        .order_by_desc(async_refresh::Column::CreatedAt)
        .one(db)
        .await
}

/// Stores a refresh.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: async_refresh::Model) -> Result<()> {
    async_refresh::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Counts one more result of what is under way for a subject.
///
/// # Errors
/// When the database cannot be written.
pub async fn count(db: &impl ConnectionTrait, subject: &str) -> Result<()> {
    Sql::new(
        "UPDATE async_refreshes SET result_count = COALESCE(result_count, 0) + 1 WHERE NOT finished AND subject = ",
    )
    .bind(subject)
    .execute(db)
    .await?;
    Ok(())
}

/// Ends what is under way for a subject.
pub fn finishing(subject: &str) -> Sql {
    Sql::new("UPDATE async_refreshes SET finished = TRUE WHERE NOT finished AND subject = ").bind(subject)
}

/// Forgets what was begun before `time`.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_before(db: &impl ConnectionTrait, time: Millis) -> Result<()> {
    async_refresh::Entity::delete_many().filter(async_refresh::Column::CreatedAt.lt(time)).exec(db).await?;
    Ok(())
}
