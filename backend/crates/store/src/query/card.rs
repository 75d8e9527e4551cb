//! Previews of linked pages.

use kinds::{Millis, PreviewCardId, StatusId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter,
};

use crate::{Result, Sql, entity::preview_card};

/// The preview of an address.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_url(db: &impl ConnectionTrait, url: &str) -> Result<Option<preview_card::Model>> {
    preview_card::Entity::find().filter(preview_card::Column::Url.eq(url)).one(db).await
}

/// These previews, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[PreviewCardId]) -> Result<Vec<preview_card::Model>> {
    Sql::new("SELECT * FROM preview_cards WHERE id IN ").bind_list(ids).all(db).await
}

/// Stores a preview, or what it has become.
///
/// # Errors
/// When the database refuses the row.
pub async fn save(db: &impl ConnectionTrait, row: preview_card::Model, is_new: bool) -> Result<()> {
    let row = row.into_active_model().reset_all();
    if is_new {
        preview_card::Entity::insert(row).exec_without_returning(db).await?;
    } else {
        preview_card::Entity::update(row).exec(db).await?;
    }
    Ok(())
}

/// The statement that puts a preview under a status, in place of what it had.
pub fn attaching(status: StatusId, card: PreviewCardId) -> Sql {
    Sql::new("INSERT INTO status_cards (status_id, card_id) VALUES (")
        .bind(status)
        .push(", ")
        .bind(card)
        .push(") ON CONFLICT (status_id) DO UPDATE SET card_id = excluded.card_id")
}

/// The statement that takes the preview from a status.
pub fn detaching(status: StatusId) -> Sql {
    Sql::new("DELETE FROM status_cards WHERE status_id = ").bind(status)
}

/// The newest statuses with this preview.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(db: &impl ConnectionTrait, card: PreviewCardId, limit: i64) -> Result<Vec<StatusId>> {
    Sql::new("SELECT status_id AS id FROM status_cards WHERE card_id = ")
        .bind(card)
        .push(" ORDER BY status_id DESC LIMIT ")
        .bind(limit)
        .ids(db)
        .await
}

/// A picture that no row names any more.
#[derive(Debug, FromQueryResult)]
struct Picture {
    image_key: Option<String>,
}

/// Removes up to `limit` previews that were last fetched before `before` and that no status has; returns
/// the keys of their pictures.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_unused(
    db: &impl ConnectionTrait,
    before: Millis,
    limit: i64,
) -> Result<Vec<Option<String>>> {
    let rows: Vec<Picture> = Sql::new(
        "DELETE FROM preview_cards WHERE id IN (SELECT c.id FROM preview_cards c WHERE c.fetched_at < ",
    )
    .bind(before)
    .push(
        " AND NOT EXISTS (SELECT 1 FROM status_cards s WHERE s.card_id = c.id) ORDER BY c.fetched_at LIMIT ",
    )
    .bind(limit)
    .push(") RETURNING image_key")
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.image_key).collect())
}
