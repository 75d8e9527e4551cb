//! What has come in: activities seen and things deleted, so that repeats and latecomers have no effect.

use kinds::{AccountId, Millis, StatusId};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, sea_query::OnConflict};

use crate::{
    Result, Sql,
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

/// What is known of a post by the id of its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// It is here.
    Here { id: StatusId, author: AccountId },
    /// It was deleted.
    Buried,
}

#[derive(Debug, FromQueryResult)]
struct KnownRow {
    id: Option<StatusId>,
    author: Option<AccountId>,
}

/// What is known of a post by the id of its object.
///
/// # Errors
/// When the database cannot be read.
pub async fn known(db: &impl ConnectionTrait, uri: &str) -> Result<Known> {
    let row: Option<KnownRow> = Sql::new("SELECT id, account_id AS author FROM statuses WHERE uri = ")
        .bind(uri)
        .push(" UNION ALL SELECT NULL AS id, NULL AS author FROM tombstones WHERE uri = ")
        .bind(uri)
        .push(" LIMIT 1")
        .one(db)
        .await?;
    Ok(match row {
        None => Known::Nothing,
        Some(KnownRow { id: Some(id), author: Some(author) }) => Known::Here { id, author },
        Some(_) => Known::Buried,
    })
}

/// Whether something was deleted.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_buried(db: &impl ConnectionTrait, uri: &str) -> Result<bool> {
    Ok(tombstone::Entity::find_by_id(uri).one(db).await?.is_some())
}
