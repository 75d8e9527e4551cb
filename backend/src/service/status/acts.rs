//! Favourites, bookmarks, muted threads, and who did what. Doing a thing twice is doing it once.

use std::sync::Arc;

use kinds::{AccountId, BookmarkFolderId, NotificationKind, StatusId};
use shared::{
    entities::{Account, Status},
    paging::Page,
};
use store::{
    Event, Tx,
    entity::{bookmark, favourite, status},
    query::{
        account, act, bookmark as bookmarks,
        status_change::{self as change, Counter},
        timeline::{self as lists, Doer},
    },
};

use crate::{
    ctx::Ctx,
    effects::{
        federate,
        notify::{notify, withdraw},
    },
    error::{Result, ServiceError},
    job::Outgoing,
    service::{
        bookmark_folder,
        listing::{Listing, window},
        present,
    },
};

/// Favourites a status.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn favourite(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<Status> {
    let status = super::target(ctx, viewer, id).await?;
    let author = account::by_id(ctx.db.read(), viewer).await?.ok_or(ServiceError::NotFound)?;
    let row: i64 = ctx.next_id();
    let uri = format!("{}#likes/{row}", author.uri);
    let tx = ctx.begin().await?;
    if store_favourite(ctx, &tx, viewer, &status, row, &uri).await? && !status.local {
        federate::tell(ctx, &tx, Outgoing::Like { account: viewer, status: status.id, uri })?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// Stores a favourite, made here or elsewhere; false when it was there.
///
/// # Errors
/// When the database fails.
pub async fn store_favourite(
    ctx: &Ctx,
    tx: &Tx,
    account: AccountId,
    status: &status::Model,
    id: i64,
    uri: &str,
) -> Result<bool> {
    let row = favourite::Model {
        id,
        account_id: account,
        status_id: status.id,
        uri: Some(uri.to_owned()),
        created_at: tx.now(),
    };
    if !act::insert_favourite(tx.conn(), row).await? {
        return Ok(false);
    }
    tx.defer(change::counting(status.id, Counter::Favourites, 1));
    tx.emit(Event::StatusTouched { status: status.id });
    tx.emit(Event::ActsChanged { account, status: status.id });
    notify(ctx, tx, status.account_id, account, NotificationKind::Favourite, Some(status.id)).await?;
    Ok(true)
}

/// Takes a favourite back.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn unfavourite(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<Status> {
    let status = super::once_target(ctx, id).await?;
    let tx = ctx.begin().await?;
    if let Some(uri) = remove_favourite(&tx, viewer, &status).await?
        && !status.local
    {
        let outgoing = Outgoing::UndoLike { account: viewer, status: status.id, uri };
        federate::tell(ctx, &tx, outgoing)?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// Removes a favourite, made here or elsewhere; returns the id of its activity when there was one.
///
/// # Errors
/// When the database fails.
pub async fn remove_favourite(tx: &Tx, account: AccountId, status: &status::Model) -> Result<Option<String>> {
    let Some(row) = act::take_favourite(tx.conn(), account, status.id).await? else { return Ok(None) };
    tx.defer(change::counting(status.id, Counter::Favourites, -1));
    tx.emit(Event::StatusTouched { status: status.id });
    tx.emit(Event::ActsChanged { account, status: status.id });
    withdraw(tx, status.account_id, account, NotificationKind::Favourite, Some(status.id)).await?;
    Ok(Some(row.uri.unwrap_or_default()))
}

/// Bookmarks a status, into a folder or into none. What is bookmarked already is moved there.
///
/// # Errors
/// 404 when it cannot be seen, or the viewer has no such folder.
pub async fn bookmark(
    ctx: &Ctx,
    viewer: AccountId,
    id: StatusId,
    folder: Option<BookmarkFolderId>,
) -> Result<Status> {
    let status = super::target(ctx, viewer, id).await?;
    let tx = ctx.begin().await?;
    if let Some(folder) = folder {
        bookmark_folder::hold(&tx, viewer, folder).await?;
    }
    let row = bookmark::Model {
        id: ctx.next_id(),
        account_id: viewer,
        status_id: status.id,
        folder_id: folder,
        created_at: tx.now(),
    };
    bookmarks::save(tx.conn(), row).await?;
    tx.emit(Event::ActsChanged { account: viewer, status: status.id });
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// Removes a bookmark.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn unbookmark(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<Status> {
    let status = super::once_target(ctx, id).await?;
    let tx = ctx.begin().await?;
    bookmarks::remove(tx.conn(), viewer, status.id).await?;
    tx.emit(Event::ActsChanged { account: viewer, status: status.id });
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await
}

/// Mutes the thread of a status: no more notifications from it.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn mute(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<Status> {
    set_muted(ctx, viewer, id, true).await
}

/// Notifies of the thread again.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn unmute(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<Status> {
    set_muted(ctx, viewer, id, false).await
}

async fn set_muted(ctx: &Ctx, viewer: AccountId, id: StatusId, muted: bool) -> Result<Status> {
    let status = super::target(ctx, viewer, id).await?;
    if let Some(conversation) = status.conversation_id {
        let tx = ctx.begin().await?;
        act::mute_conversation(tx.conn(), viewer, conversation, muted).await?;
        tx.emit(Event::RelationsChanged { account: viewer });
        ctx.commit(tx).await?;
    }
    present::status(ctx, Some(viewer), status.id).await
}

/// Who has favourited a status.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn favourited_by(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    id: StatusId,
    page: &Page,
) -> Result<Listing<Arc<Account>>> {
    let status = visible_original(ctx, viewer, id).await?;
    let window = window(page, 40, 80);
    let rows = lists::favourited_by(ctx.db.read(), viewer, status, &window).await?;
    doers(ctx, rows, window.limit).await
}

/// Who has boosted a status.
///
/// # Errors
/// 404 when it cannot be seen.
pub async fn reblogged_by(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    id: StatusId,
    page: &Page,
) -> Result<Listing<Arc<Account>>> {
    let status = visible_original(ctx, viewer, id).await?;
    let window = window(page, 40, 80);
    let rows = lists::reblogged_by(ctx.db.read(), viewer, status, &window).await?;
    doers(ctx, rows, window.limit).await
}

async fn visible_original(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<StatusId> {
    let row = change::visible(ctx.db.read(), viewer, id).await?.ok_or(ServiceError::NotFound)?;
    Ok(row.reblog_of_id.unwrap_or(row.id))
}

async fn doers(ctx: &Ctx, rows: Vec<Doer>, limit: u64) -> Result<Listing<Arc<Account>>> {
    let ids: Vec<AccountId> = rows.iter().map(|row| row.account).collect();
    let accounts = present::accounts(ctx, &ids).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.row).collect();
    let items = ids.iter().filter_map(|id| accounts.get(id).cloned()).collect();
    Ok(Listing::new(items, &cursors, limit))
}
