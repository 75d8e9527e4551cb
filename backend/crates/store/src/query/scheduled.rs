//! Statuses to be posted later. All of it is asked for together with the owner.

use kinds::{AccountId, MediaId, Millis, ScheduledStatusId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter};

use super::window::Window;
use crate::{
    Result, Sql,
    entity::{media_attachment, scheduled_status},
};

/// How much an account has scheduled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// In all.
    pub total: i64,
    /// On one day.
    pub on_day: i64,
}

/// An upload of a scheduled status.
#[derive(Clone, Debug, FromQueryResult)]
pub struct MediaRow {
    /// Whose it is.
    pub scheduled_status_id: ScheduledStatusId,
    /// The upload.
    #[sea_orm(nested)]
    pub media: media_attachment::Model,
}

/// Stores a status to be posted later, which keeps these uploads, in their order. False when another
/// one has one of them.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    db: &impl ConnectionTrait,
    row: scheduled_status::Model,
    media: &[MediaId],
) -> Result<bool> {
    let id = row.id;
    scheduled_status::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    for (media, position) in media.iter().zip(0_i64..) {
        let kept = Sql::new("INSERT INTO scheduled_media (media_id, scheduled_status_id, position) VALUES (")
            .bind(*media)
            .push(", ")
            .bind(id)
            .push(", ")
            .bind(position)
            .push(") ON CONFLICT (media_id) DO NOTHING")
            .execute(db)
            .await?;
        if kept == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One by id, whoever's it is: for the job that posts it.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: ScheduledStatusId,
) -> Result<Option<scheduled_status::Model>> {
    scheduled_status::Entity::find_by_id(id).one(db).await
}

/// One of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: ScheduledStatusId,
) -> Result<Option<scheduled_status::Model>> {
    scheduled_status::Entity::find_by_id(id)
        .filter(scheduled_status::Column::AccountId.eq(owner))
        .one(db)
        .await
}

/// What an account has scheduled with this idempotency key since `since`.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_key(
    db: &impl ConnectionTrait,
    owner: AccountId,
    key: &str,
    since: Millis,
) -> Result<Option<scheduled_status::Model>> {
    scheduled_status::Entity::find()
        .filter(scheduled_status::Column::AccountId.eq(owner))
        .filter(scheduled_status::Column::IdempotencyKey.eq(key))
        .filter(scheduled_status::Column::CreatedAt.gt(since))
        .one(db)
        .await
}

/// A page of what an account has scheduled, the last made first.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(
    db: &impl ConnectionTrait,
    owner: AccountId,
    window: &Window,
) -> Result<Vec<scheduled_status::Model>> {
    let sql = Sql::new("SELECT * FROM scheduled_statuses WHERE account_id = ").bind(owner);
    Ok(window.newest_first(sql.push_window("id", window).all(db).await?))
}

/// How much an account has scheduled in all, and from `start` until before `end`; `except` is not
/// counted.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(
    db: &impl ConnectionTrait,
    owner: AccountId,
    (start, end): (Millis, Millis),
    except: Option<ScheduledStatusId>,
) -> Result<Counts> {
    let sql = Sql::new("SELECT COUNT(*) AS total, COUNT(CASE WHEN scheduled_at >= ")
        .bind(start)
        .push(" AND scheduled_at < ")
        .bind(end)
        .push(" THEN 1 END) AS on_day FROM scheduled_statuses WHERE account_id = ")
        .bind(owner)
        .push(" AND id <> ")
        .bind(except.unwrap_or_default());
    Ok(sql.one(db).await?.unwrap_or_default())
}

/// Sets another time; false when the status is not there any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_time(db: &impl ConnectionTrait, id: ScheduledStatusId, time: Millis) -> Result<bool> {
    let sql = Sql::new("UPDATE scheduled_statuses SET scheduled_at = ").bind(time);
    Ok(sql.push(" WHERE id = ").bind(id).execute(db).await? > 0)
}

/// Removes one, which lets its uploads go; false when it is not there any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: ScheduledStatusId) -> Result<bool> {
    Ok(scheduled_status::Entity::delete_by_id(id).exec(db).await?.rows_affected > 0)
}

/// Removes one whose time has come; false when it is not there any more, or was given a later time.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_due(db: &impl ConnectionTrait, id: ScheduledStatusId, now: Millis) -> Result<bool> {
    let due =
        scheduled_status::Entity::delete_by_id(id).filter(scheduled_status::Column::ScheduledAt.lte(now));
    Ok(due.exec(db).await?.rows_affected > 0)
}

/// The uploads of these, in their order.
///
/// # Errors
/// When the database cannot be read.
pub async fn media(db: &impl ConnectionTrait, ids: &[ScheduledStatusId]) -> Result<Vec<MediaRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new(
        "SELECT s.scheduled_status_id, media_attachments.* FROM scheduled_media s \
         JOIN media_attachments ON media_attachments.id = s.media_id WHERE s.scheduled_status_id IN ",
    )
    .bind_list(ids)
    .push(" ORDER BY s.scheduled_status_id, s.position")
    .all(db)
    .await
}
