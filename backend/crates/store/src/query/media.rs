//! Uploads and the files behind them.

use kinds::{AccountId, MediaId, Millis};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use crate::{
    Result, Sql,
    entity::{account, media_attachment},
};

/// The files of a row that is gone.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Files {
    /// The file.
    pub file_key: Option<String>,
    /// Its preview.
    pub preview_key: Option<String>,
    /// The file as it came.
    pub source_key: Option<String>,
}

impl Files {
    /// The keys of all of them.
    pub fn keys(self) -> [Option<String>; 3] {
        [self.file_key, self.preview_key, self.source_key]
    }
}

/// Stores an upload.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert(db: &impl ConnectionTrait, row: media_attachment::Model) -> Result<()> {
    let row = media_attachment::ActiveModel::from(row);
    media_attachment::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// An upload of `account`, in use or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn owned(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: MediaId,
) -> Result<Option<media_attachment::Model>> {
    media_attachment::Entity::find_by_id(id)
        .filter(media_attachment::Column::AccountId.eq(account))
        .one(db)
        .await
}

/// An upload, whoever's it is: for work on it, never for showing.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: MediaId) -> Result<Option<media_attachment::Model>> {
    media_attachment::Entity::find_by_id(id).one(db).await
}

/// An upload that no status uses, to be changed in this transaction: others that want to change it wait.
///
/// # Errors
/// When the database cannot be written.
pub async fn for_change(
    db: &impl ConnectionTrait,
    id: MediaId,
    now: Millis,
) -> Result<Option<media_attachment::Model>> {
    let rows: Vec<media_attachment::Model> = Sql::new("UPDATE media_attachments SET updated_at = ")
        .bind(now)
        .push(" WHERE status_id IS NULL AND id = ")
        .bind(id)
        .push(" RETURNING *")
        .all(db)
        .await?;
    Ok(rows.into_iter().next())
}

/// Stores a changed upload.
///
/// # Errors
/// When the database cannot be written.
pub async fn save(db: &impl ConnectionTrait, row: media_attachment::Model) -> Result<()> {
    let row = media_attachment::ActiveModel::from(row).reset_all();
    media_attachment::Entity::update(row).exec(db).await?;
    Ok(())
}

/// What a scheduled status waits for is in use.
const UNSCHEDULED: &str =
    "NOT EXISTS (SELECT 1 FROM scheduled_media s WHERE s.media_id = media_attachments.id)";

/// What a draft holds does not grow old, but may be thrown away by who has uploaded it.
const IN_NO_DRAFT: &str = "NOT EXISTS (SELECT 1 FROM draft_media d WHERE d.media_id = media_attachments.id)";

/// Removes an upload that no status uses; `None` when it is in use by now.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_unattached(db: &impl ConnectionTrait, id: MediaId) -> Result<Option<Files>> {
    let gone: Vec<Files> = Sql::new("DELETE FROM media_attachments WHERE status_id IS NULL AND id = ")
        .bind(id)
        .push(&format!(" AND {UNSCHEDULED} RETURNING file_key, preview_key, source_key"))
        .all(db)
        .await?;
    Ok(gone.into_iter().next())
}

/// Removes up to `limit` uploads that no status or draft uses and that nobody touched since `before`.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_stale(db: &impl ConnectionTrait, before: Millis, limit: i64) -> Result<Vec<Files>> {
    Sql::new(
        "DELETE FROM media_attachments WHERE status_id IS NULL AND id IN \
         (SELECT id FROM media_attachments WHERE status_id IS NULL AND updated_at < ",
    )
    .bind(before)
    .push(&format!(" AND {UNSCHEDULED} AND {IN_NO_DRAFT} ORDER BY id LIMIT "))
    .bind(limit)
    .push(") RETURNING file_key, preview_key, source_key")
    .all(db)
    .await
}

/// Gives an account another avatar; returns the key of the old one.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_avatar(
    db: &impl ConnectionTrait,
    id: AccountId,
    key: Option<String>,
    now: Millis,
) -> Result<Option<String>> {
    let old = account::Entity::find_by_id(id).one(db).await?.and_then(|account| account.avatar_key);
    set_picture(db, "UPDATE accounts SET avatar_key = ", id, key, now).await?;
    Ok(old)
}

/// Gives an account another header; returns the key of the old one.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_header(
    db: &impl ConnectionTrait,
    id: AccountId,
    key: Option<String>,
    now: Millis,
) -> Result<Option<String>> {
    let old = account::Entity::find_by_id(id).one(db).await?.and_then(|account| account.header_key);
    set_picture(db, "UPDATE accounts SET header_key = ", id, key, now).await?;
    Ok(old)
}

async fn set_picture(
    db: &impl ConnectionTrait,
    update: &str,
    id: AccountId,
    key: Option<String>,
    now: Millis,
) -> Result<()> {
    let sql = Sql::new(update).bind(key).push(", updated_at = ").bind(now);
    sql.push(" WHERE id = ").bind(id).execute(db).await?;
    Ok(())
}
