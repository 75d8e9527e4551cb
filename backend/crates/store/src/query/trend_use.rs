//! How much hashtags, links and statuses are used: what trends are made of.
//!
//! Ids sort by time, so that "since" is a range of an index: what is counted is the recent window, however
//! much there is in all. Who is limited or suspended does not count. `CROSS JOIN` tells SQLite, which does not
//! know how much each range holds, to begin with the window; to PostgreSQL it is a join like any other.

use kinds::{AccountId, Millis, StatusId, TagId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Result, Sql};

/// The author is neither limited nor suspended.
const GOOD: &str = "a.suspended_at IS NULL AND a.limited_at IS NULL";
/// The status `s` is public, and open about what it holds.
const OPEN: &str = "s.visibility = 0 AND s.sensitive = FALSE AND s.spoiler_text = ''";

/// How many accounts have used something.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Use {
    /// The hashtag, or preview card.
    pub id: i64,
    /// Accounts.
    pub accounts: i64,
    /// The language of a link's page.
    pub language: Option<String>,
}

/// A status that many like.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Liked {
    /// The status.
    pub id: StatusId,
    /// Its author.
    pub account: AccountId,
    /// Its language.
    pub language: Option<String>,
    /// When it was written.
    pub created_at: Millis,
    /// Favourites and boosts.
    pub acts: i64,
}

/// Use of a link on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct DayUse {
    /// The hashtag, or preview card.
    pub id: i64,
    /// Days since 1970.
    pub day: i64,
    /// Statuses.
    pub uses: i64,
    /// Accounts.
    pub accounts: i64,
}

/// What is counted: statuses of these ids, and things that so many accounts have used.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The first id.
    pub from: i64,
    /// Fewer accounts are not worth the while.
    pub least: i64,
    /// How many things at most, the most used first.
    pub limit: i64,
}

/// The question for the hashtags that are used most: [`Use`].
pub fn tags(counted: Counted) -> Sql {
    // The plus keeps SQLite from walking through all there is in the order of the groups.
    let sql = Sql::new(
        "SELECT t.tag_id + 0 AS id, COUNT(DISTINCT s.account_id) AS accounts, NULL AS language \
         FROM status_tags t CROSS JOIN statuses s CROSS JOIN accounts a WHERE t.status_id >= ",
    )
    .bind(counted.from)
    .push(" AND s.id = t.status_id AND s.visibility = 0 AND a.id = s.account_id AND ")
    .push(GOOD)
    .push(" GROUP BY t.tag_id + 0");
    most(sql, counted)
}

/// Those of these hashtags that were used with ids from `from` to before `to`.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_tags(db: &impl ConnectionTrait, tags: &[i64], (from, to): (i64, i64)) -> Result<Vec<Use>> {
    Sql::new(
        "SELECT t.tag_id AS id, COUNT(DISTINCT s.account_id) AS accounts, NULL AS language \
         FROM status_tags t CROSS JOIN statuses s CROSS JOIN accounts a WHERE t.tag_id IN ",
    )
    .bind_list(tags)
    .push(" AND t.status_id >= ")
    .bind(from)
    .push(" AND t.status_id < ")
    .bind(to)
    .push(" AND s.id = t.status_id AND s.visibility = 0 AND a.id = s.account_id AND ")
    .push(GOOD)
    .push(" GROUP BY t.tag_id")
    .all(db)
    .await
}

/// The question for the links that are shared most, by posting or boosting: [`Use`].
pub fn links(counted: Counted) -> Sql {
    let sql = Sql::new(
        "SELECT x.card AS id, COUNT(DISTINCT x.account) AS accounts, MIN(p.language) AS language FROM (",
    )
    .append(shares_since(counted.from))
    .push(") x CROSS JOIN accounts a CROSS JOIN preview_cards p WHERE a.id = x.account AND ")
    .push(GOOD)
    .push(" AND p.id = x.card AND p.shown = TRUE AND p.kind = 0 AND p.title <> '' GROUP BY x.card");
    most(sql, counted)
}

/// Each post and boost since `from` that shows a preview.
fn shares_since(from: i64) -> Sql {
    Sql::new(
        "SELECT c.card_id AS card, s.account_id AS account FROM status_cards c CROSS JOIN statuses s \
         WHERE c.status_id >= ",
    )
    .bind(from)
    .push(" AND s.id = c.status_id AND ")
    .push(OPEN)
    .push(
        " UNION ALL SELECT c.card_id, b.account_id FROM statuses b CROSS JOIN status_cards c CROSS JOIN statuses s \
         WHERE b.id >= ",
    )
    .bind(from)
    .push(" AND b.reblog_of_id IS NOT NULL AND b.visibility = 0 AND c.status_id = b.reblog_of_id AND s.id = c.status_id AND ")
    .push(OPEN)
}

/// Those of these links that were shared with ids from `from` to before `to`.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_links(db: &impl ConnectionTrait, cards: &[i64], (from, to): (i64, i64)) -> Result<Vec<Use>> {
    Sql::new("SELECT x.card AS id, COUNT(DISTINCT x.account) AS accounts, NULL AS language FROM (")
        .append(shares_of(cards, from))
        .push(") x CROSS JOIN accounts a WHERE x.id < ")
        .bind(to)
        .push(" AND a.id = x.account AND ")
        .push(GOOD)
        .push(" GROUP BY x.card")
        .all(db)
        .await
}

/// How often these links were shared on each day since the id `from`, which is the first of its day.
///
/// # Errors
/// When the database cannot be read.
pub async fn days_of_links(db: &impl ConnectionTrait, cards: &[i64], from: i64) -> Result<Vec<DayUse>> {
    Sql::new(
        "SELECT x.card AS id, x.created_at / 86400000 AS day, COUNT(*) AS uses, \
         COUNT(DISTINCT x.account) AS accounts FROM (",
    )
    .append(shares_of(cards, from))
    .push(") x CROSS JOIN accounts a WHERE a.id = x.account AND ")
    .push(GOOD)
    .push(" GROUP BY x.card, x.created_at / 86400000")
    .all(db)
    .await
}

/// Each post and boost since `from` that shows one of these previews.
fn shares_of(cards: &[i64], from: i64) -> Sql {
    Sql::new(
        "SELECT c.card_id AS card, s.id AS id, s.account_id AS account, s.created_at AS created_at \
         FROM status_cards c CROSS JOIN statuses s WHERE c.card_id IN ",
    )
    .bind_list(cards)
    .push(" AND c.status_id >= ")
    .bind(from)
    .push(" AND s.id = c.status_id AND ")
    .push(OPEN)
    .push(
        " UNION ALL SELECT c.card_id, b.id, b.account_id, b.created_at FROM status_cards c CROSS JOIN statuses s \
         CROSS JOIN statuses b WHERE c.card_id IN ",
    )
    .bind_list(cards)
    .push(" AND s.id = c.status_id AND ")
    .push(OPEN)
    .push(" AND b.reblog_of_id = s.id AND b.id >= ")
    .bind(from)
    .push(" AND b.reblog_of_id IS NOT NULL AND b.visibility = 0")
}

/// The question for the statuses that are liked most, [`Liked`]: of those liked since `counted.from` and those
/// that are trends, what was written since the id `born` by somebody who wants to be found, is public, not for
/// this server only, and no reply, and holds nothing sensitive.
pub fn statuses(born: i64, counted: Counted) -> Sql {
    Sql::new(
        "SELECT s.id, s.account_id AS account, s.language, s.created_at, \
         n.favourites_count + n.reblogs_count AS acts FROM (SELECT status_id AS id FROM favourites WHERE id >= ",
    )
    .bind(counted.from)
    .push(" UNION SELECT reblog_of_id FROM statuses WHERE id >= ")
    .bind(counted.from)
    .push(
        " AND reblog_of_id IS NOT NULL UNION SELECT id FROM trends WHERE kind = 1) x \
         CROSS JOIN statuses s CROSS JOIN status_stats n CROSS JOIN accounts a WHERE s.id = x.id AND s.id >= ",
    )
    .bind(born)
    .push(" AND ")
    .push(OPEN)
    .push(
        " AND NOT s.local_only AND s.reblog_of_id IS NULL AND s.in_reply_to_id IS NULL AND s.in_reply_to_account_id IS NULL \
         AND s.in_reply_to_uri IS NULL AND n.status_id = s.id AND n.favourites_count + n.reblogs_count >= ",
    )
    .bind(counted.least)
    .push(" AND a.id = s.account_id AND a.discoverable = TRUE AND ")
    .push(GOOD)
    .push(" ORDER BY acts DESC, s.id DESC LIMIT ")
    .bind(counted.limit)
}

/// The most used, of what many use.
fn most(grouped: Sql, counted: Counted) -> Sql {
    Sql::new("SELECT u.id, u.accounts, u.language FROM (")
        .append(grouped)
        .push(") u WHERE u.accounts >= ")
        .bind(counted.least)
        .push(" ORDER BY u.accounts DESC, u.id DESC LIMIT ")
        .bind(counted.limit)
}

/// How often these hashtags were used in public on each day since the status id `since`, which is the first of
/// its day.
///
/// # Errors
/// When the database cannot be read.
pub async fn days_of_tags(db: &impl ConnectionTrait, tags: &[TagId], since: i64) -> Result<Vec<DayUse>> {
    Sql::new(
        "SELECT t.tag_id AS id, s.created_at / 86400000 AS day, COUNT(*) AS uses, \
         COUNT(DISTINCT s.account_id) AS accounts \
         FROM status_tags t CROSS JOIN statuses s CROSS JOIN accounts a WHERE t.tag_id IN ",
    )
    .bind_list(tags)
    .push(" AND t.status_id >= ")
    .bind(since)
    .push(" AND s.id = t.status_id AND s.visibility = 0 AND a.id = s.account_id AND ")
    .push(GOOD)
    .push(" GROUP BY t.tag_id, s.created_at / 86400000")
    .all(db)
    .await
}
