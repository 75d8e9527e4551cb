//! Blocks of accounts and of servers.

use kinds::{AccountId, Millis};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::OnConflict,
};

use crate::{
    Result,
    entity::{account_domain_block, block},
};

/// The block of `target` by `account`.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<block::Model>> {
    block::Entity::find()
        .filter(block::Column::AccountId.eq(account))
        .filter(block::Column::TargetId.eq(target))
        .one(db)
        .await
}

/// Whether a block stands between the two, in either direction.
///
/// # Errors
/// When the database cannot be read.
pub async fn between(db: &impl ConnectionTrait, one: AccountId, other: AccountId) -> Result<bool> {
    Ok(find(db, one, other).await?.is_some() || find(db, other, one).await?.is_some())
}

/// Stores a block; false when it was there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: block::Model) -> Result<bool> {
    let pair =
        OnConflict::columns([block::Column::AccountId, block::Column::TargetId]).do_nothing().to_owned();
    let row: block::ActiveModel = block::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        target_id: Set(row.target_id),
        uri: Set(row.uri),
        created_at: Set(row.created_at),
    };
    Ok(block::Entity::insert(row).on_conflict(pair).exec_without_returning(db).await? > 0)
}

/// Removes a block; `None` when there was none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(
    db: &impl ConnectionTrait,
    account: AccountId,
    target: AccountId,
) -> Result<Option<block::Model>> {
    let Some(row) = find(db, account, target).await? else { return Ok(None) };
    let gone = block::Entity::delete_by_id(row.id).exec(db).await?.rows_affected;
    Ok((gone > 0).then_some(row))
}

/// Whether `account` blocks the server `domain`.
///
/// # Errors
/// When the database cannot be read.
pub async fn blocks_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<bool> {
    if domain.is_empty() {
        return Ok(false);
    }
    let row = account_domain_block::Entity::find()
        .filter(account_domain_block::Column::AccountId.eq(account))
        .filter(account_domain_block::Column::Domain.eq(domain))
        .one(db)
        .await?;
    Ok(row.is_some())
}

/// Stores the block of a server; false when it was there already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_domain(
    db: &impl ConnectionTrait,
    id: i64,
    account: AccountId,
    domain: &str,
    now: Millis,
) -> Result<bool> {
    let row = account_domain_block::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        domain: Set(domain.to_owned()),
        created_at: Set(now),
    };
    let pair =
        OnConflict::columns([account_domain_block::Column::AccountId, account_domain_block::Column::Domain])
            .do_nothing()
            .to_owned();
    Ok(account_domain_block::Entity::insert(row).on_conflict(pair).exec_without_returning(db).await? > 0)
}

/// Removes the block of a server; false when there was none.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<bool> {
    let done = account_domain_block::Entity::delete_many()
        .filter(account_domain_block::Column::AccountId.eq(account))
        .filter(account_domain_block::Column::Domain.eq(domain))
        .exec(db)
        .await?;
    Ok(done.rows_affected > 0)
}
