//! Before one status is shown to many viewers at once: what each of them would read is read for all.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, StatusId};
use store::query::status as query;

use super::status::parts;
use crate::{ctx::Ctx, error::Result};

/// Acts with a status up to which they are read together. Where there are more, each viewer's are read
/// when they are shown.
const MAX_ACTS: usize = 1_000;

/// Reads a status, and what `viewers` did with it, into the caches.
///
/// # Errors
/// When the database cannot be read.
pub async fn prepare(ctx: &Ctx, status: StatusId, viewers: &[AccountId]) -> Result<()> {
    let cache = &ctx.caches.acts;
    let tickets = cache.tickets();
    let parts = parts(ctx, &[status]).await?;
    let shown = parts.iter().filter(|(_, parts)| parts.reblog_of.is_none()).map(|(id, _)| *id);
    let shown: Vec<StatusId> = shown.collect();
    let acts = query::acts(ctx.db.read(), &shown, MAX_ACTS).await?;
    if acts.len() >= MAX_ACTS {
        return Ok(());
    }
    let mut did: HashMap<(AccountId, StatusId), [bool; 3]> = HashMap::new();
    for row in acts {
        let acts = did.entry((row.account_id, row.status_id)).or_default();
        if let Some(act) = usize::try_from(row.kind).ok().and_then(|kind| acts.get_mut(kind)) {
            *act = true;
        }
    }
    for key in viewers.iter().flat_map(|viewer| shown.iter().map(|id| (*viewer, *id))) {
        if cache.get(&key).is_none() {
            let acts = did.get(&key).copied().unwrap_or_default();
            cache.insert(key, Arc::new(acts), tickets.of(cache, &key));
        }
    }
    Ok(())
}
