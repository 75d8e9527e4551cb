//! Timelines that are queries: public, hashtag, profile, favourites, bookmarks. Home is in `home`.
//!
//! Everything that hides a status from the viewer is part of the query, so that pages are full.

use kinds::{AccountId, BookmarkFolderId, Millis, StatusId, TagId};
use sea_orm::{ConnectionTrait, FromQueryResult};

use super::{
    visibility::{visible_as, visible_to},
    window::Window,
};
use crate::{Result, Sql};

/// Which public statuses are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublicFilter {
    /// Only those written here, or only those written elsewhere.
    pub local: Option<bool>,
    /// Only those with media.
    pub only_media: bool,
}

/// Which hashtags a status has to have.
#[derive(Clone, Debug, Default)]
pub struct TagFilter {
    /// One of these.
    pub any: Vec<TagId>,
    /// And each of these.
    pub all: Vec<TagId>,
    /// And none of these.
    pub none: Vec<TagId>,
}

/// Which statuses of an account are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProfileFilter {
    /// Only those with media.
    pub only_media: bool,
    /// No replies to others.
    pub exclude_replies: bool,
    /// No boosts.
    pub exclude_reblogs: bool,
    /// None that only mentioned accounts may see.
    pub exclude_direct: bool,
    /// Only those with this hashtag.
    pub tag: Option<TagId>,
}

/// A status in a list that is sorted by the id of another row.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Kept {
    /// The row's id: the cursor.
    pub row: i64,
    /// The status.
    pub status: StatusId,
}

/// An account in such a list.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Doer {
    /// The row's id: the cursor.
    pub row: i64,
    /// The account.
    pub account: AccountId,
}

/// The public timeline: public, no boosts, no replies to others.
///
/// # Errors
/// When the database cannot be read.
pub async fn public(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    filter: PublicFilter,
    now: Millis,
    window: &Window,
) -> Result<Vec<StatusId>> {
    let sql = Sql::new("SELECT s.id FROM statuses s WHERE s.listed = TRUE");
    let sql = push_public(sql, viewer, filter, now).push_window("s.id", window);
    Ok(window.newest_first(sql.ids(db).await?))
}

/// A hashtag's timeline: public, no boosts.
///
/// # Errors
/// When the database cannot be read.
pub async fn tagged(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    tags: &TagFilter,
    filter: PublicFilter,
    now: Millis,
    window: &Window,
) -> Result<Vec<StatusId>> {
    let mut sql = match tags.any.as_slice() {
        [] => return Ok(Vec::new()),
        // The primary key of `status_tags` is in the order of the page.
        [tag] => {
            Sql::new("SELECT s.id FROM status_tags t JOIN statuses s ON s.id = t.status_id WHERE t.tag_id = ")
                .bind(*tag)
        }
        tags => Sql::new(
            "SELECT s.id FROM statuses s WHERE s.id IN (SELECT status_id FROM status_tags WHERE tag_id IN ",
        )
        .bind_list(tags)
        .push(")"),
    };
    for tag in &tags.all {
        sql = sql
            .push(" AND EXISTS (SELECT 1 FROM status_tags WHERE status_id = s.id AND tag_id = ")
            .bind(*tag)
            .push(")");
    }
    if !tags.none.is_empty() {
        sql = sql
            .push(" AND NOT EXISTS (SELECT 1 FROM status_tags WHERE status_id = s.id AND tag_id IN ")
            .bind_list(&tags.none)
            .push(")");
    }
    sql = sql.push(" AND s.visibility = 0 AND s.reblog_of_id IS NULL");
    let order = if tags.any.len() == 1 { "t.status_id" } else { "s.id" };
    let sql = push_public(sql, viewer, filter, now).push_window(order, window);
    Ok(window.newest_first(sql.ids(db).await?))
}

/// What public timelines have in common: the filter, and whose posts the viewer does not want.
fn push_public(mut sql: Sql, viewer: Option<AccountId>, filter: PublicFilter, now: Millis) -> Sql {
    if let Some(local) = filter.local {
        sql = sql.push(if local { " AND s.local = TRUE" } else { " AND s.local = FALSE" });
    }
    if filter.only_media {
        sql = sql.push(" AND s.has_media = TRUE");
    }
    if viewer.is_none() {
        sql = sql.push(" AND s.local_only = FALSE");
    }
    push_wanted(sql, viewer, "s.account_id", now)
}

/// No author who is suspended, limited (unless followed), or whom the viewer blocks, mutes, is
/// blocked by, or whose server the viewer blocks. The `OFFSET` keeps PostgreSQL from joining with all
/// accounts instead of looking at the twenty authors of a page.
pub(super) fn push_wanted(sql: Sql, viewer: Option<AccountId>, author: &str, now: Millis) -> Sql {
    let sql = sql
        .push(" AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = ")
        .push(author)
        .push(" AND (a.suspended_at IS NOT NULL OR ");
    let Some(viewer) = viewer else { return sql.push("a.limited_at IS NOT NULL) LIMIT 1 OFFSET 0)") };
    sql.push("(a.limited_at IS NOT NULL AND a.id <> ")
        .bind(viewer)
        .push(" AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.target_id = a.id AND f.account_id = ")
        .bind(viewer)
        .push(")) OR (a.domain <> '' AND a.domain IN (SELECT domain FROM account_domain_blocks WHERE account_id = ")
        .bind(viewer)
        .push("))) LIMIT 1 OFFSET 0)")
        .push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
        .bind(viewer)
        .push(" AND b.target_id = ")
        .push(author)
        .push(") AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.target_id = ")
        .bind(viewer)
        .push(" AND b.account_id = ")
        .push(author)
        .push(") AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = ")
        .bind(viewer)
        .push(" AND (m.expires_at IS NULL OR m.expires_at > ")
        .bind(now)
        .push(") AND m.target_id = ")
        .push(author)
        .push(")")
}

/// Statuses of an account that the viewer may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn profile(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    account: AccountId,
    filter: ProfileFilter,
    window: &Window,
) -> Result<Vec<StatusId>> {
    let mut sql = Sql::new("SELECT statuses.id FROM statuses WHERE statuses.account_id = ").bind(account);
    if filter.only_media {
        sql = sql.push(" AND statuses.has_media = TRUE");
    }
    if filter.exclude_replies {
        sql = sql
            .push(" AND statuses.in_reply_to_uri IS NULL AND (statuses.in_reply_to_account_id IS NULL OR statuses.in_reply_to_account_id = ")
            .bind(account)
            .push(")");
    }
    if filter.exclude_direct {
        sql = sql.push(" AND statuses.visibility <> 3");
    }
    if let Some(tag) = filter.tag {
        sql = sql
            .push(" AND EXISTS (SELECT 1 FROM status_tags t WHERE t.status_id = statuses.id AND t.tag_id = ")
            .bind(tag)
            .push(")");
    }
    sql = if filter.exclude_reblogs {
        sql.push(" AND statuses.reblog_of_id IS NULL")
    } else {
        sql.push(" AND (statuses.reblog_of_id IS NULL OR EXISTS (SELECT 1 FROM statuses o WHERE o.id = statuses.reblog_of_id AND ")
            .push_condition(visible_as(viewer, "o"))
            .push("))")
    };
    let sql = sql.push(" AND ").push_condition(visible_to(viewer)).push_window("statuses.id", window);
    Ok(window.newest_first(sql.ids(db).await?))
}

/// The newest statuses and boosts of an account, whoever may see them.
///
/// # Errors
/// When the database cannot be read.
pub async fn newest_of(db: &impl ConnectionTrait, account: AccountId, limit: u64) -> Result<Vec<StatusId>> {
    let window = Window { limit, ..Window::default() };
    Sql::new("SELECT id FROM statuses WHERE account_id = ")
        .bind(account)
        .push_window("id", &window)
        .ids(db)
        .await
}

/// Statuses an account has pinned and the viewer may see, the last pinned first.
///
/// # Errors
/// When the database cannot be read.
pub async fn pinned(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    account: AccountId,
    window: &Window,
) -> Result<Vec<Kept>> {
    kept(db, "pins", None, account, viewer, window).await
}

/// What the viewer has favourited and may still see.
///
/// # Errors
/// When the database cannot be read.
pub async fn favourites(db: &impl ConnectionTrait, viewer: AccountId, window: &Window) -> Result<Vec<Kept>> {
    kept(db, "favourites", None, viewer, Some(viewer), window).await
}

/// What the viewer has bookmarked and may still see: all, or what is in a folder.
///
/// # Errors
/// When the database cannot be read.
pub async fn bookmarks(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    folder: Option<BookmarkFolderId>,
    window: &Window,
) -> Result<Vec<Kept>> {
    kept(db, "bookmarks", folder, viewer, Some(viewer), window).await
}

async fn kept(
    db: &impl ConnectionTrait,
    table: &str,
    folder: Option<BookmarkFolderId>,
    account: AccountId,
    viewer: Option<AccountId>,
    window: &Window,
) -> Result<Vec<Kept>> {
    let mut sql = Sql::new("SELECT k.id AS row, k.status_id AS status FROM ")
        .push(table)
        .push(" k JOIN statuses ON statuses.id = k.status_id WHERE k.account_id = ")
        .bind(account);
    if let Some(folder) = folder {
        sql = sql.push(" AND k.folder_id = ").bind(folder);
    }
    let sql = sql.push(" AND ").push_condition(visible_to(viewer)).push_window("k.id", window);
    Ok(window.newest_first(sql.all(db).await?))
}

/// Who has favourited a status, as far as the viewer may know.
///
/// # Errors
/// When the database cannot be read.
pub async fn favourited_by(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    status: StatusId,
    window: &Window,
) -> Result<Vec<Doer>> {
    let sql = Sql::new("SELECT k.id AS row, k.account_id AS account FROM favourites k WHERE k.status_id = ")
        .bind(status);
    doers(db, sql, viewer, window).await
}

/// Who has boosted a status, as far as the viewer may know.
///
/// # Errors
/// When the database cannot be read.
pub async fn reblogged_by(
    db: &impl ConnectionTrait,
    viewer: Option<AccountId>,
    status: StatusId,
    window: &Window,
) -> Result<Vec<Doer>> {
    let sql = Sql::new("SELECT k.id AS row, k.account_id AS account FROM statuses k WHERE k.reblog_of_id = ")
        .bind(status)
        .push(" AND ")
        .push_condition(visible_as(viewer, "k"));
    doers(db, sql, viewer, window).await
}

async fn doers(
    db: &impl ConnectionTrait,
    sql: Sql,
    viewer: Option<AccountId>,
    window: &Window,
) -> Result<Vec<Doer>> {
    let mut sql = sql.push(
        " AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = k.account_id AND a.suspended_at IS NOT NULL LIMIT 1 OFFSET 0)",
    );
    if let Some(viewer) = viewer {
        sql = sql
            .push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = ")
            .bind(viewer)
            .push(" AND b.target_id = k.account_id) AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.target_id = ")
            .bind(viewer)
            .push(" AND b.account_id = k.account_id)");
    }
    Ok(window.newest_first(sql.push_window("k.id", window).all(db).await?))
}
