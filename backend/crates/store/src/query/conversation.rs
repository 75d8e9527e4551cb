//! Direct conversations, as each of their people sees them. All of it is asked for together with the owner.

use kinds::{AccountConversationId, AccountId, ConversationId, NotificationKind, StatusId, Visibility};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, sea_query::Expr};

use super::{visibility::visible_to, window::Window};
use crate::{
    Result, Sql,
    entity::{account_conversation as table, status},
};

/// A page of somebody's conversations, the one with the newest status first. The cursor is the status.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(db: &impl ConnectionTrait, owner: AccountId, window: &Window) -> Result<Vec<table::Model>> {
    let sql = Sql::new("SELECT * FROM account_conversations WHERE account_id = ").bind(owner);
    Ok(window.newest_first(sql.push_window("last_status_id", window).all(db).await?))
}

/// One of somebody's conversations.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: AccountConversationId,
) -> Result<Option<table::Model>> {
    table::Entity::find_by_id(id).filter(table::Column::AccountId.eq(owner)).one(db).await
}

/// A page of the direct statuses that reached somebody, as far as they may still be seen.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(db: &impl ConnectionTrait, owner: AccountId, window: &Window) -> Result<Vec<StatusId>> {
    let ids = Sql::new(
        "SELECT d.status_id AS id FROM direct_statuses d JOIN statuses ON statuses.id = d.status_id \
         WHERE d.account_id = ",
    )
    .bind(owner)
    .push(" AND ")
    .push_condition(visible_to(Some(owner)))
    .push_window("d.status_id", window)
    .ids(db)
    .await?;
    Ok(window.newest_first(ids))
}

/// Stores a conversation, or a later state of the one that is there. Returns the id it has.
///
/// # Errors
/// When the database refuses the row.
pub async fn put(db: &impl ConnectionTrait, row: table::Model) -> Result<AccountConversationId> {
    let ids = Sql::new(
        "INSERT INTO account_conversations \
         (id, account_id, conversation_id, participants, participants_key, last_status_id, unread) VALUES (",
    )
    .bind(row.id)
    .push(", ")
    .bind(row.account_id)
    .push(", ")
    .bind(row.conversation_id)
    .push(", ")
    .bind(row.participants)
    .push(", ")
    .bind(row.participants_key)
    .push(", ")
    .bind(row.last_status_id)
    .push(", ")
    .bind(row.unread)
    .push(
        ") ON CONFLICT (account_id, conversation_id, participants_key) DO UPDATE SET unread = excluded.unread, \
         last_status_id = CASE WHEN account_conversations.last_status_id > excluded.last_status_id \
         THEN account_conversations.last_status_id ELSE excluded.last_status_id END RETURNING id",
    )
    .ids(db)
    .await?;
    Ok(ids.first().copied().unwrap_or(row.id))
}

/// Puts a status into a conversation of `owner`; false when it is in one already.
///
/// # Errors
/// When the database refuses the row.
pub async fn add_status(
    db: &impl ConnectionTrait,
    owner: AccountId,
    conversation: AccountConversationId,
    status: StatusId,
) -> Result<bool> {
    let added =
        Sql::new("INSERT INTO direct_statuses (account_id, status_id, account_conversation_id) VALUES (")
            .bind(owner)
            .push(", ")
            .bind(status)
            .push(", ")
            .bind(conversation)
            .push(") ON CONFLICT (account_id, status_id) DO NOTHING")
            .execute(db)
            .await?;
    Ok(added > 0)
}

/// The direct statuses of `sender` whose mention of `owner` is filtered: the newest `limit`, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn filtered(
    db: &impl ConnectionTrait,
    owner: AccountId,
    sender: AccountId,
    limit: i64,
) -> Result<Vec<status::Model>> {
    let mut letters: Vec<status::Model> = Sql::new(
        "SELECT s.* FROM notifications n JOIN statuses s ON s.id = n.status_id WHERE n.filtered AND n.account_id = ",
    )
    .bind(owner)
    .push(" AND n.from_account_id = ")
    .bind(sender)
    .push(" AND n.kind = ")
    .bind(NotificationKind::Mention)
    .push(" AND s.visibility = ")
    .bind(Visibility::Direct)
    .push(" ORDER BY s.id DESC LIMIT ")
    .bind(limit)
    .all(db)
    .await?;
    letters.reverse();
    Ok(letters)
}

/// Marks a conversation as read or unread; false when the owner has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_unread(
    db: &impl ConnectionTrait,
    owner: AccountId,
    id: AccountConversationId,
    unread: bool,
) -> Result<bool> {
    let changed = table::Entity::update_many()
        .col_expr(table::Column::Unread, Expr::value(unread))
        .filter(table::Column::Id.eq(id))
        .filter(table::Column::AccountId.eq(owner))
        .exec(db)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Removes a conversation, its statuses stay; false when the owner has none of this id.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, owner: AccountId, id: AccountConversationId) -> Result<bool> {
    let mine = table::Entity::delete_by_id(id).filter(table::Column::AccountId.eq(owner));
    Ok(mine.exec(db).await?.rows_affected > 0)
}

/// Removes the conversations of `owner` with `other`, also those with more people.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_with(db: &impl ConnectionTrait, owner: AccountId, other: AccountId) -> Result<()> {
    Sql::new("DELETE FROM account_conversations WHERE account_id = ")
        .bind(owner)
        .push(" AND participants LIKE ")
        .bind(format!("%\"{other}\"%"))
        .execute(db)
        .await?;
    Ok(())
}

/// Somebody's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Owned {
    /// The conversation.
    pub id: AccountConversationId,
    /// Whose it is.
    pub account: AccountId,
}

/// The conversations that a status is in.
///
/// # Errors
/// When the database cannot be read.
pub async fn having(db: &impl ConnectionTrait, status: StatusId) -> Result<Vec<Owned>> {
    Sql::new(
        "SELECT account_conversation_id AS id, account_id AS account FROM direct_statuses \
         WHERE account_conversation_id IS NOT NULL AND status_id = ",
    )
    .bind(status)
    .all(db)
    .await
}

/// After a status of these conversations is gone: the one before it is the last one, and a conversation
/// without any goes. Returns those that are left.
///
/// # Errors
/// When the database cannot be written.
pub async fn settle(db: &impl ConnectionTrait, ids: &[AccountConversationId]) -> Result<Vec<Owned>> {
    Sql::new("DELETE FROM account_conversations WHERE id IN ")
        .bind_list(ids)
        .push(
            " AND NOT EXISTS (SELECT 1 FROM direct_statuses d \
             WHERE d.account_conversation_id = account_conversations.id)",
        )
        .execute(db)
        .await?;
    Sql::new(
        "UPDATE account_conversations SET last_status_id = (SELECT MAX(d.status_id) FROM direct_statuses d \
         WHERE d.account_conversation_id = account_conversations.id) WHERE id IN ",
    )
    .bind_list(ids)
    .push(" RETURNING id, account_id AS account")
    .all(db)
    .await
}

/// Threads have become one: so do the conversations, except where there is one like it already.
///
/// # Errors
/// When the database cannot be written.
pub async fn join(db: &impl ConnectionTrait, into: ConversationId, threads: &[ConversationId]) -> Result<()> {
    Sql::new("UPDATE account_conversations SET conversation_id = ")
        .bind(into)
        .push(
            " WHERE id IN (SELECT MAX(c.id) FROM account_conversations c WHERE NOT EXISTS \
         (SELECT 1 FROM account_conversations o WHERE o.account_id = c.account_id \
         AND o.participants_key = c.participants_key AND o.conversation_id = ",
        )
        .bind(into)
        .push(") AND c.conversation_id IN ")
        .bind_list(threads)
        .push(" GROUP BY c.account_id, c.participants_key)")
        .execute(db)
        .await?;
    Ok(())
}
