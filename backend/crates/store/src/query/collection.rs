//! Collections of accounts, and who is in them. A collection may be seen by everybody; what of it is
//! shown to whom is the caller's business.

use kinds::{AccountId, CollectionId, CollectionItemId, CollectionItemState, Millis};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    PaginatorTrait, QueryFilter,
};

use super::window::Stretch;
use crate::{
    Result, Sql,
    entity::{collection, collection_item},
};

/// The state of an item whose account does not want to be in the collection any more.
pub const REVOKED: i16 = 3;

/// A collection with its hashtag.
#[derive(Clone, Debug, FromQueryResult)]
pub struct CollectionRow {
    /// The collection.
    #[sea_orm(nested)]
    pub collection: collection::Model,
    /// The folded name of the hashtag.
    pub tag_name: Option<String>,
}

fn rows() -> Sql {
    Sql::new(
        "SELECT collections.*, t.name AS tag_name FROM collections LEFT JOIN tags t ON t.id = collections.tag_id ",
    )
}

/// Collections by id, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[CollectionId]) -> Result<Vec<CollectionRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    rows().push("WHERE collections.id IN ").bind_list(ids).all(db).await
}

/// The collections of an account, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(
    db: &impl ConnectionTrait,
    owner: AccountId,
    only_discoverable: bool,
    stretch: Stretch,
) -> Result<Vec<CollectionRow>> {
    let mut sql = rows().push("WHERE collections.account_id = ").bind(owner);
    if only_discoverable {
        sql = sql.push(" AND collections.discoverable");
    }
    page(sql, stretch).all(db).await
}

/// The collections that an account is in and that are not of somebody suspended, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_account(
    db: &impl ConnectionTrait,
    account: AccountId,
    stretch: Stretch,
) -> Result<Vec<CollectionRow>> {
    let sql = rows()
        .push("JOIN collection_items i ON i.collection_id = collections.id JOIN accounts o ON o.id = collections.account_id WHERE o.suspended_at IS NULL AND i.account_id = ")
        .bind(account)
        .push(" AND i.state = ")
        .bind(CollectionItemState::Accepted);
    page(sql, stretch).all(db).await
}

fn page(sql: Sql, stretch: Stretch) -> Sql {
    sql.push(" ORDER BY collections.id DESC LIMIT ").bind(stretch.limit).push(" OFFSET ").bind(stretch.offset)
}

/// How many collections an account has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, owner: AccountId) -> Result<i64> {
    let mine = collection::Entity::find().filter(collection::Column::AccountId.eq(owner));
    Ok(i64::try_from(mine.count(db).await?).unwrap_or(i64::MAX))
}

/// Holds a collection until the end of the transaction, so that nobody else adds to it.
///
/// # Errors
/// When the database cannot be written.
pub async fn lock(
    db: &impl ConnectionTrait,
    id: CollectionId,
    now: Millis,
) -> Result<Option<collection::Model>> {
    Sql::new("UPDATE collections SET updated_at = ")
        .bind(now)
        .push(" WHERE id = ")
        .bind(id)
        .push(" RETURNING *")
        .one(db)
        .await
}

/// Stores a collection.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: collection::Model) -> Result<()> {
    collection::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Changes a collection.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(db: &impl ConnectionTrait, row: collection::Model) -> Result<()> {
    collection::Entity::update(row.into_active_model().reset_all()).exec(db).await?;
    Ok(())
}

/// Removes a collection with its items.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: CollectionId) -> Result<()> {
    collection::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// The items of these collections, whatever their state, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn items(
    db: &impl ConnectionTrait,
    collections: &[CollectionId],
) -> Result<Vec<collection_item::Model>> {
    if collections.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new("SELECT * FROM collection_items WHERE collection_id IN ")
        .bind_list(collections)
        .push(" ORDER BY id")
        .all(db)
        .await
}

/// An item of a collection.
///
/// # Errors
/// When the database cannot be read.
pub async fn item(
    db: &impl ConnectionTrait,
    collection: CollectionId,
    id: CollectionItemId,
) -> Result<Option<collection_item::Model>> {
    collection_item::Entity::find_by_id(id)
        .filter(collection_item::Column::CollectionId.eq(collection))
        .one(db)
        .await
}

/// Stores items.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_items(db: &impl ConnectionTrait, rows: &[collection_item::Model]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
    collection_item::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Removes an item.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_item(db: &impl ConnectionTrait, id: CollectionItemId) -> Result<()> {
    collection_item::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Notes that the account of an item does not want to be in the collection.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(db: &impl ConnectionTrait, id: CollectionItemId) -> Result<()> {
    Sql::new("UPDATE collection_items SET state = ")
        .bind(REVOKED)
        .push(" WHERE id = ")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}
