//! Hashtags and who follows them.

use std::collections::BTreeMap;

use kinds::{AccountId, Millis, TagId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::window::Window;
use crate::{IdGenerator, Result, Sql, entity::tag};

/// A followed hashtag.
#[derive(Clone, Debug, FromQueryResult)]
pub struct FollowedRow {
    /// The id of the follow: the cursor.
    pub row: i64,
    /// The tag.
    #[sea_orm(nested)]
    pub tag: tag::Model,
}

/// A hashtag by its folded name.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_name(db: &impl ConnectionTrait, name: &str) -> Result<Option<tag::Model>> {
    tag::Entity::find().filter(tag::Column::Name.eq(name)).one(db).await
}

/// Hashtags by their folded names; those nobody has used are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_names(db: &impl ConnectionTrait, names: &[String]) -> Result<BTreeMap<String, TagId>> {
    if names.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<tag::Model> =
        Sql::new("SELECT * FROM tags WHERE name IN ").bind_list(names).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.id)).collect())
}

/// The ids of hashtags given as (folded name, as written); those that are new are made.
///
/// # Errors
/// When the database cannot be written.
pub async fn ensure(
    db: &impl ConnectionTrait,
    ids: &IdGenerator,
    now: Millis,
    tags: &[(String, String)],
) -> Result<Vec<TagId>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("INSERT INTO tags (id, name, display, created_at) VALUES ");
    for (position, (name, display)) in tags.iter().enumerate() {
        sql = sql
            .push(if position == 0 { "(" } else { ", (" })
            .bind(ids.next(now))
            .push(", ")
            .bind(name.as_str())
            .push(", ")
            .bind(display.as_str())
            .push(", ")
            .bind(now)
            .push(")");
    }
    sql.push(" ON CONFLICT (name) DO NOTHING").execute(db).await?;
    let names: Vec<String> = tags.iter().map(|(name, _)| name.clone()).collect();
    Ok(by_names(db, &names).await?.into_values().collect())
}

/// Follows a hashtag; false when it was followed already.
///
/// # Errors
/// When the database cannot be written.
pub async fn follow(
    db: &impl ConnectionTrait,
    row: i64,
    account: AccountId,
    tag: TagId,
    now: Millis,
) -> Result<bool> {
    let changed = Sql::new("INSERT INTO tag_follows (id, account_id, tag_id, created_at) VALUES (")
        .bind(row)
        .push(", ")
        .bind(account)
        .push(", ")
        .bind(tag)
        .push(", ")
        .bind(now)
        .push(") ON CONFLICT (account_id, tag_id) DO NOTHING")
        .execute(db)
        .await?;
    Ok(changed > 0)
}

/// Stops following a hashtag.
///
/// # Errors
/// When the database cannot be written.
pub async fn unfollow(db: &impl ConnectionTrait, account: AccountId, tag: TagId) -> Result<()> {
    Sql::new("DELETE FROM tag_follows WHERE account_id = ")
        .bind(account)
        .push(" AND tag_id = ")
        .bind(tag)
        .execute(db)
        .await?;
    Ok(())
}

/// The hashtags an account follows, the last followed first.
///
/// # Errors
/// When the database cannot be read.
pub async fn followed(
    db: &impl ConnectionTrait,
    account: AccountId,
    window: &Window,
) -> Result<Vec<FollowedRow>> {
    let sql = Sql::new(
        "SELECT f.id AS row, tags.* FROM tag_follows f JOIN tags ON tags.id = f.tag_id WHERE f.account_id = ",
    )
    .bind(account)
    .push_window("f.id", window);
    Ok(window.newest_first(sql.all(db).await?))
}
