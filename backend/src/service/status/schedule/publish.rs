//! The time of a scheduled status has come.

use kinds::{MediaId, Millis, ScheduledStatusId};
use shared::params::PostStatus;
use store::{
    entity::scheduled_status,
    query::{act, scheduled as query},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        auth::{self, Viewer},
        status::{NewStatus, insert, post},
    },
};

/// Posts a scheduled status: once, for its row goes with the same commit. One whose author cannot post any
/// more, or that cannot be posted any more, goes without. Returns its time if that is still to come.
///
/// # Errors
/// When the database fails; it is tried again then.
pub async fn publish(ctx: &Ctx, id: ScheduledStatusId) -> Result<Option<Millis>> {
    let Some(row) = query::by_id(ctx.db.read(), id).await? else { return Ok(None) };
    if row.scheduled_at > ctx.now() {
        return Ok(Some(row.scheduled_at));
    }
    match attempt(ctx, &row).await {
        // Otherwise it was posted already, or taken back or given another time this moment.
        Ok(is_posted) => match query::by_id(ctx.db.read(), id).await? {
            Some(row) if !is_posted => Ok(Some(row.scheduled_at)),
            _ => Ok(None),
        },
        Err(error @ (ServiceError::Internal { .. } | ServiceError::Unavailable(_))) => Err(error),
        Err(refused) => {
            tracing::warn!(%id, %refused, "a scheduled post cannot be posted any more and is dropped");
            let tx = ctx.begin().await?;
            query::delete(tx.conn(), id).await?;
            ctx.commit(tx).await?;
            Ok(None)
        }
    }
}

/// Posts it; false when it is not due any more.
async fn attempt(ctx: &Ctx, row: &scheduled_status::Model) -> Result<bool> {
    let viewer = auth::of_account(ctx, row.account_id, row.app_id).await?.ok_or(ServiceError::NotFound)?;
    viewer.check_state()?;
    let draft: PostStatus = serde_json::from_str(&row.params)?;
    let author = post::author(ctx, &viewer).await?;
    // What it answers may have gone: then it stands alone.
    let parent = match post::parent(ctx, viewer.account, draft.in_reply_to_id).await {
        Ok(parent) => parent,
        Err(ServiceError::NotFound) => None,
        Err(error) => return Err(error),
    };
    let media = query::media(ctx.db.read(), &[row.id]).await?;
    let media: Vec<MediaId> = media.into_iter().map(|row| row.media.id).collect();
    let new = post::new_status(ctx, &viewer, draft, &author, parent, media).await?;
    commit(ctx, &viewer, row, new).await
}

async fn commit(ctx: &Ctx, viewer: &Viewer, row: &scheduled_status::Model, new: NewStatus) -> Result<bool> {
    let (status, asks, local_only) = (new.id, post::asks(&new), new.local_only);
    let tx = ctx.begin().await?;
    if !query::take_due(tx.conn(), row.id, tx.now()).await? {
        return Ok(false);
    }
    insert(ctx, &tx, new).await?;
    if let Some(key) = &row.idempotency_key {
        let since = tx.now().plus(-post::REMEMBERED);
        act::keep_key(tx.conn(), viewer.account, key, status, tx.now(), since).await?;
    }
    if !local_only {
        post::tell(ctx, &tx, status, asks)?;
    }
    ctx.commit(tx).await?;
    Ok(true)
}
