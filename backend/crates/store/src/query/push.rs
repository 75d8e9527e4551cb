//! Where notifications are pushed.

use kinds::{AccountId, PushSubscriptionId, TokenId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter,
};

use crate::{Result, Sql, entity::push_subscription as row};

/// The subscription of a token.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_token(db: &impl ConnectionTrait, token: TokenId) -> Result<Option<row::Model>> {
    row::Entity::find().filter(row::Column::TokenId.eq(token)).one(db).await
}

/// A subscription.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: PushSubscriptionId) -> Result<Option<row::Model>> {
    row::Entity::find_by_id(id).one(db).await
}

/// The subscriptions of an account.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<row::Model>> {
    row::Entity::find().filter(row::Column::AccountId.eq(account)).all(db).await
}

/// Stores a subscription; that of the same token has to be gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, subscription: row::Model) -> Result<()> {
    row::Entity::insert(subscription.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// Changes what is pushed.
///
/// # Errors
/// When the database cannot be written.
pub async fn update(db: &impl ConnectionTrait, subscription: &row::Model) -> Result<()> {
    let change = row::ActiveModel {
        id: Set(subscription.id),
        alerts: Set(subscription.alerts.clone()),
        policy: Set(subscription.policy),
        ..Default::default()
    };
    row::Entity::update_many().set(change).filter(row::Column::Id.eq(subscription.id)).exec(db).await?;
    Ok(())
}

/// Removes the subscription of a token.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_of_token(db: &impl ConnectionTrait, token: TokenId) -> Result<()> {
    row::Entity::delete_many().filter(row::Column::TokenId.eq(token)).exec(db).await?;
    Ok(())
}

/// Removes a subscription.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: PushSubscriptionId) -> Result<()> {
    row::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Who follows whom.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
pub struct Ties {
    /// The receiver follows the sender.
    pub following: bool,
    /// The sender follows the receiver.
    pub followed: bool,
}

/// How a receiver and a sender are tied.
///
/// # Errors
/// When the database cannot be read.
pub async fn ties(db: &impl ConnectionTrait, to: AccountId, from: AccountId) -> Result<Ties> {
    let rows = Sql::new("SELECT EXISTS (SELECT 1 FROM follows WHERE account_id = ")
        .bind(to)
        .push(" AND target_id = ")
        .bind(from)
        .push(") AS following, EXISTS (SELECT 1 FROM follows WHERE account_id = ")
        .bind(from)
        .push(" AND target_id = ")
        .bind(to)
        .push(") AS followed")
        .all(db)
        .await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}
