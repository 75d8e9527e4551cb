//! What posting, editing and deleting write. Counters change in the same transaction as what they count.

use kinds::{AccountId, ConversationId, MediaId, Millis, StatusId, TagId, Visibility};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, sea_query::OnConflict,
};

use super::visibility::visible_to;
use crate::{
    Result, Sql,
    entity::{conversation, media_attachment, mention, status, status_edit, status_tag},
};

/// A counter of a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Direct replies.
    Replies,
    /// Boosts.
    Reblogs,
    /// Favourites.
    Favourites,
    /// Accepted quotes.
    Quotes,
}

/// A status by id, if `viewer` may see it.
///
/// # Errors
/// When the database cannot be read.
pub async fn visible(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    id: StatusId,
) -> Result<Option<status::Model>> {
    status::Entity::find_by_id(id).filter(visible_to(viewer)).one(db).await
}

/// A status by id, whoever asks: for what its author or its server did.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: StatusId) -> Result<Option<status::Model>> {
    status::Entity::find_by_id(id).one(db).await
}

/// A status that nobody else changes until the end of the transaction.
///
/// # Errors
/// When the database cannot be written.
pub async fn hold(db: &impl ConnectionTrait, id: StatusId) -> Result<Option<status::Model>> {
    let sql = Sql::new("UPDATE statuses SET edited_at = edited_at WHERE id = ").bind(id);
    sql.push(" RETURNING *").one(db).await
}

/// A status by the id of its object.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_uri(db: &impl ConnectionTrait, uri: &str) -> Result<Option<status::Model>> {
    status::Entity::find().filter(status::Column::Uri.eq(uri)).one(db).await
}

/// An account's boost of a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn boost(
    db: &impl ConnectionTrait,
    account: AccountId,
    original: StatusId,
) -> Result<Option<status::Model>> {
    status::Entity::find()
        .filter(status::Column::ReblogOfId.eq(original))
        .filter(status::Column::AccountId.eq(account))
        .one(db)
        .await
}

/// All boosts of a status, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub async fn boosts(db: &impl ConnectionTrait, original: StatusId, limit: i64) -> Result<Vec<status::Model>> {
    Sql::new("SELECT * FROM statuses WHERE reblog_of_id = ")
        .bind(original)
        .push(" ORDER BY id LIMIT ")
        .bind(limit)
        .all(db)
        .await
}

/// Stores a status; false when there is one with this uri already, or the same boost.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert(db: &impl ConnectionTrait, row: status::Model) -> Result<bool> {
    let added = status::Entity::insert(status::ActiveModel::from(row))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await;
    match added {
        Ok(0) | Err(sea_orm::DbErr::RecordNotInserted) => Ok(false),
        Ok(_) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Changes a status's row.
///
/// # Errors
/// When the database refuses the row.
pub async fn update(db: &impl ConnectionTrait, row: status::Model) -> Result<()> {
    status::Entity::update(row.into_active_model().reset_all()).exec(db).await?;
    Ok(())
}

/// Removes a status and all that hangs on it; its media stay, unattached.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: StatusId) -> Result<()> {
    status::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Adds to a counter of a status that is there; or takes from it, and it may be gone. The counter never
/// falls below zero.
pub fn counting(id: StatusId, counter: Counter, by: i64) -> Sql {
    let column = match counter {
        Counter::Replies => "replies_count",
        Counter::Reblogs => "reblogs_count",
        Counter::Favourites => "favourites_count",
        Counter::Quotes => "quotes_count",
    };
    if by < 0 {
        let less = |sql: Sql| sql.push(column).push(" + ").bind(by);
        let sql = less(Sql::new("UPDATE status_stats SET ").push(column).push(" = CASE WHEN "));
        return less(sql.push(" < 0 THEN 0 ELSE ")).push(" END WHERE status_id = ").bind(id);
    }
    Sql::new("INSERT INTO status_stats (status_id, ")
        .push(column)
        .push(") VALUES (")
        .bind(id)
        .push(", ")
        .bind(by)
        .push(") ON CONFLICT (status_id) DO UPDATE SET ")
        .push(column)
        .push(" = status_stats.")
        .push(column)
        .push(" + ")
        .bind(by)
}

/// Counts a new status of an account, posted at `time`.
pub fn counting_post(account: AccountId, time: Millis) -> Sql {
    Sql::new("INSERT INTO account_stats (account_id, statuses_count, last_status_at) VALUES (")
        .bind(account)
        .push(", 1, ")
        .bind(time)
        .push(
            ") ON CONFLICT (account_id) DO UPDATE SET statuses_count = account_stats.statuses_count + 1, \
             last_status_at = CASE WHEN account_stats.last_status_at > excluded.last_status_at \
             THEN account_stats.last_status_at ELSE excluded.last_status_at END",
        )
}

/// Counts statuses of accounts that are gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn uncount_posts(db: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<()> {
    if accounts.is_empty() {
        return Ok(());
    }
    Sql::new("UPDATE account_stats SET statuses_count = statuses_count - 1 WHERE statuses_count > 0 AND account_id IN ")
        .bind_list(accounts)
        .execute(db)
        .await?;
    Ok(())
}

/// The conversation with this uri, made when there is none; without a uri always a new one.
///
/// # Errors
/// When the database cannot be written.
pub async fn conversation(
    db: &impl ConnectionTrait,
    id: ConversationId,
    uri: Option<String>,
    now: Millis,
) -> Result<ConversationId> {
    if let Some(uri) = &uri {
        let found =
            conversation::Entity::find().filter(conversation::Column::Uri.eq(uri.as_str())).one(db).await?;
        if let Some(found) = found {
            return Ok(found.id);
        }
    }
    let row = conversation::ActiveModel { id: Set(id), uri: Set(uri), created_at: Set(now) };
    conversation::Entity::insert(row).exec_without_returning(db).await?;
    Ok(id)
}

/// Replaces the mentions of a status: (account, silent).
///
/// # Errors
/// When the database cannot be written.
pub async fn set_mentions(
    db: &impl ConnectionTrait,
    id: StatusId,
    mentions: &[(AccountId, bool)],
) -> Result<()> {
    mention::Entity::delete_many().filter(mention::Column::StatusId.eq(id)).exec(db).await?;
    add_mentions(db, id, mentions).await
}

/// Adds mentions to a status that has none.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_mentions(
    db: &impl ConnectionTrait,
    id: StatusId,
    mentions: &[(AccountId, bool)],
) -> Result<()> {
    if mentions.is_empty() {
        return Ok(());
    }
    let rows = mentions.iter().map(|(account, silent)| mention::ActiveModel {
        status_id: Set(id),
        account_id: Set(*account),
        silent: Set(*silent),
    });
    mention::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Who is mentioned in a status, silently or not.
///
/// # Errors
/// When the database cannot be read.
pub async fn mentions(db: &impl ConnectionTrait, id: StatusId) -> Result<Vec<(AccountId, bool)>> {
    let rows = mention::Entity::find().filter(mention::Column::StatusId.eq(id)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.silent)).collect())
}

/// Replaces the hashtags of a status.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_tags(db: &impl ConnectionTrait, id: StatusId, tags: &[TagId]) -> Result<()> {
    status_tag::Entity::delete_many().filter(status_tag::Column::StatusId.eq(id)).exec(db).await?;
    add_tags(db, id, tags).await
}

/// Adds hashtags to a status that has none.
///
/// # Errors
/// When the database cannot be written.
pub async fn add_tags(db: &impl ConnectionTrait, id: StatusId, tags: &[TagId]) -> Result<()> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| status_tag::ActiveModel { status_id: Set(id), tag_id: Set(*tag) });
    status_tag::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The hashtags of a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags(db: &impl ConnectionTrait, id: StatusId) -> Result<Vec<TagId>> {
    let rows = status_tag::Entity::find().filter(status_tag::Column::StatusId.eq(id)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.tag_id).collect())
}

/// Uploads of `account` that no status uses and none will, or that `status` uses.
///
/// # Errors
/// When the database cannot be read.
pub async fn own_media(
    db: &impl ConnectionTrait,
    account: AccountId,
    status: Option<StatusId>,
    ids: &[MediaId],
) -> Result<Vec<media_attachment::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new("SELECT * FROM media_attachments WHERE account_id = ")
        .bind(account)
        .push(" AND (status_id IS NULL OR status_id = ")
        .bind(status.unwrap_or_default())
        .push(
            ") AND NOT EXISTS (SELECT 1 FROM scheduled_media s WHERE s.media_id = media_attachments.id) AND id IN ",
        )
        .bind_list(ids)
        .all(db)
        .await
}

/// Makes these the media of a status, in this order; those it had before become unattached. False as
/// [`attach_media`].
///
/// # Errors
/// When the database cannot be written.
pub async fn set_media(
    db: &impl ConnectionTrait,
    id: StatusId,
    account: AccountId,
    media: &[MediaId],
    now: Millis,
) -> Result<bool> {
    release_media(db, id, now).await?;
    attach_media(db, id, account, media).await
}

/// Takes the media off a status; from now on they are uploads that no status uses.
///
/// # Errors
/// When the database cannot be written.
pub async fn release_media(db: &impl ConnectionTrait, id: StatusId, now: Millis) -> Result<()> {
    Sql::new("UPDATE media_attachments SET status_id = NULL, updated_at = ")
        .bind(now)
        .push(" WHERE status_id = ")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}

/// Makes these the media of a status that has none, in this order. False when another status or a
/// scheduled one was faster, or one is not ready: the transaction is then to be given up.
///
/// # Errors
/// When the database cannot be written.
pub async fn attach_media(
    db: &impl ConnectionTrait,
    id: StatusId,
    account: AccountId,
    media: &[MediaId],
) -> Result<bool> {
    if media.is_empty() {
        return Ok(true);
    }
    let mut sql = Sql::new("UPDATE media_attachments SET status_id = ").bind(id).push(", position = CASE id");
    for (position, media) in media.iter().enumerate() {
        let position = i64::try_from(position).unwrap_or_default();
        sql = sql.push(" WHEN ").bind(*media).push(" THEN CAST(").bind(position).push(" AS SMALLINT)");
    }
    let attached = sql
        .push(" END WHERE status_id IS NULL AND state = ")
        .bind(media_attachment::READY)
        .push(
            " AND NOT EXISTS (SELECT 1 FROM scheduled_media s WHERE s.media_id = media_attachments.id) \
             AND account_id = ",
        )
        .bind(account)
        .push(" AND id IN ")
        .bind_list(media)
        .execute(db)
        .await?;
    Ok(usize::try_from(attached) == Ok(media.len()))
}

/// Stores media of a remote status.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert_media(db: &impl ConnectionTrait, rows: Vec<media_attachment::Model>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(media_attachment::ActiveModel::from);
    media_attachment::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Removes the media of a status; returns the rows, for their files.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete_media(db: &impl ConnectionTrait, id: StatusId) -> Result<Vec<media_attachment::Model>> {
    let rows =
        media_attachment::Entity::find().filter(media_attachment::Column::StatusId.eq(id)).all(db).await?;
    media_attachment::Entity::delete_many()
        .filter(media_attachment::Column::StatusId.eq(id))
        .exec(db)
        .await?;
    Ok(rows)
}

/// A status that waited for its parent.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Waiting {
    /// The status.
    pub id: StatusId,
    /// Who may see it.
    pub visibility: Visibility,
    /// Its thread.
    pub conversation_id: Option<ConversationId>,
}

/// Ties statuses that answer `parent`, which was not here before, to it, and their threads to its
/// thread. Returns them.
///
/// # Errors
/// When the database cannot be written.
pub async fn adopt_replies(db: &impl ConnectionTrait, parent: &status::Model) -> Result<Vec<Waiting>> {
    let waiting: Vec<Waiting> =
        Sql::new("SELECT id, visibility, conversation_id FROM statuses WHERE in_reply_to_uri = ")
            .bind(parent.uri.as_str())
            .push(" LIMIT 1000")
            .all(db)
            .await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<StatusId> = waiting.iter().map(|row| row.id).collect();
    Sql::new("UPDATE statuses SET in_reply_to_uri = NULL, in_reply_to_id = ")
        .bind(parent.id)
        .push(", in_reply_to_account_id = ")
        .bind(parent.account_id)
        .push(", listed = (visibility = 0 AND account_id = ")
        .bind(parent.account_id)
        .push(") WHERE id IN ")
        .bind_list(&ids)
        .execute(db)
        .await?;
    let threads: Vec<ConversationId> = waiting
        .iter()
        .filter_map(|row| row.conversation_id)
        .filter(|thread| Some(*thread) != parent.conversation_id)
        .collect();
    if let (Some(thread), false) = (parent.conversation_id, threads.is_empty()) {
        Sql::new("UPDATE statuses SET conversation_id = ")
            .bind(thread)
            .push(" WHERE conversation_id IN ")
            .bind_list(&threads)
            .execute(db)
            .await?;
        super::conversation::join(db, thread, &threads).await?;
    }
    Ok(waiting)
}

/// Keeps a version of a status.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert_edit(db: &impl ConnectionTrait, row: status_edit::Model) -> Result<()> {
    status_edit::Entity::insert(status_edit::ActiveModel::from(row)).exec_without_returning(db).await?;
    Ok(())
}

/// The versions of a status, the first one first.
///
/// # Errors
/// When the database cannot be read.
pub async fn edits(db: &impl ConnectionTrait, id: StatusId) -> Result<Vec<status_edit::Model>> {
    Sql::new("SELECT * FROM status_edits WHERE status_id = ")
        .bind(id)
        .push(" ORDER BY id LIMIT 1000")
        .all(db)
        .await
}

/// Marks an object as deleted, so that latecomers have no effect.
///
/// # Errors
/// When the database cannot be written.
pub async fn bury(db: &impl ConnectionTrait, uri: &str, now: Millis) -> Result<()> {
    Sql::new("INSERT INTO tombstones (uri, created_at) VALUES (")
        .bind(uri)
        .push(", ")
        .bind(now)
        .push(") ON CONFLICT (uri) DO NOTHING")
        .execute(db)
        .await?;
    Ok(())
}

/// Media of an account by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn media_by_ids(
    db: &impl ConnectionTrait,
    account: AccountId,
    ids: &[MediaId],
) -> Result<Vec<media_attachment::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new("SELECT * FROM media_attachments WHERE account_id = ")
        .bind(account)
        .push(" AND id IN ")
        .bind_list(ids)
        .all(db)
        .await
}

/// Changes the description and the focal point of an attachment.
///
/// # Errors
/// When the database cannot be written.
pub async fn describe_media(db: &impl ConnectionTrait, row: &media_attachment::Model) -> Result<()> {
    Sql::new("UPDATE media_attachments SET description = ")
        .bind(row.description.as_deref())
        .push(", focus_x = ")
        .bind(row.focus_x)
        .push(", focus_y = ")
        .bind(row.focus_y)
        .push(", meta = ")
        .bind(row.meta.as_str())
        .push(" WHERE id = ")
        .bind(row.id)
        .execute(db)
        .await?;
    Ok(())
}

/// Changes who may quote a status and who may answer it.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_policies(db: &impl ConnectionTrait, id: StatusId, quote: &str, reply: &str) -> Result<()> {
    Sql::new("UPDATE statuses SET quote_policy = ")
        .bind(quote)
        .push(", reply_policy = ")
        .bind(reply)
        .push(" WHERE id = ")
        .bind(id)
        .execute(db)
        .await?;
    Ok(())
}
