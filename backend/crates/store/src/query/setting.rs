//! Settings and secrets of the server: names with JSON values.

use kinds::Millis;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{Result, entity::setting};

/// The value of a setting, JSON.
///
/// # Errors
/// When the database cannot be read.
pub async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>> {
    Ok(setting::Entity::find_by_id(name).one(db).await?.map(|row| row.value))
}

/// Sets a value only when there is none yet, and returns the one that counts: processes that start
/// together agree on their secrets this way.
///
/// # Errors
/// When the database cannot be written.
pub async fn get_or_insert(
    db: &impl ConnectionTrait,
    name: &str,
    value: String,
    now: Millis,
) -> Result<String> {
    if let Some(found) = get(db, name).await? {
        return Ok(found);
    }
    setting::Entity::insert(row(name, value.clone(), now))
        .on_conflict(OnConflict::column(setting::Column::Name).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(get(db, name).await?.unwrap_or(value))
}

/// Sets a value.
///
/// # Errors
/// When the database cannot be written.
pub async fn set(db: &impl ConnectionTrait, name: &str, value: String, now: Millis) -> Result<()> {
    setting::Entity::insert(row(name, value, now))
        .on_conflict(
            OnConflict::column(setting::Column::Name)
                .update_columns([setting::Column::Value, setting::Column::UpdatedAt])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Removes a setting.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(db: &impl ConnectionTrait, name: &str) -> Result<()> {
    setting::Entity::delete_by_id(name).exec(db).await?;
    Ok(())
}

fn row(name: &str, value: String, now: Millis) -> setting::ActiveModel {
    setting::ActiveModel { name: Set(name.to_owned()), value: Set(value), updated_at: Set(now) }
}
