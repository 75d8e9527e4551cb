//! Filters with their words and statuses. All of it is asked for together with the owner.

use kinds::{AccountId, FilterId, FilterKeywordId, FilterStatusId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use crate::{
    Result, Sql,
    entity::{filter, filter_keyword, filter_status},
};

/// How much somebody has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Filters.
    pub filters: i64,
    /// Words of all of them.
    pub keywords: i64,
    /// Statuses of all of them.
    pub statuses: i64,
}

/// How many filters, words and statuses an account has.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl ConnectionTrait, owner: AccountId) -> Result<Counts> {
    let sql = Sql::new("SELECT (SELECT COUNT(*) FROM filters WHERE account_id = ")
        .bind(owner)
        .push(") AS filters, (SELECT COUNT(*) FROM filter_keywords WHERE account_id = ")
        .bind(owner)
        .push(") AS keywords, (SELECT COUNT(*) FROM filter_statuses WHERE account_id = ")
        .bind(owner)
        .push(") AS statuses");
    Ok(sql.one(db).await?.unwrap_or_default())
}

/// All filters of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<filter::Model>> {
    let mine = filter::Entity::find().filter(filter::Column::AccountId.eq(owner));
    mine.order_by_asc(filter::Column::Id).all(db).await
}

/// All words of an account's filters, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_keywords(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<filter_keyword::Model>> {
    let mine = filter_keyword::Entity::find().filter(filter_keyword::Column::AccountId.eq(owner));
    mine.order_by_asc(filter_keyword::Column::Id).all(db).await
}

/// All statuses of an account's filters, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all_statuses(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<filter_status::Model>> {
    let mine = filter_status::Entity::find().filter(filter_status::Column::AccountId.eq(owner));
    mine.order_by_asc(filter_status::Column::Id).all(db).await
}

/// A filter of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: FilterId,
) -> Result<Option<filter::Model>> {
    filter::Entity::find_by_id(id).filter(filter::Column::AccountId.eq(owner)).one(db).await
}

/// A word of an account's filters.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_keyword(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: FilterKeywordId,
) -> Result<Option<filter_keyword::Model>> {
    filter_keyword::Entity::find_by_id(id).filter(filter_keyword::Column::AccountId.eq(owner)).one(db).await
}

/// A status of an account's filters.
///
/// # Errors
/// When the database cannot be read.
pub async fn find_status(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: FilterStatusId,
) -> Result<Option<filter_status::Model>> {
    filter_status::Entity::find_by_id(id).filter(filter_status::Column::AccountId.eq(owner)).one(db).await
}

/// The words of a filter, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn keywords(db: &impl ConnectionTrait, filter: FilterId) -> Result<Vec<filter_keyword::Model>> {
    let of_it = filter_keyword::Entity::find().filter(filter_keyword::Column::FilterId.eq(filter));
    of_it.order_by_asc(filter_keyword::Column::Id).all(db).await
}

/// The statuses of a filter, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(db: &impl ConnectionTrait, filter: FilterId) -> Result<Vec<filter_status::Model>> {
    let of_it = filter_status::Entity::find().filter(filter_status::Column::FilterId.eq(filter));
    of_it.order_by_asc(filter_status::Column::Id).all(db).await
}

/// Stores a filter.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: filter::Model) -> Result<()> {
    filter::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a word.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_keyword(db: &impl ConnectionTrait, row: filter_keyword::Model) -> Result<()> {
    filter_keyword::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Stores a status of a filter; false when the filter has it already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_status(db: &impl ConnectionTrait, row: &filter_status::Model) -> Result<bool> {
    let added = Sql::new("INSERT INTO filter_statuses (id, filter_id, account_id, status_id) VALUES (")
        .bind(row.id)
        .push(", ")
        .bind(row.filter_id)
        .push(", ")
        .bind(row.account_id)
        .push(", ")
        .bind(row.status_id)
        .push(") ON CONFLICT (filter_id, status_id) DO NOTHING")
        .execute(db)
        .await?;
    Ok(added > 0)
}

/// Changes what a filter is called, where and how long it applies, and what it does.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(db: &impl ConnectionTrait, row: filter::Model) -> Result<()> {
    let changed = row.into_active_model().reset_all();
    filter::Entity::update(changed).exec(db).await?;
    Ok(())
}

/// Changes a word.
///
/// # Errors
/// When the database cannot be written.
pub async fn update_keyword(db: &impl ConnectionTrait, row: filter_keyword::Model) -> Result<()> {
    let changed = row.into_active_model().reset_all();
    filter_keyword::Entity::update(changed).exec(db).await?;
    Ok(())
}

/// Removes a filter with its words and statuses; false when the account has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, owner: AccountId, id: FilterId) -> Result<bool> {
    let mine = filter::Entity::delete_by_id(id).filter(filter::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}

/// Removes a word; false when the account has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_keyword(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: FilterKeywordId,
) -> Result<bool> {
    let mine = filter_keyword::Entity::delete_by_id(id).filter(filter_keyword::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}

/// Removes a status from a filter; false when the account has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_status(db: &impl ConnectionTrait, owner: AccountId, id: FilterStatusId) -> Result<bool> {
    let mine = filter_status::Entity::delete_by_id(id).filter(filter_status::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}
