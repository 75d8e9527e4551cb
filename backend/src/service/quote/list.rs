//! Who has quoted a status.

use kinds::{AccountId, StatusId};
use shared::entities::Status;
use store::query::{quote as query, status_change as change};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        listing::{Listing, Page, window},
        present,
    },
};

/// Statuses that quote a status with its author's consent. What not everybody may see is listed for that
/// author alone.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn quotes(ctx: &Ctx, viewer: AccountId, id: StatusId, page: &Page) -> Result<Listing<Status>> {
    let db = ctx.db.read();
    let window = window(page, 20, 40);
    let rows = query::list(db, viewer, id, &window).await?;
    if rows.is_empty() {
        change::visible(db, Some(viewer), id).await?.ok_or(ServiceError::NotFound)?;
    }
    let ids: Vec<StatusId> = rows.iter().map(|row| row.status).collect();
    let cursors: Vec<i64> = rows.iter().map(|row| row.row).collect();
    Ok(Listing::new(present::statuses(ctx, Some(viewer), &ids).await?, &cursors, window.limit))
}
