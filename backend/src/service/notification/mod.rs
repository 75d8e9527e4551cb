//! A user's notifications: one by one, and in groups.

mod fallback;
mod group;
pub mod policy;
mod recent;
pub mod request;

pub use group::{GroupQuery, accounts, dismiss_group, group, grouped, unread_groups};
pub use recent::{Recent, recent_bytes};
pub use request::unfilter;

use kinds::{NotificationId, NotificationKind};
use shared::entities::Notification;
use store::{
    Event,
    query::notification::{self as query, Filter},
};

use super::{
    auth::Viewer,
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Notifications (or groups) of a page, and at most.
const NOTIFICATIONS: (u64, u64) = (40, 80);
/// How far unread ones are counted, and at most.
const UNREAD: (u64, u64) = (100, 1000);
/// Notifications or requests that are named in one request.
const MAX_IDS: usize = 1000;

/// The types a client says it can show; without any it can show all.
pub type SupportedTypes = Option<Vec<String>>;

/// The filter that a request's parameters describe. Of one sender the filtered ones are listed too, as
/// in Mastodon: so apps show what is behind a request.
pub fn filter(
    kinds: Option<Vec<NotificationKind>>,
    without: Option<Vec<NotificationKind>>,
    from: Option<kinds::AccountId>,
    with_filtered: Option<bool>,
    supported: &SupportedTypes,
) -> Filter {
    let with_filtered = with_filtered.unwrap_or_default() || from.is_some();
    let mut without = without.unwrap_or_default();
    if kinds.is_none() && !supports_reactions(supported) {
        without.push(NotificationKind::Reaction);
    }
    Filter { kinds, without, from, with_filtered }
}

/// Whether the client has said that it knows what Mastodon does not have: others fail on it.
fn supports_reactions(supported: &SupportedTypes) -> bool {
    let name = NotificationKind::Reaction.as_str();
    supported.as_ref().is_some_and(|types| types.iter().any(|known| known == name))
}

/// A page of notifications, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(
    ctx: &Ctx,
    viewer: &Viewer,
    filter: &Filter,
    supported: &SupportedTypes,
    page: Page,
) -> Result<Listing<Notification>> {
    let window = window(&page, NOTIFICATIONS.0, NOTIFICATIONS.1);
    let rows = recent::rows(ctx, viewer.account, filter, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    let mut items = present::notifications(ctx, viewer.account, rows).await?;
    fallback::add(ctx, viewer, supported, &mut items).await?;
    Ok(Listing::new(items, &cursors, window.limit))
}

/// One notification.
///
/// # Errors
/// 404 when the viewer has none with this id.
pub async fn show(
    ctx: &Ctx,
    viewer: &Viewer,
    id: NotificationId,
    supported: &SupportedTypes,
) -> Result<Notification> {
    let row = query::find(ctx.db.read(), viewer.account, id).await?.ok_or(ServiceError::NotFound)?;
    let mut found = present::notifications(ctx, viewer.account, vec![row]).await?;
    fallback::add(ctx, viewer, supported, &mut found).await?;
    found.pop().ok_or(ServiceError::NotFound)
}

/// Removes all notifications.
///
/// # Errors
/// When the database cannot be written.
pub async fn clear(ctx: &Ctx, viewer: &Viewer) -> Result<()> {
    let tx = ctx.begin().await?;
    query::clear(tx.conn(), viewer.account).await?;
    tx.emit(Event::NotificationsChanged { account: viewer.account });
    ctx.commit(tx).await
}

/// Removes a notification.
///
/// # Errors
/// 404 when the viewer has none with this id.
pub async fn dismiss(ctx: &Ctx, viewer: &Viewer, id: NotificationId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete(tx.conn(), viewer.account, id).await? {
        return Err(ServiceError::NotFound);
    }
    tx.emit(Event::NotificationsChanged { account: viewer.account });
    ctx.commit(tx).await
}

/// Removes some notifications; those that are not there are passed over.
///
/// # Errors
/// 422 for too many.
pub async fn dismiss_some(ctx: &Ctx, viewer: &Viewer, ids: &[NotificationId]) -> Result<()> {
    if ids.len() > MAX_IDS {
        return Err(ServiceError::invalid("Too many at once"));
    }
    let tx = ctx.begin().await?;
    query::delete_some(tx.conn(), viewer.account, ids).await?;
    tx.emit(Event::NotificationsChanged { account: viewer.account });
    ctx.commit(tx).await
}

/// How many notifications are newer than the user's marker, up to a limit.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread(ctx: &Ctx, viewer: &Viewer, filter: &Filter, limit: Option<i64>) -> Result<i64> {
    let read = last_read(ctx, viewer).await?;
    Ok(query::count_unread(ctx.db.read(), viewer.account, filter, read, unread_limit(limit)).await?)
}

async fn last_read(ctx: &Ctx, viewer: &Viewer) -> Result<i64> {
    match viewer.user {
        Some(user) => Ok(query::last_read(ctx.db.read(), user).await?),
        None => Ok(0),
    }
}

fn unread_limit(limit: Option<i64>) -> u64 {
    limit.map_or(UNREAD.0, i64::unsigned_abs).clamp(1, UNREAD.1)
}
