//! Who gets an account's posts by mail, and which mails were sent.

use kinds::{AccountId, EmailSubscriptionId, Millis, StatusId};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict,
};

use crate::{
    Result, Sql,
    entity::{account, email_subscription as row},
};

/// The account of this server, if visitors may have its posts sent to them.
///
/// # Errors
/// When the database cannot be read.
pub async fn author(db: &impl ConnectionTrait, account: AccountId) -> Result<Option<account::Model>> {
    Sql::new(
        "SELECT a.* FROM accounts a JOIN mail_preferences mp ON mp.account_id = a.id \
         WHERE mp.subscriptions = TRUE AND a.domain = '' AND a.suspended_at IS NULL AND a.id = ",
    )
    .bind(account)
    .one(db)
    .await
}

/// Stores a subscription; the one that counts is returned, which may be an older one.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, new: row::Model) -> Result<row::Model> {
    let (account, email) = (new.account_id, new.email.clone());
    row::Entity::insert(new.clone().into_active_model())
        .on_conflict(
            OnConflict::columns([row::Column::AccountId, row::Column::Email]).do_nothing().to_owned(),
        )
        .try_insert()
        .exec_without_returning(db)
        .await?;
    let found = row::Entity::find()
        .filter(row::Column::AccountId.eq(account))
        .filter(row::Column::Email.eq(email))
        .one(db)
        .await?;
    Ok(found.unwrap_or(new))
}

/// A subscription.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: EmailSubscriptionId) -> Result<Option<row::Model>> {
    row::Entity::find_by_id(id).one(db).await
}

/// Notes that a subscription is wanted, unless that was noted before.
///
/// # Errors
/// When the database cannot be written.
pub async fn confirm(db: &impl ConnectionTrait, id: EmailSubscriptionId, now: Millis) -> Result<()> {
    Sql::new("UPDATE email_subscriptions SET confirmed_at = ")
        .bind(now)
        .push(" WHERE confirmed_at IS NULL AND id = ")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Removes a subscription.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: EmailSubscriptionId) -> Result<()> {
    row::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Subscriptions to an account after one, that were confirmed before a time.
///
/// # Errors
/// When the database cannot be read.
pub async fn confirmed(
    db: &impl ConnectionTrait,
    account: AccountId,
    before: Millis,
    after: Option<EmailSubscriptionId>,
    limit: i64,
) -> Result<Vec<EmailSubscriptionId>> {
    Sql::new("SELECT id FROM email_subscriptions WHERE account_id = ")
        .bind(account)
        .push(" AND confirmed_at <= ")
        .bind(before)
        .push(" AND id > ")
        .bind(after.unwrap_or_default())
        .push(" ORDER BY id LIMIT ")
        .bind(limit)
        .ids(db)
        .await
}

/// Notes that a status is being mailed to a subscriber; false when it was before, when `most` mails have gone to
/// the address since `since`, or when the subscription is gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn claim(
    db: &impl ConnectionTrait,
    subscription: EmailSubscriptionId,
    status: StatusId,
    now: Millis,
    (most, since): (i64, Millis),
) -> Result<bool> {
    let done = Sql::new(
        "INSERT INTO subscription_mails (subscription_id, status_id, email, created_at) SELECT e.id, CAST(",
    )
    .bind(status)
    .push(" AS BIGINT), e.email, CAST(")
    .bind(now)
    .push(" AS BIGINT) FROM email_subscriptions e WHERE e.id = ")
    .bind(subscription)
    .push(" AND (SELECT COUNT(*) FROM subscription_mails m WHERE m.email = e.email AND m.created_at > ")
    .bind(since)
    .push(") < ")
    .bind(most)
    .push(" ON CONFLICT DO NOTHING")
    .execute(db)
    .await?;
    Ok(done > 0)
}

/// Takes the note back, because the mail could not be sent.
///
/// # Errors
/// When the database cannot be written.
pub async fn release(
    db: &impl ConnectionTrait,
    subscription: EmailSubscriptionId,
    status: StatusId,
) -> Result<()> {
    Sql::new("DELETE FROM subscription_mails WHERE subscription_id = ")
        .bind(subscription)
        .push(" AND status_id = ")
        .bind(status)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets subscriptions from before `unconfirmed` that nobody has confirmed, and mails from before `mails`.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(db: &impl ConnectionTrait, unconfirmed: Millis, mails: Millis) -> Result<()> {
    Sql::new("DELETE FROM email_subscriptions WHERE confirmed_at IS NULL AND created_at < ")
        .bind(unconfirmed)
        .execute(db)
        .await?;
    Sql::new("DELETE FROM subscription_mails WHERE created_at < ").bind(mails).execute(db).await?;
    Ok(())
}
