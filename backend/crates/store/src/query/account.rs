//! Accounts with what is shown beside them.

use kinds::{AccountId, Millis};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use crate::{
    Result, Sql,
    entity::{account, follow_request},
};

/// An account with its counters and its highlighted role.
#[derive(Clone, Debug, FromQueryResult)]
pub struct AccountRow {
    /// The account.
    #[sea_orm(nested)]
    pub account: account::Model,
    /// Posts, boosts included.
    pub statuses_count: Option<i64>,
    /// Followers.
    pub followers_count: Option<i64>,
    /// Follows.
    pub following_count: Option<i64>,
    /// The day of the last post.
    pub last_status_at: Option<Millis>,
    /// The highlighted role, if the account is local and has one.
    pub role_id: Option<i64>,
    /// Its name.
    pub role_name: Option<String>,
    /// Its colour.
    pub role_color: Option<String>,
    /// Whether visitors may have the posts sent to them.
    pub email_subscriptions: Option<bool>,
}

/// The accounts of these ids, in no order.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows(db: &impl ConnectionTrait, ids: &[AccountId]) -> Result<Vec<AccountRow>> {
    Sql::new(
        "SELECT accounts.*, s.statuses_count, s.followers_count, s.following_count, s.last_status_at, \
         r.id AS role_id, r.name AS role_name, r.color AS role_color, \
         mp.subscriptions AS email_subscriptions FROM accounts \
         LEFT JOIN account_stats s ON s.account_id = accounts.id \
         LEFT JOIN mail_preferences mp ON mp.account_id = accounts.id \
         LEFT JOIN users u ON u.account_id = accounts.id \
         LEFT JOIN roles r ON r.id = u.role_id AND r.highlighted \
         WHERE accounts.id IN ",
    )
    .bind_list(ids)
    .all(db)
    .await
}

/// An account by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<account::Model>> {
    account::Entity::find_by_id(id).one(db).await
}

/// An account by the id of its actor.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_uri(db: &impl ConnectionTrait, uri: &str) -> Result<Option<account::Model>> {
    account::Entity::find().filter(account::Column::Uri.eq(uri)).one(db).await
}

/// An account by name and domain (`""` for local ones), both in any case.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_handle(
    db: &impl ConnectionTrait,
    username: &str,
    domain: &str,
) -> Result<Option<account::Model>> {
    account::Entity::find()
        .filter(account::Column::UsernameKey.eq(username.to_lowercase()))
        .filter(account::Column::Domain.eq(domain.to_lowercase()))
        .one(db)
        .await
}

/// How many ask to follow this account.
///
/// # Errors
/// When the database cannot be read.
pub async fn follow_requests_count(db: &impl ConnectionTrait, id: AccountId) -> Result<i64> {
    let count =
        follow_request::Entity::find().filter(follow_request::Column::TargetId.eq(id)).count(db).await?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}
