//! Lists and who is on them. A list is asked for together with its owner.

use kinds::{AccountId, ListId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder,
};

use super::{timeline::Doer, window::Window};
use crate::{Result, Sql, entity::list};

/// All lists of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait, owner: AccountId) -> Result<Vec<list::Model>> {
    let mine = list::Entity::find().filter(list::Column::AccountId.eq(owner));
    mine.order_by_asc(list::Column::Id).all(db).await
}

/// The lists of `owner` that `member` is on, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_member(
    db: &impl ConnectionTrait,
    owner: AccountId,
    member: AccountId,
) -> Result<Vec<list::Model>> {
    Sql::new("SELECT l.* FROM list_members m JOIN lists l ON l.id = m.list_id WHERE m.account_id = ")
        .bind(member)
        .push(" AND l.account_id = ")
        .bind(owner)
        .push(" ORDER BY l.id")
        .all(db)
        .await
}

/// How many lists an account has.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, owner: AccountId) -> Result<u64> {
    list::Entity::find().filter(list::Column::AccountId.eq(owner)).count(db).await
}

/// A list of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(db: &impl ConnectionTrait, owner: AccountId, id: ListId) -> Result<Option<list::Model>> {
    list::Entity::find_by_id(id).filter(list::Column::AccountId.eq(owner)).one(db).await
}

/// Stores a list.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert(db: &impl ConnectionTrait, row: list::Model) -> Result<()> {
    list::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Changes a list.
///
/// # Errors
/// When the database refuses the row.
pub async fn update(db: &impl ConnectionTrait, row: list::Model) -> Result<()> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Removes a list with its members; false when the account has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, owner: AccountId, id: ListId) -> Result<bool> {
    let mine = list::Entity::delete_by_id(id).filter(list::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}

/// How many accounts are on a list.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_members(db: &impl ConnectionTrait, id: ListId) -> Result<i64> {
    let sql = Sql::new("SELECT COUNT(*) AS id FROM list_members WHERE list_id = ").bind(id);
    Ok(sql.ids(db).await?.first().copied().unwrap_or_default())
}

/// A page of the accounts on a list, the last one added first.
///
/// # Errors
/// When the database cannot be read.
pub async fn members(db: &impl ConnectionTrait, id: ListId, window: &Window) -> Result<Vec<Doer>> {
    let rows = Sql::new(
        "SELECT m.id AS \"row\", m.account_id AS account FROM list_members m \
         JOIN accounts a ON a.id = m.account_id WHERE a.suspended_at IS NULL AND m.list_id = ",
    )
    .bind(id)
    .push_window("m.id", window)
    .all(db)
    .await?;
    Ok(window.newest_first(rows))
}

/// Who can be put onto a list of `owner`, and how they stand to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Eligible {
    /// The account.
    pub account: AccountId,
    /// The owner's follow of it; `None` for the owner.
    pub follow: Option<i64>,
    /// Whether it is on the list.
    pub member: bool,
}

/// Those of these accounts that the owner of a list follows, and the owner.
///
/// # Errors
/// When the database cannot be read.
pub async fn eligible(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: ListId,
    accounts: &[AccountId],
) -> Result<Vec<Eligible>> {
    Sql::new(
        "SELECT a.id AS account, f.id AS follow, EXISTS (SELECT 1 FROM list_members m \
         WHERE m.account_id = a.id AND m.list_id = ",
    )
    .bind(id)
    .push(") AS member FROM accounts a LEFT JOIN follows f ON f.target_id = a.id AND f.account_id = ")
    .bind(owner)
    .push(" WHERE a.id IN ")
    .bind_list(accounts)
    .push(" AND (f.id IS NOT NULL OR a.id = ")
    .bind(owner)
    .push(")")
    .all(db)
    .await
}

/// A new member: the id of the row, the account, and the owner's follow of it.
pub type Member = (i64, AccountId, Option<i64>);

/// Puts accounts onto a list; those that are on it already stay. Returns how many came.
///
/// # Errors
/// When the database cannot be written.
pub async fn add(db: &impl ConnectionTrait, id: ListId, members: &[Member]) -> Result<u64> {
    let mut sql = Sql::new("INSERT INTO list_members (id, list_id, account_id, follow_id) VALUES ");
    if members.is_empty() {
        return Ok(0);
    }
    for (index, (row, account, follow)) in members.iter().enumerate() {
        let open = if index == 0 { "(" } else { ", (" };
        sql = sql.push(open).bind(*row).push(", ").bind(id).push(", ").bind(*account);
        sql = sql.push(", ").bind(*follow).push(")");
    }
    sql.push(" ON CONFLICT (list_id, account_id) DO NOTHING").execute(db).await
}

/// Takes accounts off a list; those that are not on it are passed over.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove(db: &impl ConnectionTrait, id: ListId, accounts: &[AccountId]) -> Result<u64> {
    Sql::new("DELETE FROM list_members WHERE list_id = ")
        .bind(id)
        .push(" AND account_id IN ")
        .bind_list(accounts)
        .execute(db)
        .await
}
