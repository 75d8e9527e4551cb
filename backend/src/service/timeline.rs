//! Timelines: pages of statuses. Each asks for ids with one statement and leaves the rest to `present`.

mod recent;

pub use recent::{Recent, recent_bytes};

use kinds::{AccountId, BookmarkFolderId, ListId, StatusId};
use protocol::text::hashtag_key;
use shared::{
    entities::Status,
    params::{AccountStatusesQuery, PublicTimelineQuery, TagTimelineQuery},
};
use store::query::{
    bookmark, tag,
    timeline::{self as lists, Kept, ProfileFilter, PublicFilter, TagFilter},
};

use super::{
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    feed,
};

/// Statuses on a page.
const DEFAULT: u64 = 20;
/// Most statuses on a page.
const MAX: u64 = 40;
/// Most hashtags in each part of a question for several.
const MAX_TAGS: usize = 4;

/// The viewer's home.
///
/// # Errors
/// When the database cannot be read.
pub async fn home(ctx: &Ctx, viewer: AccountId, page: &Page) -> Result<Listing<Status>> {
    let window = window(page, DEFAULT, MAX);
    let ids = feed::page(ctx, viewer, &window).await?;
    listing(ctx, Some(viewer), ids, window.limit).await
}

/// The timeline of one of the viewer's lists.
///
/// # Errors
/// 404 when the viewer has no such list.
pub async fn list(ctx: &Ctx, viewer: AccountId, id: ListId, page: &Page) -> Result<Listing<Status>> {
    let window = window(page, DEFAULT, MAX);
    let ids = feed::list_page(ctx, viewer, id, &window).await?;
    listing(ctx, Some(viewer), ids, window.limit).await
}

/// The direct statuses that reached the viewer, and the viewer's own.
///
/// # Errors
/// When the database cannot be read.
pub async fn direct(ctx: &Ctx, viewer: AccountId, page: &Page) -> Result<Listing<Status>> {
    let window = window(page, DEFAULT, MAX);
    let ids = store::query::conversation::statuses(ctx.db.read(), viewer, &window).await?;
    listing(ctx, Some(viewer), ids, window.limit).await
}

/// Everybody's public statuses.
///
/// # Errors
/// When the database cannot be read.
pub async fn public(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    query: &PublicTimelineQuery,
    page: &Page,
) -> Result<Listing<Status>> {
    let Some(filter) = filter(query.local, query.remote, query.only_media) else {
        return Ok(Listing::empty());
    };
    let window = window(page, DEFAULT, MAX);
    let ids = lists::public(ctx.db.read(), viewer, filter, ctx.now(), &window).await?;
    listing(ctx, viewer, ids, window.limit).await
}

/// Public statuses with a hashtag.
///
/// # Errors
/// 404 when that is no hashtag.
pub async fn tagged(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    name: &str,
    query: &TagTimelineQuery,
    page: &Page,
) -> Result<Listing<Status>> {
    let name = hashtag_key(name).ok_or(ServiceError::NotFound)?;
    let Some(filter) = filter(query.local, query.remote, query.only_media) else {
        return Ok(Listing::empty());
    };
    let Some(tags) = tag_filter(ctx, name, query).await? else { return Ok(Listing::empty()) };
    let window = window(page, DEFAULT, MAX);
    let ids = lists::tagged(ctx.db.read(), viewer, &tags, filter, ctx.now(), &window).await?;
    listing(ctx, viewer, ids, window.limit).await
}

/// Statuses from here and from elsewhere at once are none.
fn filter(local: Option<bool>, remote: Option<bool>, only_media: Option<bool>) -> Option<PublicFilter> {
    let local = match (local.unwrap_or_default(), remote.unwrap_or_default()) {
        (true, true) => return None,
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    };
    Some(PublicFilter { local, only_media: only_media.unwrap_or_default() })
}

/// The hashtags by id; `None` when no status can have what is wanted.
async fn tag_filter(ctx: &Ctx, name: String, query: &TagTimelineQuery) -> Result<Option<TagFilter>> {
    let keys = |names: &Option<Vec<String>>| -> Vec<String> {
        names.iter().flatten().take(MAX_TAGS).filter_map(|name| hashtag_key(name)).collect()
    };
    let any: Vec<String> = std::iter::once(name).chain(keys(&query.any)).collect();
    let (all, none) = (keys(&query.all), keys(&query.none));
    let names: Vec<String> = any.iter().chain(&all).chain(&none).cloned().collect();
    let known = tag::by_names(ctx.db.read(), &names).await?;
    let ids = |names: &[String]| names.iter().filter_map(|name| known.get(name).copied()).collect::<Vec<_>>();
    let filter = TagFilter { any: ids(&any), all: ids(&all), none: ids(&none) };
    Ok((filter.all.len() == all.len()).then_some(filter))
}

/// An account's statuses.
///
/// # Errors
/// 404 when there is no such account.
pub async fn of_account(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    account: AccountId,
    query: &AccountStatusesQuery,
    page: &Page,
) -> Result<Listing<Status>> {
    present::account(ctx, account).await?;
    let window = window(page, DEFAULT, MAX);
    if query.pinned.unwrap_or_default() {
        let rows = lists::pinned(ctx.db.read(), viewer, account, &window).await?;
        return kept(ctx, viewer, rows, window.limit).await;
    }
    let tag = match &query.tagged {
        None => None,
        Some(name) => {
            let known = match hashtag_key(name) {
                Some(key) => tag::by_name(ctx.db.read(), &key).await?,
                None => None,
            };
            let Some(known) = known else { return Ok(Listing::empty()) };
            Some(known.id)
        }
    };
    let filter = ProfileFilter {
        only_media: query.only_media.unwrap_or_default(),
        exclude_replies: query.exclude_replies.unwrap_or_default(),
        exclude_reblogs: query.exclude_reblogs.unwrap_or_default(),
        exclude_direct: query.exclude_direct.unwrap_or_default(),
        tag,
    };
    if filter == ProfileFilter::default()
        && let Some(page) = recent::page(ctx, viewer, account, &window).await?
    {
        return Ok(page);
    }
    let ids = lists::profile(ctx.db.read(), viewer, account, filter, &window).await?;
    listing(ctx, viewer, ids, window.limit).await
}

/// What the viewer has favourited, the last favourite first.
///
/// # Errors
/// When the database cannot be read.
pub async fn favourites(ctx: &Ctx, viewer: AccountId, page: &Page) -> Result<Listing<Status>> {
    let window = window(page, DEFAULT, MAX);
    let rows = lists::favourites(ctx.db.read(), viewer, &window).await?;
    kept(ctx, Some(viewer), rows, window.limit).await
}

/// What the viewer has bookmarked, all or in a folder, the last bookmark first.
///
/// # Errors
/// 404 when the viewer has no such folder.
pub async fn bookmarks(
    ctx: &Ctx,
    viewer: AccountId,
    folder: Option<BookmarkFolderId>,
    page: &Page,
) -> Result<Listing<Status>> {
    let db = ctx.db.read();
    if let Some(folder) = folder
        && !bookmark::has_folder(db, viewer, folder).await?
    {
        return Err(ServiceError::NotFound);
    }
    let window = window(page, DEFAULT, MAX);
    let rows = lists::bookmarks(db, viewer, folder, &window).await?;
    kept(ctx, Some(viewer), rows, window.limit).await
}

async fn kept(ctx: &Ctx, viewer: Option<AccountId>, rows: Vec<Kept>, limit: u64) -> Result<Listing<Status>> {
    let ids: Vec<StatusId> = rows.iter().map(|row| row.status).collect();
    let cursors: Vec<i64> = rows.iter().map(|row| row.row).collect();
    Ok(Listing::new(present::statuses(ctx, viewer, &ids).await?, &cursors, limit))
}

async fn listing(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    ids: Vec<StatusId>,
    limit: u64,
) -> Result<Listing<Status>> {
    let cursors: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Ok(Listing::new(present::statuses(ctx, viewer, &ids).await?, &cursors, limit))
}

#[cfg(test)]
mod tests;
