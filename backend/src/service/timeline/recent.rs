//! The newest statuses of accounts, kept as ids: most who look at a profile see its first page.

use std::sync::Arc;

use kinds::{AccountId, StatusId};
use shared::entities::Status;
use store::query::{timeline as lists, window::Window};

use crate::{
    ctx::Ctx,
    error::Result,
    service::{listing::Listing, present},
};

/// Ids that are kept of an account.
const KEPT: u64 = 100;

/// The newest statuses and boosts of an account, whoever may see them.
#[derive(Debug)]
pub struct Recent {
    /// Newest first.
    ids: Vec<StatusId>,
    /// Whether these are all.
    whole: bool,
}

/// About how many bytes they take in the cache.
pub fn recent_bytes(recent: &Recent) -> usize {
    size_of::<Recent>() + recent.ids.len() * size_of::<StatusId>()
}

/// A page of what `viewer` may see of an account, if what is kept fills it; `None` has the database asked.
/// Who may see what, the presenter decides, as for every list.
pub(super) async fn page(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    account: AccountId,
    window: &Window,
) -> Result<Option<Listing<Status>>> {
    if window.ascending() {
        return Ok(None);
    }
    let recent = recent(ctx, account).await?;
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let within = recent.ids.iter().copied().filter(|id| window.contains(id.0));
    let ids: Vec<StatusId> = within.take(limit).collect();
    if ids.len() < limit && !recent.whole {
        return Ok(None);
    }
    let items = present::statuses(ctx, viewer, &ids).await?;
    if items.len() < ids.len() && ids.len() == limit {
        // Others that the viewer may see belong on this page.
        return Ok(None);
    }
    let cursors: Vec<i64> = items.iter().map(|status| status.id.0).collect();
    Ok(Some(Listing::new(items, &cursors, window.limit)))
}

async fn recent(ctx: &Ctx, account: AccountId) -> Result<Arc<Recent>> {
    let cache = &ctx.caches.recent;
    if let Some(recent) = cache.get(&account) {
        return Ok(recent);
    }
    let ticket = cache.ticket(&account);
    let ids = lists::newest_of(ctx.db.read(), account, KEPT).await?;
    let whole = u64::try_from(ids.len()).is_ok_and(|count| count < KEPT);
    let recent = Arc::new(Recent { ids, whole });
    cache.insert(account, recent.clone(), ticket);
    Ok(recent)
}
