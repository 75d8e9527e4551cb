//! Home: what the accounts and hashtags one follows have posted, and who gets a new status.
//!
//! [`candidates`] reads the newest few of every source by index and merges them, so that its cost
//! depends on the number of follows, never on how many posts lie between. What it returns is whole
//! down to [`horizon`]; `feed` in the server decides which candidates are shown.

use std::collections::HashMap;

use kinds::{AccountId, ListId, Millis, StatusId, TagId, Visibility};
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult};

use super::window::Window;
use crate::{Result, Sql};

/// A status that may belong into a home feed, with all that the decision needs.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Candidate {
    /// The account or hashtag it was found by.
    pub source: i64,
    /// Whether it was found by a hashtag.
    pub by_tag: bool,
    /// The status.
    pub id: StatusId,
    /// Its author.
    pub account: AccountId,
    /// The author's server.
    pub domain: String,
    /// Whether the author is suspended.
    pub suspended: bool,
    /// Whether the author is limited.
    pub limited: bool,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whom it answers.
    pub in_reply_to_account: Option<AccountId>,
    /// Whether it answers something that is not here.
    pub orphan: bool,
    /// Its language.
    pub language: Option<String>,
    /// Whether it names the viewer.
    pub mentioned: bool,
    /// What it boosts.
    pub reblog_of: Option<StatusId>,
    /// The author of that.
    pub original_account: Option<AccountId>,
    /// The server of that author.
    pub original_domain: Option<String>,
    /// Whether that author is suspended.
    pub original_suspended: bool,
    /// Who may see that.
    pub original_visibility: Option<Visibility>,
    /// Whether that names the viewer.
    pub original_mentioned: bool,
}

/// Whose statuses are candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feed {
    /// The accounts and hashtags the viewer follows, and the viewer.
    Home,
    /// The members of a list.
    List(ListId),
}

/// Candidates for a feed of `viewer`, at most `each` of every source and `window.limit` in all, in
/// the order of the window.
///
/// # Errors
/// When the database cannot be read.
pub async fn candidates(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    feed: Feed,
    window: &Window,
    each: i64,
) -> Result<Vec<Candidate>> {
    let postgres = db.get_database_backend() == DatabaseBackend::Postgres;
    let inner = match feed {
        Feed::Home => of_home(viewer, postgres, window, each),
        Feed::List(list) => {
            let members = Sql::new("SELECT f.source AS source, FALSE AS by_tag, s.id AS id FROM (SELECT account_id AS source FROM list_members WHERE list_id = ")
                .bind(list)
                .push(") f CROSS JOIN ");
            push_newest(members, postgres, Source::ACCOUNT, window, each)
        }
    };
    let mut sql = Sql::new(
        "SELECT c.source, c.by_tag, s.id, s.account_id AS account, a.domain, a.suspended_at IS NOT NULL AS suspended, \
         a.limited_at IS NOT NULL AS limited, s.visibility, s.in_reply_to_account_id AS in_reply_to_account, \
         s.in_reply_to_uri IS NOT NULL AS orphan, s.language, s.reblog_of_id AS reblog_of, \
         o.account_id AS original_account, oa.domain AS original_domain, \
         oa.suspended_at IS NOT NULL AS original_suspended, o.visibility AS original_visibility, \
         EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = ",
    )
    .bind(viewer)
    .push(") AS mentioned, EXISTS (SELECT 1 FROM mentions m WHERE m.status_id = o.id AND m.account_id = ")
    .bind(viewer)
    .push(") AS original_mentioned FROM (");
    sql = sql.append(inner).push_order("id", window).push(
        ") c JOIN statuses s ON s.id = c.id JOIN accounts a ON a.id = s.account_id \
         LEFT JOIN statuses o ON o.id = s.reblog_of_id LEFT JOIN accounts oa ON oa.id = o.account_id",
    );
    let direction = if window.ascending() { " ORDER BY c.id ASC" } else { " ORDER BY c.id DESC" };
    sql.push(direction).all(db).await
}

/// The newest of every account and hashtag that the viewer follows, and of the viewer.
fn of_home(viewer: AccountId, postgres: bool, window: &Window, each: i64) -> Sql {
    let accounts = Sql::new("SELECT f.source AS source, FALSE AS by_tag, s.id AS id FROM (SELECT target_id AS source FROM follows WHERE account_id = ")
        .bind(viewer)
        .push(" UNION ALL SELECT CAST(")
        .bind(viewer)
        .push(" AS BIGINT)) f CROSS JOIN ");
    let accounts = push_newest(accounts, postgres, Source::ACCOUNT, window, each);
    let tags = accounts.push(
        " UNION ALL SELECT f.source AS source, TRUE AS by_tag, s.status_id AS id FROM \
         (SELECT tag_id AS source FROM tag_follows WHERE account_id = ",
    );
    push_newest(tags.bind(viewer).push(") f CROSS JOIN "), postgres, Source::TAG, window, each)
}

/// A table of statuses by source.
struct Source {
    table: &'static str,
    owner: &'static str,
    id: &'static str,
}

impl Source {
    const ACCOUNT: Self = Self { table: "statuses", owner: "account_id", id: "id" };
    const TAG: Self = Self { table: "status_tags", owner: "tag_id", id: "status_id" };
}

/// The `each` rows of every source `f` nearest to the window's end, as `s`. PostgreSQL is told with
/// a lateral join; SQLite has none, and looks up the last of these rows first.
fn push_newest(sql: Sql, postgres: bool, of: Source, window: &Window, each: i64) -> Sql {
    let Source { table, owner, id } = of;
    let column = format!("x.{id}");
    let rows = |sql: Sql| {
        sql.push("SELECT ")
            .push(&column)
            .push(" FROM ")
            .push(table)
            .push(" x WHERE x.")
            .push(owner)
            .push(" = f.source")
            .push_bounds(&column, window)
            .push(" ORDER BY ")
            .push(&column)
            .push(if window.ascending() { " ASC" } else { " DESC" })
    };
    if postgres {
        return rows(sql.push("LATERAL (")).push(" LIMIT ").bind(each).push(") s");
    }
    let (compare, beyond) =
        if window.ascending() { (" <= COALESCE((", i64::MAX) } else { (" >= COALESCE((", i64::MIN) };
    let column = format!("s.{id}");
    let sql = sql
        .push(table)
        .push(" s WHERE s.")
        .push(owner)
        .push(" = f.source")
        .push_bounds(&column, window)
        .push(" AND ")
        .push(&column)
        .push(compare);
    rows(sql).push(" LIMIT 1 OFFSET ").bind(each - 1).push("), ").bind(beyond).push(")")
}

/// How far `candidates` are whole: beyond this id there may be more of a source that gave as many as
/// it was allowed to, or of all of them when the limit was reached. `None`: there are no others.
pub fn horizon(candidates: &[Candidate], window: &Window, each: i64) -> Option<StatusId> {
    let last = candidates.last()?;
    if u64::try_from(candidates.len()).is_ok_and(|count| count >= window.limit) {
        return Some(last.id.min_or_max(exhausted(candidates, window, each), window.ascending()));
    }
    exhausted(candidates, window, each)
}

fn exhausted(candidates: &[Candidate], window: &Window, each: i64) -> Option<StatusId> {
    let mut counts: HashMap<(bool, i64), i64> = HashMap::new();
    let mut edge: Option<StatusId> = None;
    for candidate in candidates {
        let count = counts.entry((candidate.by_tag, candidate.source)).or_default();
        *count += 1;
        if *count == each {
            edge = Some(candidate.id.min_or_max(edge, window.ascending()));
        }
    }
    edge
}

/// Of two ids the one that comes first in a list.
trait Nearer: Copy {
    fn min_or_max(self, other: Option<Self>, ascending: bool) -> Self;
}

impl Nearer for StatusId {
    fn min_or_max(self, other: Option<Self>, ascending: bool) -> Self {
        match other {
            None => self,
            Some(other) if ascending => self.min(other),
            Some(other) => self.max(other),
        }
    }
}

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
