//! Trends: the lists as they were made last, what the staff has said about them, and reading them.

use kinds::{AccountId, Millis, PreviewCardId, StatusId, TrendKind};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    search::TagRow,
    timeline::push_wanted,
    window::{Stretch, Window},
};
use crate::{Result, Sql};

/// Rows written by one statement.
const CHUNK: usize = 200;

/// Something that is a trend, or was lately.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Trend {
    /// Of the hashtag, status or preview card.
    pub id: i64,
    /// A status's author.
    pub account_id: Option<AccountId>,
    /// The language of a status or page.
    pub language: Option<String>,
    /// What it is sorted by; 0 when it is no trend any more.
    pub score: f64,
    /// The highest score before it began to fade.
    pub peak: f64,
    /// When that was.
    pub peak_at: Millis,
}

/// A trend as the staff sees it.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Reviewed {
    /// What it is.
    pub kind: TrendKind,
    /// Of the hashtag, status or preview card.
    pub id: i64,
    /// What it is sorted by.
    pub score: f64,
    /// What the staff has said.
    pub allowed: Option<bool>,
    /// The hashtag's name, the status's address, or the link.
    pub name: Option<String>,
}

/// Who reads a list, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Who asks: what that user reads comes first.
    pub viewer: Option<AccountId>,
    /// The languages that come first for visitors.
    pub languages: &'a [String],
    /// Only what the staff has allowed; else all it has not refused.
    pub review: bool,
    /// Now.
    pub now: Millis,
}

/// The rows of a kind, trends and those remembered.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(db: &impl ConnectionTrait, kind: TrendKind) -> Result<Vec<Trend>> {
    Sql::new("SELECT id, account_id, language, score, peak, peak_at FROM trends WHERE kind = ")
        .bind(kind)
        .all(db)
        .await
}

/// Puts these rows in place of those of a kind.
///
/// # Errors
/// When the database cannot be written.
pub async fn replace(db: &impl ConnectionTrait, kind: TrendKind, rows: &[Trend]) -> Result<()> {
    Sql::new("DELETE FROM trends WHERE kind = ").bind(kind).execute(db).await?;
    for chunk in rows.chunks(CHUNK) {
        let mut sql =
            Sql::new("INSERT INTO trends (kind, id, account_id, language, score, peak, peak_at) VALUES ");
        for (position, row) in chunk.iter().enumerate() {
            sql = sql
                .push(if position == 0 { "(" } else { ", (" })
                .bind(kind)
                .push(", ")
                .bind(row.id)
                .push(", ")
                .bind(row.account_id)
                .push(", ")
                .bind(row.language.clone())
                .push(", ")
                .bind(row.score)
                .push(", ")
                .bind(row.peak)
                .push(", ")
                .bind(row.peak_at)
                .push(")");
        }
        sql.execute(db).await?;
    }
    Ok(())
}

/// Notes what the staff says about something; false when there is no such thing.
///
/// # Errors
/// When the database cannot be written.
pub async fn review(
    db: &impl ConnectionTrait,
    (kind, id): (TrendKind, i64),
    allowed: bool,
    now: Millis,
) -> Result<bool> {
    let done = Sql::new("INSERT INTO trend_reviews (kind, id, allowed, created_at) SELECT CAST(")
        .bind(kind)
        .push(" AS SMALLINT), x.id, CAST(")
        .bind(allowed)
        .push(" AS BOOLEAN), CAST(")
        .bind(now)
        .push(" AS BIGINT) FROM ")
        .push(match kind {
            TrendKind::Tag => "tags",
            TrendKind::Status => "statuses",
            TrendKind::Link => "preview_cards",
        })
        .push(" x WHERE x.id = ")
        .bind(id)
        .push(" ON CONFLICT (kind, id) DO UPDATE SET allowed = excluded.allowed, created_at = excluded.created_at")
        .execute(db)
        .await?;
    Ok(done > 0)
}

/// The first trends of each kind, whatever the staff has said about them.
///
/// # Errors
/// When the database cannot be read.
pub async fn reviewed(
    db: &impl ConnectionTrait,
    kind: Option<TrendKind>,
    limit: i64,
) -> Result<Vec<Reviewed>> {
    let mut sql = Sql::new(
        "SELECT t.kind, t.id, t.score, r.allowed, COALESCE(g.name, s.uri, p.url) AS name FROM trends t \
         LEFT JOIN trend_reviews r ON r.kind = t.kind AND r.id = t.id \
         LEFT JOIN tags g ON t.kind = 0 AND g.id = t.id \
         LEFT JOIN statuses s ON t.kind = 1 AND s.id = t.id \
         LEFT JOIN preview_cards p ON t.kind = 2 AND p.id = t.id WHERE t.score > 0",
    );
    if let Some(kind) = kind {
        sql = sql.push(" AND t.kind = ").bind(kind);
    }
    sql.push(" ORDER BY t.kind, t.score DESC, t.id LIMIT ").bind(limit).all(db).await
}

/// The trending hashtags.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags(db: &impl ConnectionTrait, review: bool, stretch: Stretch) -> Result<Vec<TagRow>> {
    let sql = Sql::new("SELECT t.id, g.name FROM trends t JOIN tags g ON g.id = t.id WHERE t.kind = 0 AND ");
    let sql = push_shown(sql, "t", review).push(" ORDER BY t.score DESC, t.id DESC");
    push_stretch(sql, stretch).all(db).await
}

/// The trending statuses that the viewer wants to meet, one of each author.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(
    db: &impl ConnectionTrait,
    reading: Reading<'_>,
    stretch: Stretch,
) -> Result<Vec<StatusId>> {
    let sql = Sql::new(
        "SELECT t.id FROM trends t JOIN statuses s ON s.id = t.id JOIN accounts o ON o.id = s.account_id \
         WHERE t.kind = 1 AND s.visibility = 0 AND NOT s.local_only AND s.reblog_of_id IS NULL AND s.sensitive = FALSE \
         AND s.spoiler_text = '' AND o.discoverable = TRUE AND o.limited_at IS NULL AND ",
    );
    let sql = push_shown(sql, "t", reading.review).push(
        " AND NOT EXISTS (SELECT 1 FROM trends b JOIN statuses bs ON bs.id = b.id WHERE b.kind = 1 \
         AND b.account_id = t.account_id AND (b.score > t.score OR (b.score = t.score AND b.id > t.id)) AND ",
    );
    let sql = push_shown(sql, "b", reading.review).push(")");
    let sql = push_wanted(sql, reading.viewer, "s.account_id", reading.now);
    push_stretch(push_order(sql, reading), stretch).ids(db).await
}

/// The trending links.
///
/// # Errors
/// When the database cannot be read.
pub async fn links(
    db: &impl ConnectionTrait,
    reading: Reading<'_>,
    stretch: Stretch,
) -> Result<Vec<PreviewCardId>> {
    let sql = Sql::new(
        "SELECT t.id FROM trends t JOIN preview_cards p ON p.id = t.id WHERE t.kind = 2 AND p.shown = TRUE AND ",
    );
    let sql = push_order(push_shown(sql, "t", reading.review), reading);
    push_stretch(sql, stretch).ids(db).await
}

/// Whether a link that is a trend has one of these addresses.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_link(db: &impl ConnectionTrait, urls: &[String], review: bool) -> Result<bool> {
    let found: Vec<PreviewCardId> = push_card(Sql::new(""), urls, review).ids(db).await?;
    Ok(!found.is_empty())
}

/// Public statuses with the link that is a trend and has one of these addresses, of authors who want to be
/// found and whom the viewer wants to meet.
///
/// # Errors
/// When the database cannot be read.
pub async fn with_link(
    db: &impl ConnectionTrait,
    urls: &[String],
    reading: Reading<'_>,
    window: &Window,
) -> Result<Vec<StatusId>> {
    let sql = Sql::new(
        "SELECT c.status_id AS id FROM status_cards c JOIN statuses s ON s.id = c.status_id WHERE c.card_id = (",
    );
    let sql = push_card(sql, urls, reading.review).push(
        ") AND s.visibility = 0 AND s.reblog_of_id IS NULL AND EXISTS (SELECT 1 FROM accounts o \
         WHERE o.id = s.account_id AND o.discoverable = TRUE AND o.limited_at IS NULL LIMIT 1 OFFSET 0)",
    );
    let sql =
        push_wanted(sql, reading.viewer, "s.account_id", reading.now).push_window("c.status_id", window);
    Ok(window.newest_first(sql.ids(db).await?))
}

/// The preview card with one of these addresses that is a trend.
fn push_card(sql: Sql, urls: &[String], review: bool) -> Sql {
    let sql = sql
        .push("SELECT p.id FROM preview_cards p JOIN trends t ON t.kind = 2 AND t.id = p.id WHERE p.url IN ")
        .bind_list(urls)
        .push(" AND p.shown = TRUE AND ");
    push_shown(sql, "t", review).push(" ORDER BY p.id LIMIT 1")
}

/// The row `alias` is a trend, and the staff lets it be one.
fn push_shown(sql: Sql, alias: &str, review: bool) -> Sql {
    let sql = sql.push(alias).push(".score > 0 AND ");
    let (not, said) = if review { ("", "TRUE") } else { ("NOT ", "FALSE") };
    sql.push(not)
        .push("EXISTS (SELECT 1 FROM trend_reviews r WHERE r.kind = ")
        .push(alias)
        .push(".kind AND r.id = ")
        .push(alias)
        .push(".id AND r.allowed = ")
        .push(said)
        .push(")")
}

/// What is in the reader's languages comes first.
fn push_order(sql: Sql, reading: Reading<'_>) -> Sql {
    let sql = sql.push(" ORDER BY CASE WHEN t.language IN ");
    let sql = match reading.viewer {
        None => sql.bind_list(reading.languages),
        Some(viewer) => sql
            .push("(SELECT u.locale FROM users u WHERE u.account_id = ")
            .bind(viewer)
            .push(" UNION SELECT u.default_language FROM users u WHERE u.account_id = ")
            .bind(viewer)
            .push(" AND u.default_language IS NOT NULL)"),
    };
    sql.push(" THEN 0 ELSE 1 END, t.score DESC, t.id DESC")
}

fn push_stretch(sql: Sql, stretch: Stretch) -> Sql {
    sql.push(" LIMIT ").bind(stretch.limit).push(" OFFSET ").bind(stretch.offset)
}
