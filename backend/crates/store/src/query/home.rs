//! Home: what the accounts and hashtags one follows have posted. Who gets a new status is in `receiver`.
//!
//! [`candidates`] reads the newest few of every source by index and merges them, so that its cost
//! depends on the number of follows, never on how many posts lie between. What it returns is whole
//! down to [`horizon`]; `feed` in the server decides which candidates are shown.

use std::collections::HashMap;

use kinds::{AccountId, ListId, StatusId, Visibility};
use sea_orm::{ConnectionTrait, DatabaseBackend, FromQueryResult};

use super::window::Window;
use crate::{Result, Sql};

/// Rows that [`showings`] reads at most.
const MOST_SHOWINGS: u64 = 2_000;

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
    let direction = if window.ascending() { " ORDER BY c.id ASC" } else { " ORDER BY c.id DESC" };
    in_detail(viewer, inner.push_order("id", window)).push(direction).all(db).await
}

/// What a feed of `viewer` may have shown of these statuses after the id `since` and before `first`:
/// the statuses themselves and boosts of them, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn showings(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    feed: Feed,
    originals: &[StatusId],
    since: i64,
    first: StatusId,
) -> Result<Vec<Candidate>> {
    let between =
        Window { above: Some(since), below: Some(first.0), limit: MOST_SHOWINGS, ..Window::default() };
    let by_source = |sql: Sql, column: &str| {
        let sql = sql
            .push("SELECT s.account_id AS source, FALSE AS by_tag, s.id AS id FROM statuses s WHERE ")
            .push(column)
            .push(" IN ")
            .bind_list(originals)
            .push_bounds("s.id", &between);
        match feed {
            Feed::Home => sql
                .push(" AND (s.account_id = ")
                .bind(viewer)
                .push(" OR EXISTS (SELECT 1 FROM follows f WHERE f.target_id = s.account_id AND f.account_id = ")
                .bind(viewer)
                .push("))"),
            Feed::List(list) => sql
                .push(" AND EXISTS (SELECT 1 FROM list_members m WHERE m.account_id = s.account_id AND m.list_id = ")
                .bind(list)
                .push(")"),
        }
    };
    let mut sql = by_source(Sql::new(""), "s.reblog_of_id").push(" UNION ALL ");
    sql = by_source(sql, "s.id");
    if feed == Feed::Home {
        sql = sql
            .push(
                " UNION ALL SELECT t.tag_id AS source, TRUE AS by_tag, t.status_id AS id FROM status_tags t \
                 JOIN tag_follows f ON f.tag_id = t.tag_id WHERE t.status_id IN ",
            )
            .bind_list(originals)
            .push_bounds("t.status_id", &between)
            .push(" AND f.account_id = ")
            .bind(viewer);
    }
    in_detail(viewer, sql.push_order("id", &between)).push(" ORDER BY c.id DESC").all(db).await
}

/// Candidates with all that the decision needs, of a query for `source`, `by_tag` and `id`.
fn in_detail(viewer: AccountId, inner: Sql) -> Sql {
    Sql::new(
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
    .push(") AS original_mentioned FROM (")
    .append(inner)
    .push(
        ") c JOIN statuses s ON s.id = c.id JOIN accounts a ON a.id = s.account_id \
         LEFT JOIN statuses o ON o.id = s.reblog_of_id LEFT JOIN accounts oa ON oa.id = o.account_id",
    )
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
