//! Notifications, one by one.

use std::collections::HashMap;

use kinds::{AccountId, StatusId};
use shared::entities::{Notification, Status};
use store::entity::notification;

use super::{accounts, statuses, timestamp};
use crate::{ctx::Ctx, error::Result};

/// Notifications of `viewer`, in the order of the rows. Those about a status the viewer may not see
/// any more are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn notifications(
    ctx: &Ctx,
    viewer: AccountId,
    rows: &[notification::Model],
) -> Result<Vec<Notification>> {
    let senders: Vec<AccountId> = rows.iter().map(|row| row.from_account_id).collect();
    let accounts = accounts(ctx, &senders).await?;
    let about: HashMap<StatusId, Status> = about(ctx, viewer, rows).await?;
    let render = |row: &notification::Model| {
        let status = match row.status_id {
            Some(id) => Some(about.get(&id)?.clone()),
            None => None,
        };
        Some(Notification {
            id: row.id,
            kind: row.kind,
            group_key: row.group_key.clone(),
            created_at: timestamp(row.created_at),
            account: accounts.get(&row.from_account_id)?.clone(),
            status,
            report: None,
            event: None,
            moderation_warning: None,
            fallback: None,
            collection: None,
        })
    };
    Ok(rows.iter().filter_map(render).collect())
}

/// The statuses that notifications are about, as far as `viewer` may see them.
pub(crate) async fn about(
    ctx: &Ctx,
    viewer: AccountId,
    rows: &[notification::Model],
) -> Result<HashMap<StatusId, Status>> {
    let mut ids: Vec<StatusId> = rows.iter().filter_map(|row| row.status_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = statuses(ctx, Some(viewer), &ids).await?;
    Ok(found.into_iter().map(|status| (status.id, status)).collect())
}
