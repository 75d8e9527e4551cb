//! Emoji under statuses, and who put them there.

use kinds::{AccountId, Millis, StatusId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// An emoji as it is kept with a reaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reacted {
    /// A Unicode emoji, or the shortcode of a custom one; of another server's with `@` and the server.
    pub name: String,
    /// The pictures of a custom one, moving and still.
    pub pictures: Option<(String, String)>,
}

/// A reaction to be stored.
#[derive(Clone, Debug)]
pub struct NewReaction {
    /// The row.
    pub id: i64,
    /// Who reacts.
    pub account: AccountId,
    /// To what.
    pub status: StatusId,
    /// With what.
    pub emoji: Reacted,
    /// The id of the activity.
    pub uri: String,
    /// When.
    pub now: Millis,
}

/// An emoji under a status.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct CountedReaction {
    /// The status.
    pub status_id: StatusId,
    /// The emoji.
    pub name: String,
    /// How many people put it there.
    pub count: i64,
    /// The picture of a custom one.
    pub url: Option<String>,
    /// The same without motion.
    pub static_url: Option<String>,
}

/// A reaction.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct ReactionRow {
    /// Who reacted.
    pub account_id: AccountId,
    /// To what.
    pub status_id: StatusId,
    /// With what.
    pub name: String,
    /// The picture of a custom emoji.
    pub url: Option<String>,
    /// The id of the activity.
    pub uri: Option<String>,
}

/// The emoji under these statuses, those that came first first.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<CountedReaction>> {
    Sql::new(
        "SELECT status_id, name, COUNT(*) AS count, MAX(url) AS url, MAX(static_url) AS static_url \
         FROM reactions WHERE status_id IN ",
    )
    .bind_list(ids)
    .push(" GROUP BY status_id, name ORDER BY status_id, MIN(id)")
    .all(db)
    .await
}

/// What an account put under these statuses.
///
/// # Errors
/// When the database cannot be read.
pub async fn own(
    db: &impl ConnectionTrait,
    account: AccountId,
    ids: &[StatusId],
) -> Result<Vec<ReactionRow>> {
    Sql::new("SELECT account_id, status_id, name, url, uri FROM reactions WHERE account_id = ")
        .bind(account)
        .push(" AND status_id IN ")
        .bind_list(ids)
        .all(db)
        .await
}

/// Who put which emoji under a status, as far as the viewer may know: the latest `each` of every emoji, or
/// of one.
///
/// # Errors
/// When the database cannot be read.
pub async fn accounts(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    status: StatusId,
    name: Option<&str>,
    each: i64,
) -> Result<Vec<ReactionRow>> {
    let mut sql = Sql::new(
        "SELECT account_id, status_id, name, url, uri FROM (SELECT k.*, \
         ROW_NUMBER() OVER (PARTITION BY k.name ORDER BY k.id DESC) AS place FROM reactions k WHERE k.status_id = ",
    )
    .bind(status)
    .push(
        " AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = k.account_id AND a.suspended_at IS NOT NULL)",
    );
    if let Some(name) = name {
        sql = sql.push(" AND k.name = ").bind(name);
    }
    if let Some(viewer) = viewer {
        sql = sql
            .push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
            .bind(viewer)
            .push(" AND b.target_id = k.account_id) AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.target_id = ")
            .bind(viewer)
            .push(" AND b.account_id = k.account_id)");
    }
    sql.push(") ranked WHERE place <= ").bind(each).push(" ORDER BY name, id DESC").all(db).await
}

/// Stores a reaction; false when it was stored already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, new: NewReaction) -> Result<bool> {
    let (url, static_url) = new.emoji.pictures.unzip();
    let sql = Sql::new(
        "INSERT INTO reactions (id, account_id, status_id, name, url, static_url, uri, created_at) VALUES (",
    )
    .bind(new.id)
    .push(", ")
    .bind(new.account)
    .push(", ")
    .bind(new.status)
    .push(", ")
    .bind(new.emoji.name)
    .push(", ")
    .bind(url)
    .push(", ")
    .bind(static_url)
    .push(", ")
    .bind(new.uri)
    .push(", ")
    .bind(new.now)
    .push(") ON CONFLICT (status_id, account_id, name) DO NOTHING");
    Ok(sql.execute(db).await? > 0)
}

/// Removes a reaction and returns it.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(
    db: &impl ConnectionTrait,
    account: AccountId,
    status: StatusId,
    name: &str,
) -> Result<Option<ReactionRow>> {
    Sql::new("DELETE FROM reactions WHERE status_id = ")
        .bind(status)
        .push(" AND account_id = ")
        .bind(account)
        .push(" AND name = ")
        .bind(name)
        .push(" RETURNING account_id, status_id, name, url, uri")
        .one(db)
        .await
}

/// The reaction of an account that an activity has made.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_uri(db: &impl ConnectionTrait, account: AccountId, uri: &str) -> Result<Option<ReactionRow>> {
    Sql::new("SELECT account_id, status_id, name, url, uri FROM reactions WHERE account_id = ")
        .bind(account)
        .push(" AND uri = ")
        .bind(uri)
        .one(db)
        .await
}
