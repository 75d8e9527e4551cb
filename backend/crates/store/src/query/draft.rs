//! Posts that somebody has begun to write. All of it is asked for together with the owner.

use kinds::{AccountId, DraftId, MediaId, Millis};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::window::Window;
use crate::{
    Result, Sql,
    entity::{draft, media_attachment},
};

/// An upload of a draft.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MediaRow {
    /// Whose it is.
    pub draft_id: DraftId,
    /// The upload.
    #[sea_orm(nested)]
    pub media: media_attachment::Model,
}

/// How many drafts an account has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, owner: AccountId) -> Result<u64> {
    draft::Entity::find().filter(draft::Column::AccountId.eq(owner)).count(db).await
}

/// Stores a draft with these uploads, in their order.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: draft::Model, media: &[MediaId]) -> Result<()> {
    let id = row.id;
    draft::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    keep(db, id, media).await
}

/// Replaces a draft and its uploads; false when the account has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn replace(
    db: &impl ConnectionTrait,
    (owner, id): (AccountId, DraftId),
    params: &str,
    media: &[MediaId],
    now: Millis,
) -> Result<bool> {
    let sql = Sql::new("UPDATE drafts SET params = ").bind(params).push(", updated_at = ").bind(now);
    let sql = sql.push(" WHERE id = ").bind(id).push(" AND account_id = ").bind(owner);
    if sql.execute(db).await? == 0 {
        return Ok(false);
    }
    Sql::new("DELETE FROM draft_media WHERE draft_id = ").bind(id).execute(db).await?;
    keep(db, id, media).await?;
    Ok(true)
}

async fn keep(db: &impl ConnectionTrait, id: DraftId, media: &[MediaId]) -> Result<()> {
    for (media, position) in media.iter().zip(0_i64..) {
        Sql::new("INSERT INTO draft_media (draft_id, media_id, position) VALUES (")
            .bind(id)
            .push(", ")
            .bind(*media)
            .push(", ")
            .bind(position)
            .push(")")
            .execute(db)
            .await?;
    }
    Ok(())
}

/// One of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, owner: AccountId, id: DraftId) -> Result<Option<draft::Model>> {
    draft::Entity::find_by_id(id).filter(draft::Column::AccountId.eq(owner)).one(db).await
}

/// A page of an account's drafts, the last begun first.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(db: &impl ConnectionTrait, owner: AccountId, window: &Window) -> Result<Vec<draft::Model>> {
    let sql = Sql::new("SELECT * FROM drafts WHERE account_id = ").bind(owner);
    Ok(window.newest_first(sql.push_window("id", window).all(db).await?))
}

/// Removes a draft of an account, which lets its uploads go; false when it has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, owner: AccountId, id: DraftId) -> Result<bool> {
    let gone = draft::Entity::delete_by_id(id).filter(draft::Column::AccountId.eq(owner));
    Ok(gone.exec(db).await?.rows_affected > 0)
}

/// The uploads of these, in their order, without those that were posted meanwhile or wait to be.
///
/// # Errors
/// When the database cannot be read.
pub async fn media(db: &impl ConnectionTrait, ids: &[DraftId]) -> Result<Vec<MediaRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new(
        "SELECT d.draft_id, media_attachments.* FROM draft_media d \
         JOIN media_attachments ON media_attachments.id = d.media_id \
         WHERE media_attachments.status_id IS NULL \
         AND NOT EXISTS (SELECT 1 FROM scheduled_media s WHERE s.media_id = d.media_id) AND d.draft_id IN ",
    )
    .bind_list(ids)
    .push(" ORDER BY d.draft_id, d.position")
    .all(db)
    .await
}
