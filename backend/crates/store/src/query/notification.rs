//! Notifications of local accounts.

use kinds::{AccountId, CollectionId, NotificationId, NotificationKind, StatusId, UserId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::OnConflict,
};

use super::window::Window;
use crate::{
    Result, Sql,
    entity::{marker, notification},
};

/// Stores a notification; false when the same act was notified of before.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: notification::Model) -> Result<bool> {
    let row = notification::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        from_account_id: Set(row.from_account_id),
        kind: Set(row.kind),
        status_id: Set(row.status_id),
        collection_id: Set(row.collection_id),
        report_id: Set(row.report_id),
        group_key: Set(row.group_key),
        created_at: Set(row.created_at),
        filtered: Set(row.filtered),
    };
    let done = notification::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(done > 0)
}

/// Removes the notification of an act that was taken back.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_act(
    db: &impl ConnectionTrait,
    to: AccountId,
    from: AccountId,
    kind: NotificationKind,
    status: Option<StatusId>,
) -> Result<u64> {
    let mut delete = notification::Entity::delete_many()
        .filter(notification::Column::AccountId.eq(to))
        .filter(notification::Column::FromAccountId.eq(from))
        .filter(notification::Column::Kind.eq(kind));
    if let Some(status) = status {
        delete = delete.filter(notification::Column::StatusId.eq(status));
    }
    Ok(delete.exec(db).await?.rows_affected)
}

/// Removes what `to` was notified of about a collection.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_about_collection(
    db: &impl ConnectionTrait,
    to: AccountId,
    kind: NotificationKind,
    collection: CollectionId,
) -> Result<()> {
    notification::Entity::delete_many()
        .filter(notification::Column::CollectionId.eq(collection))
        .filter(notification::Column::AccountId.eq(to))
        .filter(notification::Column::Kind.eq(kind))
        .exec(db)
        .await?;
    Ok(())
}

/// Removes everything `from` notified `to` of.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_from(db: &impl ConnectionTrait, to: AccountId, from: AccountId) -> Result<u64> {
    Ok(notification::Entity::delete_many()
        .filter(notification::Column::AccountId.eq(to))
        .filter(notification::Column::FromAccountId.eq(from))
        .exec(db)
        .await?
        .rows_affected)
}

/// Removes everything accounts of `domain` notified `to` of.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_from_domain(db: &impl ConnectionTrait, to: AccountId, domain: &str) -> Result<u64> {
    Sql::new("DELETE FROM notifications WHERE account_id = ")
        .bind(to)
        .push(" AND from_account_id IN (SELECT id FROM accounts WHERE domain = ")
        .bind(domain)
        .push(")")
        .execute(db)
        .await
}

/// Which notifications are wanted.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only these kinds.
    pub kinds: Option<Vec<NotificationKind>>,
    /// None of these kinds.
    pub without: Vec<NotificationKind>,
    /// Only of acts of this account.
    pub from: Option<AccountId>,
    /// Also those that the policy keeps apart.
    pub with_filtered: bool,
}

impl Filter {
    /// Adds the conditions on the notifications `n` of `account` and, for bounds, nothing yet.
    fn push(&self, mut sql: Sql, account: AccountId) -> Sql {
        sql = sql
            .push(" FROM notifications n JOIN accounts a ON a.id = n.from_account_id WHERE n.account_id = ")
            .bind(account)
            .push(" AND a.suspended_at IS NULL");
        if !self.with_filtered {
            sql = sql.push(" AND NOT n.filtered");
        }
        if let Some(kinds) = &self.kinds {
            sql = sql.push(" AND n.kind IN ").bind_list(kinds);
        }
        if !self.without.is_empty() {
            sql = sql.push(" AND n.kind NOT IN ").bind_list(&self.without);
        }
        if let Some(from) = self.from {
            sql = sql.push(" AND n.from_account_id = ").bind(from);
        }
        sql
    }
}

/// A page of the notifications of `account`, newest first. Suspended senders are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    db: &impl ConnectionTrait,
    account: AccountId,
    filter: &Filter,
    window: &Window,
) -> Result<Vec<notification::Model>> {
    let rows = filter.push(Sql::new("SELECT n.*"), account).push_window("n.id", window).all(db).await?;
    Ok(window.newest_first(rows))
}

/// The newest notifications of `account` that its policy does not keep apart, whoever they are of.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest(
    db: &impl ConnectionTrait,
    account: AccountId,
    limit: u64,
) -> Result<Vec<notification::Model>> {
    let window = Window { limit, ..Window::default() };
    let sql =
        Sql::new("SELECT n.* FROM notifications n WHERE NOT n.filtered AND n.account_id = ").bind(account);
    sql.push_window("n.id", &window).all(db).await
}

/// A notification of `account`, filtered or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: NotificationId,
) -> Result<Option<notification::Model>> {
    let filter = Filter { with_filtered: true, ..Filter::default() };
    let rows: Vec<notification::Model> =
        filter.push(Sql::new("SELECT n.*"), account).push(" AND n.id = ").bind(id).all(db).await?;
    Ok(rows.into_iter().next())
}

/// Removes all notifications of `account`.
///
/// # Errors
/// When the database cannot be written.
pub async fn clear(db: &impl ConnectionTrait, account: AccountId) -> Result<u64> {
    let delete = notification::Entity::delete_many().filter(notification::Column::AccountId.eq(account));
    Ok(delete.exec(db).await?.rows_affected)
}

/// Removes one notification of `account`; false when there is none with this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, account: AccountId, id: NotificationId) -> Result<bool> {
    let delete = notification::Entity::delete_many()
        .filter(notification::Column::AccountId.eq(account))
        .filter(notification::Column::Id.eq(id));
    Ok(delete.exec(db).await?.rows_affected > 0)
}

/// Removes some notifications of `account`; ids that it has none of are passed over.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_some(
    db: &impl ConnectionTrait,
    account: AccountId,
    ids: &[NotificationId],
) -> Result<u64> {
    let delete = notification::Entity::delete_many()
        .filter(notification::Column::AccountId.eq(account))
        .filter(notification::Column::Id.is_in(ids.iter().copied()));
    Ok(delete.exec(db).await?.rows_affected)
}

/// Removes a group of notifications of `account`.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_group(db: &impl ConnectionTrait, account: AccountId, key: &str) -> Result<u64> {
    let delete = notification::Entity::delete_many()
        .filter(notification::Column::AccountId.eq(account))
        .filter(notification::Column::GroupKey.eq(key));
    Ok(delete.exec(db).await?.rows_affected)
}

/// How many notifications are newer than `read`, up to `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_unread(
    db: &impl ConnectionTrait,
    account: AccountId,
    filter: &Filter,
    read: i64,
    limit: u64,
) -> Result<i64> {
    count(filter.push(Sql::new("SELECT COUNT(*) AS count FROM (SELECT n.id"), account), db, read, limit).await
}

/// The same, counting those of a group once; only the kinds in `grouped` have groups.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_unread_groups(
    db: &impl ConnectionTrait,
    account: AccountId,
    filter: &Filter,
    grouped: &[NotificationKind],
    read: i64,
    limit: u64,
) -> Result<i64> {
    let select = Sql::new("SELECT COUNT(*) AS count FROM (SELECT DISTINCT CASE WHEN n.kind IN ")
        .bind_list(grouped)
        .push(" THEN n.group_key ELSE 'ungrouped-' || n.id END AS key");
    count(filter.push(select, account), db, read, limit).await
}

async fn count(select: Sql, db: &impl ConnectionTrait, read: i64, limit: u64) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Row {
        count: i64,
    }
    let rows: Vec<Row> = select
        .push(" AND n.id > ")
        .bind(read)
        .push(" LIMIT ")
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .push(") t")
        .all(db)
        .await?;
    Ok(rows.first().map_or(0, |row| row.count))
}

/// A recent notification of a group, with the group's size.
#[derive(Clone, Debug, FromQueryResult)]
pub struct GroupRow {
    /// The group.
    pub group_key: String,
    /// The notification.
    pub id: NotificationId,
    /// Who did it.
    pub from_account_id: AccountId,
    /// Of how many notifications the group consists.
    pub count: i64,
}

/// The newest `sample` notifications of each of these groups of `account`, newest first, counting
/// only those up to the id `newest`; filtered ones only when they are asked for.
///
/// # Errors
/// When the database cannot be read.
pub async fn groups(
    db: &impl ConnectionTrait,
    account: AccountId,
    keys: &[String],
    newest: NotificationId,
    sample: i64,
    with_filtered: bool,
) -> Result<Vec<GroupRow>> {
    let filtered = if with_filtered { "" } else { " AND NOT n.filtered" };
    Sql::new(
        "SELECT group_key, id, from_account_id, count FROM (SELECT n.group_key, n.id, n.from_account_id, \
         COUNT(*) OVER (PARTITION BY n.group_key) AS count, \
         ROW_NUMBER() OVER (PARTITION BY n.group_key ORDER BY n.id DESC) AS place \
         FROM notifications n JOIN accounts a ON a.id = n.from_account_id \
         WHERE a.suspended_at IS NULL AND n.account_id = ",
    )
    .bind(account)
    .push(" AND n.group_key IN ")
    .bind_list(keys)
    .push(" AND n.id <= ")
    .bind(newest)
    .push(filtered)
    .push(") t WHERE place <= ")
    .bind(sample)
    .push(" ORDER BY id DESC")
    .all(db)
    .await
}

/// A page of a group of notifications of `account`, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn group(
    db: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
    window: &Window,
) -> Result<Vec<notification::Model>> {
    let rows = Filter::default()
        .push(Sql::new("SELECT n.*"), account)
        .push(" AND n.group_key = ")
        .bind(key)
        .push_window("n.id", window)
        .all(db)
        .await?;
    Ok(window.newest_first(rows))
}

/// The id up to which a user has read a timeline.
///
/// # Errors
/// When the database cannot be read.
pub async fn last_read(db: &impl ConnectionTrait, user: UserId) -> Result<i64> {
    let marker = marker::Entity::find()
        .filter(marker::Column::UserId.eq(user))
        .filter(marker::Column::Timeline.eq("notifications"))
        .one(db)
        .await?;
    Ok(marker.map_or(0, |marker| marker.last_read_id))
}
