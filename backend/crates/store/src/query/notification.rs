//! Notifications of local accounts.

use kinds::{AccountId, Millis, NotificationKind, StatusId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
    sea_query::OnConflict,
};

use crate::{Result, Sql, entity::notification};

/// Whether `to` wants to hear of what `from` does: `to` has a user here, `from` is not suspended, no
/// block stands between them, `to` does not mute the notifications of `from`, nor the conversation
/// of `status`, nor block the server of `from` without following them.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_wanted(
    db: &impl ConnectionTrait,
    to: AccountId,
    from: AccountId,
    status: Option<StatusId>,
    now: Millis,
) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        #[expect(dead_code, reason = "only that there is a row counts")]
        id: AccountId,
    }
    let rows: Vec<Row> = Sql::new("SELECT f.id FROM accounts f WHERE f.id = ")
        .bind(from)
        .push(" AND f.suspended_at IS NULL AND EXISTS (SELECT 1 FROM users u WHERE u.account_id = ")
        .bind(to)
        .push(") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
        .bind(to)
        .push(" AND b.target_id = f.id) AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = f.id AND b.target_id = ")
        .bind(to)
        .push(") AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.target_id = f.id AND m.hide_notifications AND m.account_id = ")
        .bind(to)
        .push(" AND (m.expires_at IS NULL OR m.expires_at > ")
        .bind(now)
        .push(")) AND NOT EXISTS (SELECT 1 FROM conversation_mutes cm JOIN statuses s ON s.conversation_id = cm.conversation_id WHERE cm.account_id = ")
        .bind(to)
        .push(" AND s.id = ")
        .bind(status.unwrap_or_default())
        .push(") AND (f.domain = '' OR NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.domain = f.domain AND d.account_id = ")
        .bind(to)
        .push(") OR EXISTS (SELECT 1 FROM follows w WHERE w.target_id = f.id AND w.account_id = ")
        .bind(to)
        .push("))")
        .all(db)
        .await?;
    Ok(!rows.is_empty())
}

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
        group_key: Set(row.group_key),
        created_at: Set(row.created_at),
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
