//! Messages of the staff, who has read them, and what people think of them.

use kinds::{AccountId, AnnouncementId, Millis};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect};

use crate::{Result, Sql, entity::announcement};

/// An emoji under an announcement.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ReactionRow {
    /// The announcement.
    pub announcement_id: AnnouncementId,
    /// The emoji.
    pub name: String,
    /// How many people put it there.
    pub count: i64,
    /// Whether the viewer is one of them.
    pub me: i64,
}

/// Stores an announcement.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: announcement::Model) -> Result<()> {
    announcement::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Removes an announcement; false when there is none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: AnnouncementId) -> Result<bool> {
    Ok(announcement::Entity::delete_by_id(id).exec(db).await?.rows_affected > 0)
}

/// An announcement, shown or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: AnnouncementId) -> Result<Option<announcement::Model>> {
    announcement::Entity::find_by_id(id).one(db).await
}

/// The latest announcements, shown or not, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<announcement::Model>> {
    announcement::Entity::find().order_by_desc(announcement::Column::Id).limit(limit).all(db).await
}

/// The announcements that are shown now, in the order of what they are about.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown(db: &impl ConnectionTrait, now: Millis, limit: i64) -> Result<Vec<announcement::Model>> {
    Sql::new("SELECT * FROM announcements WHERE published_at <= ")
        .bind(now)
        .push(" AND (ends_at IS NULL OR ends_at > ")
        .bind(now)
        .push(") ORDER BY COALESCE(starts_at, published_at), id LIMIT ")
        .bind(limit)
        .all(db)
        .await
}

/// Makes everybody else who reacts to an announcement wait until the commit, and tells whether it is
/// shown now.
///
/// # Errors
/// When the database cannot be written.
pub async fn lock_shown(db: &impl ConnectionTrait, id: AnnouncementId, now: Millis) -> Result<bool> {
    let sql = Sql::new("UPDATE announcements SET updated_at = updated_at WHERE id = ")
        .bind(id)
        .push(" AND published_at <= ")
        .bind(now)
        .push(" AND (ends_at IS NULL OR ends_at > ")
        .bind(now)
        .push(")");
    Ok(sql.execute(db).await? > 0)
}

/// Which of these an account has dismissed.
///
/// # Errors
/// When the database cannot be read.
pub async fn dismissed(
    db: &impl ConnectionTrait,
    account: AccountId,
    ids: &[AnnouncementId],
) -> Result<Vec<AnnouncementId>> {
    Sql::new("SELECT announcement_id AS id FROM announcement_dismissals WHERE account_id = ")
        .bind(account)
        .push(" AND announcement_id IN ")
        .bind_list(ids)
        .ids(db)
        .await
}

/// Dismisses an announcement.
///
/// # Errors
/// When the database cannot be written.
pub async fn dismiss(db: &impl ConnectionTrait, account: AccountId, id: AnnouncementId) -> Result<()> {
    Sql::new("INSERT INTO announcement_dismissals (account_id, announcement_id) VALUES (")
        .bind(account)
        .push(", ")
        .bind(id)
        .push(") ON CONFLICT (account_id, announcement_id) DO NOTHING")
        .execute(db)
        .await?;
    Ok(())
}

/// The emoji under these announcements, those that came first first.
///
/// # Errors
/// When the database cannot be read.
pub async fn reactions(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    ids: &[AnnouncementId],
) -> Result<Vec<ReactionRow>> {
    Sql::new("SELECT announcement_id, name, COUNT(*) AS count, CAST(MAX(CASE WHEN account_id = ")
        .bind(viewer.unwrap_or_default())
        .push(" THEN 1 ELSE 0 END) AS BIGINT) AS me FROM announcement_reactions WHERE announcement_id IN ")
        .bind_list(ids)
        .push(" GROUP BY announcement_id, name ORDER BY announcement_id, MIN(created_at), name")
        .all(db)
        .await
}

/// Puts an emoji under an announcement; false when the account has put it there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn react(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: AnnouncementId,
    name: &str,
    now: Millis,
) -> Result<bool> {
    let added = Sql::new(
        "INSERT INTO announcement_reactions (announcement_id, name, account_id, created_at) VALUES (",
    )
    .bind(id)
    .push(", ")
    .bind(name)
    .push(", ")
    .bind(account)
    .push(", ")
    .bind(now)
    .push(") ON CONFLICT (announcement_id, name, account_id) DO NOTHING")
    .execute(db)
    .await?;
    Ok(added > 0)
}

/// Takes an emoji back; false when the account has not put it there.
///
/// # Errors
/// When the database cannot be written.
pub async fn unreact(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: AnnouncementId,
    name: &str,
) -> Result<bool> {
    let sql = Sql::new("DELETE FROM announcement_reactions WHERE announcement_id = ").bind(id);
    let sql = sql.push(" AND name = ").bind(name).push(" AND account_id = ").bind(account);
    Ok(sql.execute(db).await? > 0)
}
