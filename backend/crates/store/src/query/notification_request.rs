//! Senders whose notifications are filtered.

use kinds::{AccountId, Millis, NotificationRequestId, StatusId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::OnConflict,
};

use super::window::Window;
use crate::{
    Result, Sql,
    entity::{notification_request, notification_request::Model},
};

/// Requests, and notifications of one, are counted up to here.
pub const COUNTED: i64 = 100;

/// The notifications of a request `r`, counted up to [`COUNTED`].
const COUNT: &str = "(SELECT COUNT(*) FROM (SELECT n.id FROM notifications n WHERE n.account_id = r.account_id \
                     AND n.from_account_id = r.from_account_id AND n.filtered LIMIT 100) c)";
/// Requests of senders that are there, with notifications that are there.
const SHOWN: &str = " FROM notification_requests r JOIN accounts a ON a.id = r.from_account_id \
                     WHERE a.suspended_at IS NULL AND EXISTS (SELECT 1 FROM notifications n WHERE \
                     n.account_id = r.account_id AND n.from_account_id = r.from_account_id AND n.filtered) \
                     AND r.account_id = ";

/// A request with the number of its notifications.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Request {
    /// Its id.
    pub id: NotificationRequestId,
    /// The sender.
    pub from_account_id: AccountId,
    /// The sender's latest status.
    pub last_status_id: Option<StatusId>,
    /// When the first was filtered.
    pub created_at: Millis,
    /// When the last was filtered.
    pub updated_at: Millis,
    /// How many notifications, up to [`COUNTED`].
    pub count: i64,
}

/// How much is filtered.
#[derive(Clone, Copy, Debug, Default, FromQueryResult)]
pub struct Summary {
    /// Requests.
    pub requests: i64,
    /// Notifications.
    pub notifications: i64,
}

/// Notes that a notification of this sender was filtered.
///
/// # Errors
/// When the database cannot be written.
pub async fn note(db: &impl ConnectionTrait, row: Model) -> Result<()> {
    use notification_request::Column;
    let mut columns = vec![Column::UpdatedAt];
    columns.extend(row.last_status_id.map(|_| Column::LastStatusId));
    let row = notification_request::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        from_account_id: Set(row.from_account_id),
        last_status_id: Set(row.last_status_id),
        created_at: Set(row.created_at),
        updated_at: Set(row.updated_at),
    };
    notification_request::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([Column::AccountId, Column::FromAccountId])
                .update_columns(columns)
                .to_owned(),
        )
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// A page of the requests to `account`, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(db: &impl ConnectionTrait, account: AccountId, window: &Window) -> Result<Vec<Request>> {
    let rows = select(account).push_window("r.id", window).all(db).await?;
    Ok(window.newest_first(rows))
}

/// A request to `account`.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: NotificationRequestId,
) -> Result<Option<Request>> {
    Ok(select(account).push(" AND r.id = ").bind(id).all(db).await?.into_iter().next())
}

fn select(account: AccountId) -> Sql {
    Sql::new("SELECT r.id, r.from_account_id, r.last_status_id, r.created_at, r.updated_at, ")
        .push(COUNT)
        .push(" AS count")
        .push(SHOWN)
        .bind(account)
}

/// How much is filtered for `account`: up to [`COUNTED`] requests, of each up to as many notifications.
///
/// # Errors
/// When the database cannot be read.
pub async fn summary(db: &impl ConnectionTrait, account: AccountId) -> Result<Summary> {
    let rows = Sql::new(
        "SELECT COUNT(*) AS requests, CAST(COALESCE(SUM(count), 0) AS BIGINT) AS notifications FROM (SELECT ",
    )
    .push(COUNT)
    .push(" AS count")
    .push(SHOWN)
    .bind(account)
    .push(" LIMIT ")
    .bind(COUNTED)
    .push(") t")
    .all(db)
    .await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// Removes requests to `account` by id; answers with their senders.
///
/// # Errors
/// When the database cannot be written.
pub async fn take(
    db: &impl ConnectionTrait,
    account: AccountId,
    ids: &[NotificationRequestId],
) -> Result<Vec<AccountId>> {
    let own = notification_request::Column::AccountId.eq(account);
    let named = notification_request::Column::Id.is_in(ids.iter().copied());
    let rows = notification_request::Entity::find().filter(own.clone()).filter(named.clone()).all(db).await?;
    notification_request::Entity::delete_many().filter(own).filter(named).exec(db).await?;
    Ok(rows.into_iter().map(|row| row.from_account_id).collect())
}

/// Lets the notifications of `from` through to `account` from now on.
///
/// # Errors
/// When the database cannot be written.
pub async fn permit(
    db: &impl ConnectionTrait,
    account: AccountId,
    from: AccountId,
    now: Millis,
) -> Result<()> {
    Sql::new("INSERT INTO notification_permissions (account_id, from_account_id, created_at) VALUES (")
        .bind(account)
        .push(", ")
        .bind(from)
        .push(", ")
        .bind(now)
        .push(") ON CONFLICT DO NOTHING")
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets that `from` was let through to `account`, or asked for it.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget(db: &impl ConnectionTrait, account: AccountId, from: AccountId) -> Result<()> {
    for table in ["notification_permissions", "notification_requests"] {
        Sql::new("DELETE FROM ")
            .push(table)
            .push(" WHERE account_id = ")
            .bind(account)
            .push(" AND from_account_id = ")
            .bind(from)
            .execute(db)
            .await?;
    }
    Ok(())
}

/// The same for everybody on the server `domain`.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_domain(db: &impl ConnectionTrait, account: AccountId, domain: &str) -> Result<()> {
    for table in ["notification_permissions", "notification_requests"] {
        Sql::new("DELETE FROM ")
            .push(table)
            .push(" WHERE account_id = ")
            .bind(account)
            .push(" AND from_account_id IN (SELECT id FROM accounts WHERE domain = ")
            .bind(domain)
            .push(")")
            .execute(db)
            .await?;
    }
    Ok(())
}

/// Puts the filtered notifications of `from` among the others of `account`.
///
/// # Errors
/// When the database cannot be written.
pub async fn unfilter(db: &impl ConnectionTrait, account: AccountId, from: AccountId) -> Result<u64> {
    of(Sql::new("UPDATE notifications SET filtered = FALSE"), account, from).execute(db).await
}

/// Removes the filtered notifications of `from` to `account`.
///
/// # Errors
/// When the database cannot be written.
pub async fn discard(db: &impl ConnectionTrait, account: AccountId, from: AccountId) -> Result<u64> {
    of(Sql::new("DELETE FROM notifications"), account, from).execute(db).await
}

fn of(sql: Sql, account: AccountId, from: AccountId) -> Sql {
    sql.push(" WHERE filtered AND account_id = ").bind(account).push(" AND from_account_id = ").bind(from)
}
