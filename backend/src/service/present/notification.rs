//! Notifications, one by one.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, CollectionId, StatusId};
use shared::entities::{Collection, Notification, Status};
use store::{entity::notification, query};

use super::{about_reports, accounts, collections, shown_report, statuses, timestamp};
use crate::{ctx::Ctx, error::Result};

/// Notifications of `viewer`, in the order of the rows. Those about a status or a report that the viewer may
/// not see any more are left out.
///
/// # Errors
/// When the database cannot be read.
pub async fn notifications(
    ctx: &Ctx,
    viewer: AccountId,
    rows: Vec<notification::Model>,
) -> Result<Vec<Notification>> {
    let reports = about_reports(ctx, viewer, &rows).await?;
    let senders = rows.iter().map(|row| row.from_account_id);
    let reported = reports.values().map(|report| report.target_account_id);
    let accounts = accounts(ctx, &senders.chain(reported).collect::<Vec<AccountId>>()).await?;
    // Many are about the same post.
    let about: HashMap<StatusId, Arc<Status>> =
        about(ctx, viewer, &rows).await?.into_iter().map(|(id, status)| (id, Arc::new(status))).collect();
    let about_lists = about_collections(ctx, viewer, &rows).await?;
    let render = |row: notification::Model| {
        let status = match row.status_id {
            Some(id) => Some(about.get(&id)?.clone()),
            None => None,
        };
        let report = match row.report_id {
            Some(id) => Some(shown_report(reports.get(&id)?, &accounts)?),
            None => None,
        };
        Some(Notification {
            id: row.id,
            kind: row.kind,
            group_key: row.group_key,
            created_at: timestamp(row.created_at),
            account: accounts.get(&row.from_account_id)?.clone(),
            status,
            report,
            event: None,
            moderation_warning: None,
            fallback: None,
            collection: row.collection_id.and_then(|id| about_lists.get(&id).cloned()),
        })
    };
    Ok(rows.into_iter().filter_map(render).collect())
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

/// The collections that notifications are about. Nothing is read when there are none.
async fn about_collections(
    ctx: &Ctx,
    viewer: AccountId,
    rows: &[notification::Model],
) -> Result<HashMap<CollectionId, Collection>> {
    let mut ids: Vec<CollectionId> = rows.iter().filter_map(|row| row.collection_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = query::collection::by_ids(ctx.db.read(), &ids).await?;
    let shown = collections(ctx, Some(viewer), found).await?;
    Ok(shown.into_iter().map(|collection| (collection.id, collection)).collect())
}
