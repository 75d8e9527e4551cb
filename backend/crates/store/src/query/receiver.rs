//! Who gets a new status into a home feed: what `home` reads, asked the other way round.

use kinds::{AccountId, Millis, StatusId, TagId, Visibility};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// A status that is to be put into home feeds.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// The status.
    pub id: StatusId,
    /// Its author.
    pub account: AccountId,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whom it answers, if somebody else than its author.
    pub in_reply_to_account: Option<AccountId>,
    /// Whether it answers something that is not here.
    pub orphan: bool,
    /// Its language.
    pub language: Option<String>,
    /// The author of what it boosts.
    pub original_account: Option<AccountId>,
    /// Who else has shown what it boosts lately: the author when it is new, and boosters.
    pub shown_by: Vec<AccountId>,
}

/// A local account that gets a status into its home.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Receiver {
    /// The id of the follow: the cursor.
    pub row: i64,
    /// The account.
    pub account: AccountId,
    /// Whether it wants a notification of every post.
    pub notify: bool,
    /// Whether the author is on an exclusive list of it: notified, but not put into the home.
    pub exclusive: bool,
}

/// Who has shown a status since the id `since` and before `wrapper`: its author, if it is that new,
/// and boosters.
///
/// # Errors
/// When the database cannot be read.
pub async fn shown_by(
    db: &impl ConnectionTrait,
    original: StatusId,
    wrapper: StatusId,
    since: i64,
) -> Result<Vec<AccountId>> {
    Sql::new("SELECT account_id AS id FROM statuses WHERE reblog_of_id = ")
        .bind(original)
        .push(" AND id < ")
        .bind(wrapper)
        .push(" AND id > ")
        .bind(since)
        .push(" UNION SELECT account_id AS id FROM statuses WHERE id = ")
        .bind(original)
        .push(" AND id > ")
        .bind(since)
        .push(" LIMIT 500")
        .ids(db)
        .await
}

/// The next local followers of the author who get the status, after the follow `after`.
///
/// # Errors
/// When the database cannot be read.
pub async fn followers(
    db: &impl ConnectionTrait,
    fresh: &Fresh,
    now: Millis,
    after: i64,
    limit: i64,
) -> Result<Vec<Receiver>> {
    let mut sql = Sql::new(
        "SELECT f.id AS row, f.account_id AS account, f.notify, EXISTS (SELECT 1 FROM list_members lm \
         JOIN lists l ON l.id = lm.list_id WHERE lm.follow_id = f.id AND l.exclusive) AS exclusive FROM follows f \
         JOIN users u ON u.account_id = f.account_id WHERE f.target_id = ",
    )
    .bind(fresh.account)
    .push(" AND f.id > ")
    .bind(after);
    sql = push_wanted_by(sql, "f.account_id", fresh.account, now);
    if fresh.visibility == Visibility::Direct {
        sql = push_mentioned(sql.push(" AND "), fresh.id);
    }
    if let Some(language) = &fresh.language {
        sql = sql
            .push(" AND (f.languages IS NULL OR f.languages = '[]' OR f.languages LIKE ")
            .bind(format!("%\"{language}\"%"))
            .push(")");
    }
    if fresh.orphan {
        sql = push_mentioned(sql.push(" AND "), fresh.id);
    } else if let Some(answered) = fresh.in_reply_to_account {
        sql = sql
            .push(" AND (f.account_id = ")
            .bind(answered)
            .push(" OR EXISTS (SELECT 1 FROM follows g WHERE g.account_id = f.account_id AND g.target_id = ")
            .bind(answered)
            .push(") OR ");
        sql = push_mentioned(sql, fresh.id).push(")");
    }
    if let Some(original) = fresh.original_account {
        sql = push_wanted_by(sql.push(" AND f.show_reblogs = TRUE"), "f.account_id", original, now);
        if !fresh.shown_by.is_empty() {
            sql = sql
                .push(" AND f.account_id NOT IN ")
                .bind_list(&fresh.shown_by)
                .push(" AND NOT EXISTS (SELECT 1 FROM follows g WHERE g.account_id = f.account_id AND (g.show_reblogs = TRUE OR g.target_id = ")
                .bind(original)
                .push(") AND g.target_id IN ")
                .bind_list(&fresh.shown_by)
                .push(")");
        }
    }
    sql.push(" ORDER BY f.id LIMIT ").bind(limit).all(db).await
}

/// The next local followers of these hashtags who get the status, after the follow `after`.
///
/// # Errors
/// When the database cannot be read.
pub async fn tag_followers(
    db: &impl ConnectionTrait,
    fresh: &Fresh,
    tags: &[TagId],
    now: Millis,
    after: i64,
    limit: i64,
) -> Result<Vec<Receiver>> {
    let sql = Sql::new(
        "SELECT f.id AS row, f.account_id AS account, FALSE AS notify, FALSE AS exclusive FROM tag_follows f \
         JOIN users u ON u.account_id = f.account_id WHERE f.tag_id IN ",
    )
    .bind_list(tags)
    .push(" AND f.id > ")
    .bind(after)
    .push(" AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = ")
    .bind(fresh.account)
    .push(" AND a.limited_at IS NOT NULL)");
    let sql = push_wanted_by(sql, "f.account_id", fresh.account, now);
    sql.push(" ORDER BY f.id LIMIT ").bind(limit).all(db).await
}

fn push_mentioned(sql: Sql, status: StatusId) -> Sql {
    sql.push("EXISTS (SELECT 1 FROM mentions m WHERE m.account_id = f.account_id AND m.status_id = ")
        .bind(status)
        .push(")")
}

/// The viewer in `column` neither blocks nor mutes `author`, is not blocked, and has not blocked the
/// author's server.
fn push_wanted_by(sql: Sql, column: &str, author: AccountId, now: Millis) -> Sql {
    sql.push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
        .push(column)
        .push(" AND b.target_id = ")
        .bind(author)
        .push(") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.target_id = ")
        .push(column)
        .push(" AND b.account_id = ")
        .bind(author)
        .push(") AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = ")
        .push(column)
        .push(" AND m.target_id = ")
        .bind(author)
        .push(" AND (m.expires_at IS NULL OR m.expires_at > ")
        .bind(now)
        .push(")) AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d JOIN accounts a ON a.domain = d.domain WHERE d.account_id = ")
        .push(column)
        .push(" AND a.id = ")
        .bind(author)
        .push(")")
}
