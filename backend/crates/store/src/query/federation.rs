//! Accounts of other servers, their keys, and where activities are delivered to.

use std::collections::HashMap;

use kinds::{AccountId, ConversationId, Millis, StatusId, Visibility};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    Result, Sql,
    entity::{
        account, account_key, account_stats, conversation, domain_block, favourite, outgoing_activity, status,
    },
};

/// An inbox and the account it belongs to (any one of them, when it is shared).
#[derive(Clone, Debug, FromQueryResult)]
struct InboxRow {
    inbox: String,
}

/// The account whose key has this id.
///
/// # Errors
/// When the database cannot be read.
pub async fn account_by_key(db: &impl ConnectionTrait, key_id: &str) -> Result<Option<account::Model>> {
    account::Entity::find()
        .filter(account::Column::PublicKeyId.eq(key_id))
        .filter(account::Column::PublicKey.ne(""))
        .one(db)
        .await
}

/// The private key of a local account, PEM.
///
/// # Errors
/// When the database cannot be read.
pub async fn private_key(db: &impl ConnectionTrait, id: AccountId) -> Result<Option<String>> {
    Ok(account_key::Entity::find_by_id(id).one(db).await?.map(|row| row.private_key))
}

/// Stores an account of another server that was not known, with empty counters.
///
/// # Errors
/// When the database refuses the row, because it is known after all.
pub async fn insert_account(db: &impl ConnectionTrait, row: account::Model) -> Result<()> {
    let id = row.id;
    account::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    let stats = account_stats::ActiveModel {
        account_id: Set(id),
        statuses_count: Set(0),
        followers_count: Set(0),
        following_count: Set(0),
        last_status_at: Set(None),
    };
    account_stats::Entity::insert(stats).exec_without_returning(db).await?;
    Ok(())
}

/// Replaces everything that is known of an account.
///
/// # Errors
/// When the database refuses.
pub async fn update_account(db: &impl ConnectionTrait, row: account::Model) -> Result<()> {
    row.into_active_model().reset_all().update(db).await?;
    Ok(())
}

/// Takes the handle from every account but the one with this id: its server says it is another's now.
///
/// # Errors
/// When the database cannot be written.
pub async fn release_handle(
    db: &impl ConnectionTrait,
    username_key: &str,
    domain: &str,
    owner: &str,
) -> Result<()> {
    Sql::new("UPDATE accounts SET username_key = username_key || '~' || id WHERE username_key = ")
        .bind(username_key)
        .push(" AND domain = ")
        .bind(domain)
        .push(" AND uri <> ")
        .bind(owner)
        .push(" AND domain <> ''")
        .execute(db)
        .await?;
    Ok(())
}

/// How severely this domain, or one it belongs to, is blocked; `None` when it is not.
///
/// # Errors
/// When the database cannot be read.
pub async fn domain_block(db: &impl ConnectionTrait, domain: &str) -> Result<Option<domain_block::Model>> {
    let mut names = vec![domain];
    let mut rest = domain;
    while let Some((_, parent)) = rest.split_once('.') {
        names.push(parent);
        rest = parent;
    }
    domain_block::Entity::find()
        .filter(domain_block::Column::Domain.is_in(names))
        .order_by_desc(domain_block::Column::Severity)
        .one(db)
        .await
}

/// A favourite by the id of its Like.
///
/// # Errors
/// When the database cannot be read.
pub async fn favourite_by_uri(
    db: &impl ConnectionTrait,
    account: AccountId,
    uri: &str,
) -> Result<Option<favourite::Model>> {
    favourite::Entity::find()
        .filter(favourite::Column::AccountId.eq(account))
        .filter(favourite::Column::Uri.eq(uri))
        .one(db)
        .await
}

/// Local accounts that follow the account bound next.
const LOCAL_FOLLOWERS: &str = "SELECT a.id FROM follows f JOIN accounts a ON a.id = f.account_id WHERE a.domain = '' AND f.target_id = ";

/// Whether a local account follows `account` or has asked to, so that its posts are wanted here: they
/// may overtake the answer to the request.
///
/// # Errors
/// When the database cannot be read.
pub async fn has_local_follower(db: &impl ConnectionTrait, account: AccountId) -> Result<bool> {
    let sql = Sql::new(LOCAL_FOLLOWERS)
        .bind(account)
        .push(
            " UNION ALL SELECT a.id FROM follow_requests r JOIN accounts a ON a.id = r.account_id \
         WHERE a.domain = '' AND r.target_id = ",
        )
        .bind(account)
        .push(" LIMIT 1");
    let found: Vec<AccountId> = sql.ids(db).await?;
    Ok(!found.is_empty())
}

/// Local accounts that follow `account`.
///
/// # Errors
/// When the database cannot be read.
pub async fn local_followers(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<AccountId>> {
    Sql::new(LOCAL_FOLLOWERS).bind(account).ids(db).await
}

/// The part of an inbox query that turns accounts (`a`) into inboxes.
const INBOX: &str = "SELECT DISTINCT COALESCE(a.shared_inbox_url, a.inbox_url) AS inbox FROM ";
const REACHABLE: &str = " AND a.domain <> '' AND a.inbox_url <> '' AND a.suspended_at IS NULL";

async fn inboxes(db: &impl ConnectionTrait, query: Sql) -> Result<Vec<String>> {
    let rows: Vec<InboxRow> = query.push(REACHABLE).all(db).await?;
    Ok(rows.into_iter().map(|row| row.inbox).collect())
}

/// The inboxes of an account's followers, each once.
///
/// # Errors
/// When the database cannot be read.
pub async fn follower_inboxes(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<String>> {
    let query = Sql::new(INBOX)
        .push("follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = ")
        .bind(account);
    inboxes(db, query).await
}

/// The inboxes of these accounts, each once; local accounts have none.
///
/// # Errors
/// When the database cannot be read.
pub async fn account_inboxes(db: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<Vec<String>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    inboxes(db, Sql::new(INBOX).push("accounts a WHERE a.id IN ").bind_list(accounts)).await
}

/// The inboxes beyond its audience that hold copies of an open status: of those who boosted, favourited, quoted
/// or answered it or voted in its poll, and of those who got it because of the account that it answers.
///
/// # Errors
/// When the database cannot be read.
pub async fn copy_inboxes(db: &impl ConnectionTrait, status: &status::Model) -> Result<Vec<String>> {
    let mut found = thread_inboxes(db, status).await?;
    for table in [
        "statuses s JOIN accounts a ON a.id = s.account_id WHERE s.reblog_of_id = ",
        "statuses s JOIN accounts a ON a.id = s.account_id WHERE s.in_reply_to_id = ",
        "favourites s JOIN accounts a ON a.id = s.account_id WHERE s.status_id = ",
        "quotes s JOIN accounts a ON a.id = s.account_id WHERE s.quoted_id = ",
        "poll_votes s JOIN polls p ON p.id = s.poll_id JOIN accounts a ON a.id = s.account_id WHERE p.status_id = ",
    ] {
        found.extend(inboxes(db, Sql::new(INBOX).push(table).bind(status.id)).await?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The inboxes of an open answer that the answered account brings in: its own, and those of its
/// followers elsewhere, who see the rest of the thread.
///
/// # Errors
/// When the database cannot be read.
pub async fn thread_inboxes(db: &impl ConnectionTrait, status: &status::Model) -> Result<Vec<String>> {
    let Some(answered) = status.in_reply_to_account_id else { return Ok(Vec::new()) };
    let mut found = account_inboxes(db, &[answered]).await?;
    found.extend(follower_inboxes(db, answered).await?);
    Ok(found)
}

/// Forgets an inbox that its server says is gone: nothing is delivered there until the accounts it
/// belongs to are fetched again.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_inbox(db: &impl ConnectionTrait, inbox: &str) -> Result<()> {
    for set in ["shared_inbox_url = NULL WHERE shared_inbox_url = ", "inbox_url = '' WHERE inbox_url = "] {
        Sql::new("UPDATE accounts SET ").push(set).bind(inbox).push(" AND domain <> ''").execute(db).await?;
    }
    Ok(())
}

/// The same for an account elsewhere whose server says that it is gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_inboxes_of(db: &impl ConnectionTrait, uri: &str, now: Millis) -> Result<()> {
    Sql::new("UPDATE accounts SET inbox_url = '', shared_inbox_url = NULL, fetched_at = ")
        .bind(now)
        .push(" WHERE domain <> '' AND uri = ")
        .bind(uri)
        .execute(db)
        .await?;
    Ok(())
}

/// Stores the body of an activity for its deliveries.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert_outgoing(
    db: &impl ConnectionTrait,
    id: i64,
    account: AccountId,
    body: String,
    now: Millis,
) -> Result<()> {
    let row = outgoing_activity::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        body: Set(body),
        created_at: Set(now),
    };
    outgoing_activity::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The body of an activity.
///
/// # Errors
/// When the database cannot be read.
pub async fn outgoing(db: &impl ConnectionTrait, id: i64) -> Result<Option<outgoing_activity::Model>> {
    outgoing_activity::Entity::find_by_id(id).one(db).await
}

/// Local accounts that `account` follows or asks to follow.
///
/// # Errors
/// When the database cannot be read.
pub async fn local_followed(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<AccountId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: AccountId,
    }
    let rows: Vec<Row> = Sql::new(
        "SELECT a.id FROM follows f JOIN accounts a ON a.id = f.target_id WHERE a.domain = '' AND f.account_id = ",
    )
    .bind(account)
    .push(
        " UNION SELECT a.id FROM follow_requests f JOIN accounts a ON a.id = f.target_id \
         WHERE a.domain = '' AND f.account_id = ",
    )
    .bind(account)
    .all(db)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Some posts and boosts of an account, oldest first, to be removed.
///
/// # Errors
/// When the database cannot be read.
pub async fn posts(db: &impl ConnectionTrait, account: AccountId, limit: u64) -> Result<Vec<StatusId>> {
    status::Entity::find()
        .select_only()
        .column(status::Column::Id)
        .filter(status::Column::AccountId.eq(account))
        .order_by_asc(status::Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await
}

/// Open posts and boosts of an account that are published in its outbox, newest first, before `max`.
///
/// # Errors
/// When the database cannot be read.
pub async fn outbox(
    db: &impl ConnectionTrait,
    account: AccountId,
    max: Option<StatusId>,
    limit: u64,
) -> Result<Vec<status::Model>> {
    let mut query = status::Entity::find()
        .filter(status::Column::AccountId.eq(account))
        .filter(status::Column::LocalOnly.eq(false))
        .filter(status::Column::Visibility.is_in([Visibility::Public, Visibility::Unlisted]));
    if let Some(max) = max {
        query = query.filter(status::Column::Id.lt(max));
    }
    query.order_by_desc(status::Column::Id).limit(limit).all(db).await
}

/// Open replies to a status, oldest first, after `min`.
///
/// # Errors
/// When the database cannot be read.
pub async fn replies(
    db: &impl ConnectionTrait,
    parent: StatusId,
    min: Option<StatusId>,
    limit: u64,
) -> Result<Vec<status::Model>> {
    let mut query = status::Entity::find()
        .filter(status::Column::InReplyToId.eq(parent))
        .filter(status::Column::LocalOnly.eq(false))
        .filter(status::Column::Visibility.is_in([Visibility::Public, Visibility::Unlisted]));
    if let Some(min) = min {
        query = query.filter(status::Column::Id.gt(min));
    }
    query.order_by_asc(status::Column::Id).limit(limit).all(db).await
}

/// The ids on the network of conversations that have one.
///
/// # Errors
/// When the database cannot be read.
pub async fn conversation_uris(
    db: &impl ConnectionTrait,
    ids: &[ConversationId],
) -> Result<HashMap<ConversationId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, row.uri?))).collect())
}

/// The ids on the network of statuses, with their authors. What stays here has none.
///
/// # Errors
/// When the database cannot be read.
pub async fn status_uris(
    db: &impl ConnectionTrait,
    ids: &[StatusId],
) -> Result<HashMap<StatusId, (String, AccountId)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(StatusId, String, AccountId)> = status::Entity::find()
        .select_only()
        .columns([status::Column::Id, status::Column::Uri, status::Column::AccountId])
        .filter(status::Column::Id.is_in(ids.iter().copied()))
        .filter(status::Column::LocalOnly.eq(false))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, uri, author)| (id, (uri, author))).collect())
}

/// A page of a followers or following collection: the id of the row, and the account's own id.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Member {
    /// Number of the row, for paging.
    pub number: i64,
    /// The account's id on the network.
    pub uri: String,
}

/// Followers of an account (or whom it follows), newest first, before row `max`.
///
/// # Errors
/// When the database cannot be read.
pub async fn members(
    db: &impl ConnectionTrait,
    id: AccountId,
    followers: bool,
    max: i64,
    limit: i64,
) -> Result<Vec<Member>> {
    let text = if followers {
        "SELECT f.id AS number, a.uri FROM follows f JOIN accounts a ON a.id = f.account_id WHERE f.target_id = "
    } else {
        "SELECT f.id AS number, a.uri FROM follows f JOIN accounts a ON a.id = f.target_id WHERE f.account_id = "
    };
    Sql::new(text)
        .bind(id)
        .push(" AND f.id < ")
        .bind(max)
        .push(" ORDER BY f.id DESC LIMIT ")
        .bind(limit)
        .all(db)
        .await
}

/// Open posts that an account has pinned, newest pin first.
///
/// # Errors
/// When the database cannot be read.
pub async fn pinned(db: &impl ConnectionTrait, id: AccountId) -> Result<Vec<status::Model>> {
    Sql::new(
        "SELECT s.* FROM pins p JOIN statuses s ON s.id = p.status_id WHERE s.visibility IN (0, 1) AND s.local_only = FALSE AND p.account_id = ",
    )
    .bind(id)
    .push(" ORDER BY p.id DESC LIMIT 20")
    .all(db)
    .await
}
