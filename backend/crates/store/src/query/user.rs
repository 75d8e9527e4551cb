//! Users: the private side of local accounts.

use std::collections::HashMap;

use kinds::{AccountId, UserId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::ExprTrait,
};

use crate::{
    Result, Sql,
    entity::{account, role, user},
};

/// A user by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Option<user::Model>> {
    user::Entity::find_by_id(id).one(db).await
}

/// The user of a local account.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_account(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<user::Model>> {
    user::Entity::find().filter(user::Column::AccountId.eq(id)).one(db).await
}

/// A user by mail address, in any case.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_email(db: &impl ConnectionTrait, email: &str) -> Result<Option<user::Model>> {
    user::Entity::find().filter(user::Column::EmailKey.eq(email.trim().to_lowercase())).one(db).await
}

/// A user by mail address or name, as people type it into a sign-in form (`name`, `@name`).
///
/// # Errors
/// When the database cannot be read.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<user::Model>> {
    let login = login.trim();
    let name = login.strip_prefix('@').unwrap_or(login);
    if name.contains('@') {
        return by_email(db, login).await;
    }
    let Some(account) = super::account::by_handle(db, name, "").await? else { return Ok(None) };
    by_account(db, account.id).await
}

/// Whether nobody has an account yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn none_yet(db: &impl ConnectionTrait) -> Result<bool> {
    Ok(user::Entity::find().count(db).await? == 0)
}

/// Users and the names of their accounts, oldest first, for the administrator's list.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    after: UserId,
    limit: u64,
) -> Result<Vec<(user::Model, String)>> {
    let users = user::Entity::find()
        .filter(user::Column::Id.gt(after))
        .order_by_asc(user::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<_> = users.iter().map(|user| user.account_id).collect();
    let accounts = account::Entity::find().filter(account::Column::Id.is_in(ids)).all(db).await?;
    let mut names: HashMap<_, _> = accounts.into_iter().map(|row| (row.id, row.username)).collect();
    Ok(users
        .into_iter()
        .map(|user| {
            let name = names.remove(&user.account_id).unwrap_or_default();
            (user, name)
        })
        .collect())
}

/// Users who can sign in and whose role has one of these permissions; not more than a hundred.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_permission(db: &impl ConnectionTrait, bits: i64) -> Result<Vec<user::Model>> {
    let roles = role::Entity::find().all(db).await?;
    let ids: Vec<_> =
        roles.into_iter().filter(|role| role.permissions & bits != 0).map(|role| role.id).collect();
    user::Entity::find()
        .filter(user::Column::RoleId.is_in(ids))
        .filter(user::Column::DisabledAt.is_null())
        .order_by_asc(user::Column::Id)
        .limit(100)
        .all(db)
        .await
}

/// Those of the accounts whose user is not confirmed or not let in yet: nobody sees them.
///
/// # Errors
/// When the database cannot be read.
pub async fn not_in_yet(db: &impl ConnectionTrait, ids: &[AccountId]) -> Result<Vec<AccountId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    user::Entity::find()
        .select_only()
        .column(user::Column::AccountId)
        .filter(user::Column::AccountId.is_in(ids.iter().copied()))
        .filter(user::Column::ConfirmedAt.is_null().or(user::Column::Approved.eq(false)))
        .into_tuple()
        .all(db)
        .await
}

/// Makes everybody else who locks the user of this account wait until the commit, so that limits, and names
/// and keys that may be there once, hold when two requests come at once.
///
/// # Errors
/// When the database cannot be written.
pub async fn lock(db: &impl ConnectionTrait, account: AccountId) -> Result<()> {
    Sql::new("UPDATE users SET updated_at = updated_at WHERE account_id = ")
        .bind(account)
        .execute(db)
        .await?;
    Ok(())
}
