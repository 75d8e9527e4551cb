//! Custom emoji of this server.

use kinds::Millis;
use sea_orm::{ConnectionTrait, EntityTrait, sea_query::OnConflict};

use crate::{Result, Sql, entity::custom_emoji};

/// Stores an emoji, or changes the one with the same shortcode and domain.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(db: &impl ConnectionTrait, row: custom_emoji::Model) -> Result<()> {
    use custom_emoji::Column;
    custom_emoji::Entity::insert(custom_emoji::ActiveModel::from(row))
        .on_conflict(
            OnConflict::columns([Column::Domain, Column::Shortcode])
                .update_columns([
                    Column::FileKey,
                    Column::StaticKey,
                    Column::Category,
                    Column::Disabled,
                    Column::UpdatedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Takes an emoji of this server out of use; tells whether there was one.
///
/// # Errors
/// When the database cannot be written.
pub async fn disable(db: &impl ConnectionTrait, shortcode: &str, now: Millis) -> Result<bool> {
    let changed = Sql::new("UPDATE custom_emojis SET disabled = TRUE, updated_at = ")
        .bind(now)
        .push(" WHERE domain = '' AND disabled = FALSE AND shortcode = ")
        .bind(shortcode)
        .execute(db)
        .await?;
    Ok(changed > 0)
}
