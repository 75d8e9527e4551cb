//! What an account does with statuses: favourites, pins, muted threads, idempotency keys,
//! reading positions.

use kinds::{AccountId, ConversationId, Millis, StatusId, UserId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::{
    Result, Sql,
    entity::{custom_emoji, favourite, marker, pin},
};

/// Pins a status; false when it was pinned already.
///
/// # Errors
/// When the database cannot be written.
pub async fn pin(db: &impl ConnectionTrait, row: pin::Model) -> Result<bool> {
    let sql = Sql::new("INSERT INTO pins (id, account_id, status_id, created_at) VALUES (")
        .bind(row.id)
        .push(", ")
        .bind(row.account_id)
        .push(", ")
        .bind(row.status_id)
        .push(", ")
        .bind(row.created_at)
        .push(") ON CONFLICT (account_id, status_id) DO NOTHING");
    Ok(sql.execute(db).await? > 0)
}

/// Unpins a status; false when it was not pinned.
///
/// # Errors
/// When the database cannot be written.
pub async fn unpin(db: &impl ConnectionTrait, account: AccountId, status: StatusId) -> Result<bool> {
    let sql =
        Sql::new("DELETE FROM pins WHERE account_id = ").bind(account).push(" AND status_id = ").bind(status);
    Ok(sql.execute(db).await? > 0)
}

/// Stores a favourite; false when it was stored already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_favourite(db: &impl ConnectionTrait, row: favourite::Model) -> Result<bool> {
    let sql = Sql::new("INSERT INTO favourites (id, account_id, status_id, uri, created_at) VALUES (")
        .bind(row.id)
        .push(", ")
        .bind(row.account_id)
        .push(", ")
        .bind(row.status_id)
        .push(", ")
        .bind(row.uri)
        .push(", ")
        .bind(row.created_at)
        .push(") ON CONFLICT (account_id, status_id) DO NOTHING");
    Ok(sql.execute(db).await? > 0)
}

/// Removes a favourite and returns it.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_favourite(
    db: &impl ConnectionTrait,
    account: AccountId,
    status: StatusId,
) -> Result<Option<favourite::Model>> {
    Sql::new("DELETE FROM favourites WHERE account_id = ")
        .bind(account)
        .push(" AND status_id = ")
        .bind(status)
        .push(" RETURNING *")
        .one(db)
        .await
}

/// What an account has pinned, the last pinned first.
///
/// # Errors
/// When the database cannot be read.
pub async fn pins(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<StatusId>> {
    Sql::new("SELECT status_id AS id FROM pins WHERE account_id = ")
        .bind(account)
        .push(" ORDER BY pins.id DESC")
        .ids(db)
        .await
}

/// Unpins everything.
///
/// # Errors
/// When the database cannot be written.
pub async fn unpin_all(db: &impl ConnectionTrait, account: AccountId) -> Result<()> {
    pin::Entity::delete_many().filter(pin::Column::AccountId.eq(account)).exec(db).await?;
    Ok(())
}

/// How many statuses an account has pinned.
///
/// # Errors
/// When the database cannot be read.
pub async fn count_pins(db: &impl ConnectionTrait, account: AccountId) -> Result<u64> {
    pin::Entity::find().filter(pin::Column::AccountId.eq(account)).count(db).await
}

/// Mutes a thread, or no longer.
///
/// # Errors
/// When the database cannot be written.
pub async fn mute_conversation(
    db: &impl ConnectionTrait,
    account: AccountId,
    conversation: ConversationId,
    muted: bool,
) -> Result<()> {
    let sql = if muted {
        Sql::new("INSERT INTO conversation_mutes (account_id, conversation_id) VALUES (")
            .bind(account)
            .push(", ")
            .bind(conversation)
            .push(") ON CONFLICT (account_id, conversation_id) DO NOTHING")
    } else {
        Sql::new("DELETE FROM conversation_mutes WHERE account_id = ")
            .bind(account)
            .push(" AND conversation_id = ")
            .bind(conversation)
    };
    sql.execute(db).await?;
    Ok(())
}

/// What an account has posted with this idempotency key since `since`.
///
/// # Errors
/// When the database cannot be read.
pub async fn posted_with_key(
    db: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
    since: Millis,
) -> Result<Option<StatusId>> {
    let found = Sql::new("SELECT status_id AS id FROM idempotency_keys WHERE account_id = ")
        .bind(account)
        .push(" AND key = ")
        .bind(key)
        .push(" AND created_at > ")
        .bind(since)
        .ids(db)
        .await?;
    Ok(found.into_iter().next())
}

/// Remembers the key of a status; false when another status has it since `since`.
///
/// # Errors
/// When the database cannot be written.
pub async fn keep_key(
    db: &impl ConnectionTrait,
    account: AccountId,
    key: &str,
    status: StatusId,
    now: Millis,
    since: Millis,
) -> Result<bool> {
    let sql = Sql::new("INSERT INTO idempotency_keys (account_id, key, status_id, created_at) VALUES (")
        .bind(account)
        .push(", ")
        .bind(key)
        .push(", ")
        .bind(status)
        .push(", ")
        .bind(now)
        .push(
            ") ON CONFLICT (account_id, key) DO UPDATE SET status_id = excluded.status_id, \
             created_at = excluded.created_at WHERE idempotency_keys.created_at <= ",
        )
        .bind(since);
    Ok(sql.execute(db).await? > 0)
}

/// The reading positions of a user.
///
/// # Errors
/// When the database cannot be read.
pub async fn markers(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<marker::Model>> {
    marker::Entity::find().filter(marker::Column::UserId.eq(user)).all(db).await
}

/// Saves a reading position.
///
/// # Errors
/// When the database cannot be written.
pub async fn save_marker(
    db: &impl ConnectionTrait,
    user: UserId,
    timeline: &str,
    last_read: i64,
    now: Millis,
) -> Result<()> {
    Sql::new("INSERT INTO markers (user_id, timeline, last_read_id, version, updated_at) VALUES (")
        .bind(user)
        .push(", ")
        .bind(timeline)
        .push(", ")
        .bind(last_read)
        .push(", 1, ")
        .bind(now)
        .push(
            ") ON CONFLICT (user_id, timeline) DO UPDATE SET last_read_id = excluded.last_read_id, \
             version = markers.version + 1, updated_at = excluded.updated_at",
        )
        .execute(db)
        .await?;
    Ok(())
}

/// The custom emoji of a domain (`""`: this server) with these shortcodes; all that are shown when
/// `None`.
///
/// # Errors
/// When the database cannot be read.
pub async fn emojis(
    db: &impl ConnectionTrait,
    domain: &str,
    shortcodes: Option<&[String]>,
) -> Result<Vec<custom_emoji::Model>> {
    if shortcodes.is_some_and(<[String]>::is_empty) {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT * FROM custom_emojis WHERE disabled = FALSE AND domain = ").bind(domain);
    if let Some(shortcodes) = shortcodes {
        sql = sql.push(" AND shortcode IN ").bind_list(shortcodes);
    }
    sql.push(" ORDER BY shortcode LIMIT 5000").all(db).await
}

/// Accounts by (name in lower case, domain).
///
/// # Errors
/// When the database cannot be read.
pub async fn mentioned(
    db: &impl ConnectionTrait,
    handles: &[(String, String)],
) -> Result<Vec<crate::entity::account::Model>> {
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new("SELECT * FROM accounts WHERE suspended_at IS NULL AND (");
    for (position, (name, domain)) in handles.iter().enumerate() {
        sql = sql
            .push(if position == 0 { "(username_key = " } else { " OR (username_key = " })
            .bind(name.as_str())
            .push(" AND domain = ")
            .bind(domain.as_str())
            .push(")");
    }
    sql.push(")").all(db).await
}
