//! Senders whose notifications were filtered: looked through, let in, or turned away.

use std::collections::HashMap;

use kinds::{AccountId, NotificationRequestId, StatusId};
use shared::entities::{NotificationRequest, NotificationRequestsMerged, Status};
use store::{
    Event, job_queue,
    query::notification_request::{self as query, Request},
};

use super::{MAX_IDS, NOTIFICATIONS};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, Unfilter},
    service::{
        auth::Viewer,
        conversation,
        listing::{Listing, Page, window},
        present::{self, timestamp},
    },
};

/// A page of requests, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, viewer: &Viewer, page: Page) -> Result<Listing<NotificationRequest>> {
    let window = window(&page, NOTIFICATIONS.0, NOTIFICATIONS.1);
    let rows = query::list(ctx.db.read(), viewer.account, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    Ok(Listing::new(entities(ctx, viewer, &rows).await?, &cursors, window.limit))
}

/// One request.
///
/// # Errors
/// 404 when the viewer has none of this id.
pub async fn show(ctx: &Ctx, viewer: &Viewer, id: NotificationRequestId) -> Result<NotificationRequest> {
    let row = query::find(ctx.db.read(), viewer.account, id).await?.ok_or(ServiceError::NotFound)?;
    entities(ctx, viewer, &[row]).await?.pop().ok_or(ServiceError::NotFound)
}

/// Lets a sender in, now and from now on.
///
/// # Errors
/// 404 when the viewer has no request of this id.
pub async fn accept(ctx: &Ctx, viewer: &Viewer, id: NotificationRequestId) -> Result<()> {
    query::find(ctx.db.read(), viewer.account, id).await?.ok_or(ServiceError::NotFound)?;
    accept_some(ctx, viewer, &[id]).await
}

/// Lets several senders in; requests that are not there are passed over. What was filtered moves in the
/// background.
///
/// # Errors
/// 422 for too many.
pub async fn accept_some(ctx: &Ctx, viewer: &Viewer, ids: &[NotificationRequestId]) -> Result<()> {
    check(ids)?;
    let account = viewer.account;
    let tx = ctx.begin().await?;
    let senders = query::take(tx.conn(), account, ids).await?;
    for sender in &senders {
        query::permit(tx.conn(), account, *sender, tx.now()).await?;
    }
    if !senders.is_empty() {
        tx.enqueue([Unfilter { account, senders }.to_job()?]);
    }
    ctx.commit(tx).await
}

/// Removes a request and its notifications. What the sender does later makes a new one.
///
/// # Errors
/// 404 when the viewer has no request of this id.
pub async fn dismiss(ctx: &Ctx, viewer: &Viewer, id: NotificationRequestId) -> Result<()> {
    query::find(ctx.db.read(), viewer.account, id).await?.ok_or(ServiceError::NotFound)?;
    dismiss_some(ctx, viewer, &[id]).await
}

/// The same for several; requests that are not there are passed over.
///
/// # Errors
/// 422 for too many.
pub async fn dismiss_some(ctx: &Ctx, viewer: &Viewer, ids: &[NotificationRequestId]) -> Result<()> {
    check(ids)?;
    let tx = ctx.begin().await?;
    for sender in query::take(tx.conn(), viewer.account, ids).await? {
        query::discard(tx.conn(), viewer.account, sender).await?;
    }
    ctx.commit(tx).await
}

/// Whether everything that was let in is among the notifications.
///
/// # Errors
/// When the database cannot be read.
pub async fn merged(ctx: &Ctx, viewer: &Viewer) -> Result<NotificationRequestsMerged> {
    let busy = job_queue::is_busy(ctx.db.read(), &Unfilter::lane_of(viewer.account)).await?;
    Ok(NotificationRequestsMerged { merged: !busy })
}

/// Runs the job that moves what was filtered. Running it twice changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn unfilter(ctx: &Ctx, job: &Unfilter) -> Result<()> {
    let tx = ctx.begin().await?;
    for sender in &job.senders {
        conversation::let_in(ctx, &tx, job.account, *sender).await?;
        query::unfilter(tx.conn(), job.account, *sender).await?;
    }
    tx.emit(Event::NotificationsMerged { account: job.account });
    ctx.commit(tx).await
}

fn check(ids: &[NotificationRequestId]) -> Result<()> {
    if ids.len() > MAX_IDS { Err(ServiceError::invalid("Too many at once")) } else { Ok(()) }
}

async fn entities(ctx: &Ctx, viewer: &Viewer, rows: &[Request]) -> Result<Vec<NotificationRequest>> {
    let senders: Vec<AccountId> = rows.iter().map(|row| row.from_account_id).collect();
    let accounts = present::accounts(ctx, &senders).await?;
    let ids: Vec<StatusId> = rows.iter().filter_map(|row| row.last_status_id).collect();
    let statuses: HashMap<StatusId, Status> = match ids.as_slice() {
        [] => HashMap::new(),
        ids => {
            let found = present::statuses(ctx, Some(viewer.account), ids).await?;
            found.into_iter().map(|status| (status.id, status)).collect()
        }
    };
    let entity = |row: &Request| {
        Some(NotificationRequest {
            id: row.id,
            created_at: timestamp(row.created_at),
            updated_at: timestamp(row.updated_at),
            account: accounts.get(&row.from_account_id)?.clone(),
            notifications_count: row.count.to_string(),
            last_status: row.last_status_id.and_then(|id| statuses.get(&id).cloned()),
        })
    };
    Ok(rows.iter().filter_map(entity).collect())
}
