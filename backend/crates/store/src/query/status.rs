//! Statuses with what hangs on them, for many at once: a page costs the same number of statements
//! whatever its length.

use kinds::{AccountId, BookmarkFolderId, PollId, PreviewCardId, QuoteState, StatusId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{
    Result, Sql,
    entity::{media_attachment, status},
};

/// A status with its counters, its poll, its preview, and the name of the application it was posted with.
#[derive(Clone, Debug, FromQueryResult)]
pub struct StatusRow {
    /// The status.
    #[sea_orm(nested)]
    pub status: status::Model,
    /// Direct replies.
    pub replies_count: Option<i64>,
    /// Boosts.
    pub reblogs_count: Option<i64>,
    /// Favourites.
    pub favourites_count: Option<i64>,
    /// Accepted quotes.
    pub quotes_count: Option<i64>,
    /// The application's name.
    pub app_name: Option<String>,
    /// The application's website.
    pub app_website: Option<String>,
    /// Its poll.
    pub poll_id: Option<PollId>,
    /// The preview of its link.
    pub card_id: Option<PreviewCardId>,
    /// The state of its quote, if it quotes.
    pub quote_state: Option<QuoteState>,
    /// Whether the quote was made in a form that knows no consent.
    pub quote_legacy: Option<bool>,
    /// What it quotes, if that is here.
    pub quoted_id: Option<StatusId>,
}

/// A mention or a hashtag of a status, or the emoji that people put under it.
#[derive(Clone, Debug, FromQueryResult)]
pub struct LinkRow {
    /// The status.
    pub status_id: StatusId,
    /// 0 mention, 1 silent mention, 2 hashtag, 3 emoji.
    pub kind: i64,
    /// The account or the tag; of an emoji the first reaction.
    pub id: i64,
    /// The account's name, or the tag's, or the emoji's.
    pub name: String,
    /// The account's domain, or the tag as first written.
    pub extra: String,
    /// The account's profile, or the emoji's picture.
    pub url: Option<String>,
    /// The account's actor id, or the emoji's picture without motion.
    pub uri: Option<String>,
    /// How many people put the emoji there.
    pub count: i64,
}

/// What a viewer did with a status.
#[derive(Clone, Debug, FromQueryResult)]
pub struct FlagRow {
    /// The status.
    pub status_id: StatusId,
    /// 0 favourited, 1 bookmarked, 2 boosted, 3 put an emoji there.
    pub kind: i64,
    /// The emoji.
    pub name: Option<String>,
    /// The folder of the bookmark.
    pub folder: Option<BookmarkFolderId>,
}

/// What somebody did with a status.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct ActRow {
    /// Who.
    pub account_id: AccountId,
    /// The status.
    pub status_id: StatusId,
    /// 0 favourited, 1 bookmarked, 2 boosted.
    pub kind: i64,
    /// The folder of the bookmark.
    pub folder: Option<BookmarkFolderId>,
}

/// Statuses with their counters, applications, polls and quotes.
const ROWS: &str = "SELECT statuses.*, s.replies_count, s.reblogs_count, s.favourites_count, s.quotes_count, \
         a.name AS app_name, a.website AS app_website, p.id AS poll_id, c.card_id, q.state AS quote_state, \
         q.legacy AS quote_legacy, q.quoted_id FROM statuses \
         LEFT JOIN status_stats s ON s.status_id = statuses.id \
         LEFT JOIN oauth_apps a ON a.id = statuses.app_id \
         LEFT JOIN polls p ON p.status_id = statuses.id \
         LEFT JOIN status_cards c ON c.status_id = statuses.id \
         LEFT JOIN quotes q ON q.status_id = statuses.id WHERE statuses.id IN ";

/// The statuses of these ids, in no order. Visibility is the caller's business: only `present` calls this.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<StatusRow>> {
    Sql::new(ROWS).bind_list(ids).all(db).await
}

/// The same, with the statuses that these boost, those that all of these quote, and those that the quoted
/// ones quote.
///
/// # Errors
/// When the database cannot be read.
pub async fn rows_with_shown(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<StatusRow>> {
    // One list rather than several with OR, for which PostgreSQL would read the whole table.
    Sql::new("WITH RECURSIVE near (id, depth) AS (SELECT id, 0 FROM statuses WHERE id IN ")
        .bind_list(ids)
        .push(
            " UNION SELECT COALESCE(s.reblog_of_id, q.quoted_id), \
             near.depth + CASE WHEN s.reblog_of_id IS NULL THEN 1 ELSE 0 END \
             FROM near JOIN statuses s ON s.id = near.id LEFT JOIN quotes q ON q.status_id = s.id \
             WHERE near.depth < 2 AND COALESCE(s.reblog_of_id, q.quoted_id) IS NOT NULL) ",
        )
        .push(ROWS)
        .push("(SELECT id FROM near)")
        .all(db)
        .await
}

/// Mentions and hashtags of these statuses, and the emoji under them, those that came first first.
///
/// # Errors
/// When the database cannot be read.
pub async fn links(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<LinkRow>> {
    Sql::new(
        "SELECT m.status_id, CAST(CASE WHEN m.silent THEN 1 ELSE 0 END AS BIGINT) AS kind, a.id, a.username AS name, \
         a.domain AS extra, a.url, a.uri, CAST(1 AS BIGINT) AS count FROM mentions m JOIN accounts a ON a.id = m.account_id WHERE m.status_id IN ",
    )
    .bind_list(ids)
    .push(
        " UNION ALL SELECT st.status_id, CAST(2 AS BIGINT) AS kind, t.id, t.name, t.display AS extra, NULL AS url, NULL AS uri, CAST(1 AS BIGINT) AS count \
         FROM status_tags st JOIN tags t ON t.id = st.tag_id WHERE st.status_id IN ",
    )
    .bind_list(ids)
    .push(
        " UNION ALL SELECT r.status_id, CAST(3 AS BIGINT) AS kind, MIN(r.id) AS id, r.name, '' AS extra, MAX(r.url) AS url, \
         MAX(r.static_url) AS uri, COUNT(*) AS count FROM reactions r WHERE r.status_id IN ",
    )
    .bind_list(ids)
    .push(" GROUP BY r.status_id, r.name ORDER BY 1, 2, 3")
    .all(db)
    .await
}

/// Media of these statuses, in order.
///
/// # Errors
/// When the database cannot be read.
pub async fn media(db: &impl ConnectionTrait, ids: &[StatusId]) -> Result<Vec<media_attachment::Model>> {
    Sql::new("SELECT * FROM media_attachments WHERE status_id IN ")
        .bind_list(ids)
        .push(" ORDER BY status_id, position, id")
        .all(db)
        .await
}

/// What `viewer` did with these statuses, and which emoji it put under those in `with_emoji`.
///
/// # Errors
/// When the database cannot be read.
pub async fn flags(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    ids: &[StatusId],
    with_emoji: &[StatusId],
) -> Result<Vec<FlagRow>> {
    Sql::new("SELECT status_id, CAST(0 AS BIGINT) AS kind, CAST(NULL AS TEXT) AS name, CAST(NULL AS BIGINT) AS folder FROM favourites WHERE account_id = ")
        .bind(viewer)
        .push(" AND status_id IN ")
        .bind_list(ids)
        .push(" UNION ALL SELECT status_id, CAST(1 AS BIGINT) AS kind, NULL AS name, folder_id AS folder FROM bookmarks WHERE account_id = ")
        .bind(viewer)
        .push(" AND status_id IN ")
        .bind_list(ids)
        .push(" UNION ALL SELECT reblog_of_id AS status_id, CAST(2 AS BIGINT) AS kind, NULL AS name, NULL AS folder FROM statuses WHERE account_id = ")
        .bind(viewer)
        .push(" AND reblog_of_id IN ")
        .bind_list(ids)
        .push(" UNION ALL SELECT status_id, CAST(3 AS BIGINT) AS kind, name, NULL AS folder FROM reactions WHERE account_id = ")
        .bind(viewer)
        .push(" AND status_id IN ")
        .bind_list(with_emoji)
        .all(db)
        .await
}

/// What anybody did with these statuses: `limit` acts at most.
///
/// # Errors
/// When the database cannot be read.
pub async fn acts(db: &impl ConnectionTrait, ids: &[StatusId], limit: usize) -> Result<Vec<ActRow>> {
    Sql::new("SELECT account_id, status_id, CAST(0 AS BIGINT) AS kind, CAST(NULL AS BIGINT) AS folder FROM favourites WHERE status_id IN ")
        .bind_list(ids)
        .push(" UNION ALL SELECT account_id, status_id, CAST(1 AS BIGINT), folder_id FROM bookmarks WHERE status_id IN ")
        .bind_list(ids)
        .push(" UNION ALL SELECT account_id, reblog_of_id, CAST(2 AS BIGINT), NULL FROM statuses WHERE reblog_of_id IN ")
        .bind_list(ids)
        .push(" LIMIT ")
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .all(db)
        .await
}
