//! The newest notifications of accounts, kept as rows: apps ask for the first page over and over.

use std::sync::Arc;

use kinds::AccountId;
use store::{
    entity::notification,
    query::{
        notification::{self as query, Filter},
        window::Window,
    },
};

use crate::{ctx::Ctx, error::Result, service::present};

/// Rows that are kept of an account.
const KEPT: u64 = 80;

/// The newest notifications of an account that its policy does not keep apart.
#[derive(Debug)]
pub struct Recent {
    /// Newest first.
    rows: Vec<notification::Model>,
    /// Whether these are all.
    whole: bool,
}

/// About how many bytes they take in the cache.
pub fn recent_bytes(recent: &Recent) -> usize {
    let keys: usize = recent.rows.iter().map(|row| row.group_key.len()).sum();
    size_of::<Recent>() + recent.rows.len() * size_of::<notification::Model>() + keys
}

/// The rows of a page, newest first. The database is asked when what is kept does not fill it.
pub(super) async fn rows(
    ctx: &Ctx,
    account: AccountId,
    filter: &Filter,
    window: &Window,
) -> Result<Vec<notification::Model>> {
    if !window.ascending()
        && !filter.with_filtered
        && let Some(rows) = kept(ctx, account, filter, window).await?
    {
        return Ok(rows);
    }
    Ok(query::list(ctx.db.read(), account, filter, window).await?)
}

async fn kept(
    ctx: &Ctx,
    account: AccountId,
    filter: &Filter,
    window: &Window,
) -> Result<Option<Vec<notification::Model>>> {
    let recent = recent(ctx, account).await?;
    let senders: Vec<AccountId> = recent.rows.iter().map(|row| row.from_account_id).collect();
    let senders = present::accounts(ctx, &senders).await?;
    let is_wanted = |row: &&notification::Model| {
        let sender = senders.get(&row.from_account_id);
        window.contains(row.id.0)
            && filter.kinds.as_ref().is_none_or(|kinds| kinds.contains(&row.kind))
            && !filter.without.contains(&row.kind)
            && filter.from.is_none_or(|from| row.from_account_id == from)
            && sender.is_some_and(|sender| sender.suspended != Some(true))
    };
    let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
    let rows: Vec<_> = recent.rows.iter().filter(is_wanted).take(limit).cloned().collect();
    // A collection that is gone takes its notifications along and tells nobody.
    let is_known = rows.iter().all(|row| row.collection_id.is_none());
    Ok(Some(rows).filter(|rows| is_known && (recent.whole || rows.len() == limit)))
}

async fn recent(ctx: &Ctx, account: AccountId) -> Result<Arc<Recent>> {
    let cache = &ctx.caches.notifications;
    if let Some(recent) = cache.get(&account) {
        return Ok(recent);
    }
    let ticket = cache.ticket(&account);
    let rows = query::newest(ctx.db.read(), account, KEPT).await?;
    let whole = u64::try_from(rows.len()).is_ok_and(|count| count < KEPT);
    let recent = Arc::new(Recent { rows, whole });
    cache.insert(account, recent.clone(), ticket);
    Ok(recent)
}
