//! Hashtags shown on profiles. Their counts are kept with them: asking for all uses of a popular tag is
//! nothing for a page view.

use kinds::{AccountId, FeaturedTagId, Millis, TagId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use crate::{Result, Sql, entity::featured_tag};

/// A featured hashtag with the tag's folded name.
#[derive(Clone, Debug, FromQueryResult)]
pub struct FeaturedRow {
    /// The row.
    #[sea_orm(nested)]
    pub featured: featured_tag::Model,
    /// The tag's folded name.
    pub key: String,
}

/// What an account features, the most used first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<FeaturedRow>> {
    Sql::new(
        "SELECT featured_tags.*, t.name AS key FROM featured_tags JOIN tags t ON t.id = featured_tags.tag_id \
         WHERE featured_tags.account_id = ",
    )
    .bind(owner)
    .push(" ORDER BY featured_tags.statuses_count DESC, featured_tags.id")
    .all(db)
    .await
}

/// How many hashtags an account features.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, owner: AccountId) -> Result<usize> {
    let rows = featured_tag::Entity::find().filter(featured_tag::Column::AccountId.eq(owner)).all(db).await?;
    Ok(rows.len())
}

/// Features a hashtag; false when it is featured already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: &featured_tag::Model) -> Result<bool> {
    let added = Sql::new(
        "INSERT INTO featured_tags (id, account_id, tag_id, name, statuses_count, created_at) VALUES (",
    )
    .bind(row.id)
    .push(", ")
    .bind(row.account_id)
    .push(", ")
    .bind(row.tag_id)
    .push(", ")
    .bind(row.name.as_str())
    .push(", 0, ")
    .bind(row.created_at)
    .push(") ON CONFLICT (account_id, tag_id) DO NOTHING")
    .execute(db)
    .await?;
    Ok(added > 0)
}

/// No longer features what has this id; false when the account has none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, owner: AccountId, id: FeaturedTagId) -> Result<bool> {
    let mine = featured_tag::Entity::delete_by_id(id).filter(featured_tag::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}

/// Counts a new open status with these tags.
pub fn counting(owner: AccountId, tags: &[TagId], time: Millis) -> Sql {
    Sql::new("UPDATE featured_tags SET statuses_count = statuses_count + 1, last_status_at = ")
        .bind(time)
        .push(" WHERE account_id = ")
        .bind(owner)
        .push(" AND tag_id IN ")
        .bind_list(tags)
}

/// Counts anew, after statuses with these tags were changed or are gone. Without tags: all of them.
pub fn recounting(owner: AccountId, tags: Option<&[TagId]>) -> Sql {
    // A cross join: SQLite walks the statuses of the account, not those with the tag, which may be many more.
    let uses = "FROM statuses s CROSS JOIN status_tags t WHERE t.status_id = s.id \
                AND s.account_id = featured_tags.account_id AND t.tag_id = featured_tags.tag_id \
                AND s.visibility IN (0, 1)";
    let sql = Sql::new(&format!(
        "UPDATE featured_tags SET statuses_count = (SELECT COUNT(*) {uses}), \
         last_status_at = (SELECT MAX(s.created_at) {uses}) WHERE account_id = "
    ))
    .bind(owner);
    match tags {
        Some(tags) => sql.push(" AND tag_id IN ").bind_list(tags),
        None => sql,
    }
}

/// A hashtag somebody uses.
#[derive(Clone, Debug, FromQueryResult)]
pub struct UsedRow {
    /// The tag.
    pub id: TagId,
    /// Its folded name.
    pub name: String,
}

/// Hashtags of an account's latest statuses that it does not feature, the most used first.
///
/// # Errors
/// When the database cannot be read.
pub async fn used(
    db: &impl ConnectionTrait,
    owner: AccountId,
    statuses: i64,
    limit: i64,
) -> Result<Vec<UsedRow>> {
    Sql::new(
        "SELECT t.id, t.name FROM (SELECT id FROM statuses WHERE reblog_of_id IS NULL AND visibility IN (0, 1) \
         AND account_id = ",
    )
    .bind(owner)
    .push(" ORDER BY id DESC LIMIT ")
    .bind(statuses)
    .push(
        ") s JOIN status_tags u ON u.status_id = s.id JOIN tags t ON t.id = u.tag_id \
         WHERE NOT EXISTS (SELECT 1 FROM featured_tags f WHERE f.tag_id = t.id AND f.account_id = ",
    )
    .bind(owner)
    .push(") GROUP BY t.id, t.name ORDER BY COUNT(*) DESC, t.name LIMIT ")
    .bind(limit)
    .all(db)
    .await
}
