//! Access tokens and browser sessions, and the user behind them.

use kinds::{SessionId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::{
    Result,
    entity::{account, oauth_token, role, session, user},
};

/// A token by the SHA-256 of its text, with its user, if it belongs to one.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_hash(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(oauth_token::Model, Option<user::Model>)>> {
    let found = oauth_token::Entity::find().filter(oauth_token::Column::TokenHash.eq(hash)).one(db).await?;
    let Some(token) = found else { return Ok(None) };
    let user = match token.user_id {
        Some(id) => user::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    Ok(Some((token, user)))
}

/// A browser session.
///
/// # Errors
/// When the database cannot be read.
pub async fn session(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<session::Model>> {
    session::Entity::find_by_id(id).one(db).await
}

/// A user with account and role.
///
/// # Errors
/// When the database cannot be read.
pub async fn user(
    db: &impl ConnectionTrait,
    id: UserId,
) -> Result<Option<(user::Model, account::Model, Option<role::Model>)>> {
    let Some(user) = user::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    let Some(account) = account::Entity::find_by_id(user.account_id).one(db).await? else { return Ok(None) };
    let role = match user.role_id {
        Some(id) => role::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    Ok(Some((user, account, role)))
}
