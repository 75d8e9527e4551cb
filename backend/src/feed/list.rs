//! The timelines of lists: pages, and whether a new status belongs into one.

use kinds::{AccountId, ListId, Millis, StatusId};
use store::{
    id::{first_at, time_of},
    query::{
        home::{self, Candidate, Feed},
        receiver,
        window::Window,
    },
};

use super::{read, rule};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present::{Listed, relations},
};

/// Statuses older than this are put onto no stream: they were fetched, not posted now.
const FRESH: i64 = 6 * Millis::HOUR;

/// A page of a list's timeline: ids, newest first.
///
/// # Errors
/// 404 when the account has no such list.
pub async fn list_page(
    ctx: &Ctx,
    account: AccountId,
    list: ListId,
    window: &Window,
) -> Result<Vec<StatusId>> {
    if !relations(ctx, account).await?.lists.contains_key(&list) {
        return Err(ServiceError::NotFound);
    }
    read(ctx, account, Feed::List(list), window).await
}

/// Whether a status of `author`, which was posted or edited just now, is shown in a list of the account.
/// Asks the database only when the author is on the list.
///
/// # Errors
/// When the database cannot be read.
pub async fn enters_list(
    ctx: &Ctx,
    account: AccountId,
    id: ListId,
    status: StatusId,
    author: AccountId,
) -> Result<bool> {
    let relations = relations(ctx, account).await?;
    let Some(list) = relations.lists.get(&id).filter(|list| list.members.contains(&author)) else {
        return Ok(false);
    };
    if ctx.now().since(time_of(status.0)) > FRESH {
        return Ok(false);
    }
    let only = Window { above: Some(status.0 - 1), below: Some(status.0 + 1), limit: 1, ..Window::default() };
    let found = home::candidates(ctx.db.read(), account, Feed::List(id), &only, 1).await?;
    let Some(candidate) = found.first() else { return Ok(false) };
    Ok(rule::in_list(account, &relations, list, candidate, ctx.now())
        && !was_shown(ctx, list, candidate).await?)
}

/// Whether a boost repeats what the list has shown shortly before.
async fn was_shown(ctx: &Ctx, list: &Listed, candidate: &Candidate) -> Result<bool> {
    let Some(original) = candidate.reblog_of else { return Ok(false) };
    let since = first_at(time_of(candidate.id.0).plus(-rule::REPEAT + Millis::SECOND));
    let shown_by = receiver::shown_by(ctx.db.read(), original, candidate.id, since).await?;
    Ok(shown_by.iter().any(|account| list.members.contains(account)))
}
