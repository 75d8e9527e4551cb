//! Collections: accounts that somebody shows to others. They are this server's own: other servers are
//! not told of them, so only people of this server are put into them.
//!
//! Whoever adds to a collection holds its row ([`store::query::collection::lock`]) until the commit.

mod change;
mod draft;
mod items;

pub use change::{create, delete, update};
pub use items::{add, remove, revoke};

use kinds::{AccountId, CollectionId};
use shared::entities::{Collection, CollectionWithAccounts, Collections, WrappedCollection};
use store::query::collection::{self as query, CollectionRow};

use super::{listing::Stretch, present};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Collections of a page, and at most.
pub const PAGE: (i64, i64) = (40, 80);
/// How far a list is walked.
pub const MAX_OFFSET: i64 = 10_000;
/// Accounts in a collection.
const MAX_ITEMS: usize = 25;

/// A collection with the accounts in it.
///
/// # Errors
/// 404 when there is none, its owner is suspended, or a block stands between owner and viewer.
pub async fn show(ctx: &Ctx, viewer: Option<AccountId>, id: CollectionId) -> Result<CollectionWithAccounts> {
    let row = visible(ctx, viewer, id).await?;
    let collection = one(ctx, viewer, row).await?;
    let ids: Vec<AccountId> = collection.items.iter().filter_map(|item| item.account_id).collect();
    let mut known = present::accounts(ctx, &ids).await?;
    let accounts = ids.iter().filter_map(|id| known.remove(id)).collect();
    Ok(CollectionWithAccounts { accounts, collection })
}

/// The collections of an account, the newest first: all of one's own, of others those that are to be
/// found.
///
/// # Errors
/// 404 when the account is not there.
pub async fn of_account(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    owner: AccountId,
    stretch: Stretch,
) -> Result<(Collections, bool)> {
    may_look(ctx, viewer, owner).await?;
    let rows = query::of_account(ctx.db.read(), owner, viewer != Some(owner), stretch).await?;
    page(ctx, viewer, rows, stretch).await
}

/// The collections that the viewer is in, the newest first.
///
/// # Errors
/// 403 when somebody else's are asked for.
pub async fn with_account(
    ctx: &Ctx,
    viewer: AccountId,
    account: AccountId,
    stretch: Stretch,
) -> Result<(Collections, bool)> {
    present::account(ctx, account).await?;
    if viewer != account {
        return Err(ServiceError::forbidden("Only your own collections are told"));
    }
    let rows = query::with_account(ctx.db.read(), account, stretch).await?;
    page(ctx, Some(viewer), rows, stretch).await
}

/// The page, and whether there may be more.
async fn page(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    rows: Vec<CollectionRow>,
    stretch: Stretch,
) -> Result<(Collections, bool)> {
    let full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= stretch.limit);
    Ok((Collections { collections: present::collections(ctx, viewer, rows).await? }, full))
}

async fn one(ctx: &Ctx, viewer: Option<AccountId>, row: CollectionRow) -> Result<Collection> {
    present::collections(ctx, viewer, vec![row]).await?.pop().ok_or(ServiceError::NotFound)
}

async fn wrapped(ctx: &Ctx, viewer: AccountId, id: CollectionId) -> Result<WrappedCollection> {
    let row = query::by_ids(ctx.db.read(), &[id]).await?.pop().ok_or(ServiceError::NotFound)?;
    Ok(WrappedCollection { collection: one(ctx, Some(viewer), row).await? })
}

/// A collection that the viewer may look at.
async fn visible(ctx: &Ctx, viewer: Option<AccountId>, id: CollectionId) -> Result<CollectionRow> {
    let row = query::by_ids(ctx.db.read(), &[id]).await?.pop().ok_or(ServiceError::NotFound)?;
    may_look(ctx, viewer, row.collection.account_id).await?;
    Ok(row)
}

/// A collection of the viewer's own.
async fn own(ctx: &Ctx, viewer: AccountId, id: CollectionId) -> Result<CollectionRow> {
    let row = visible(ctx, Some(viewer), id).await?;
    if row.collection.account_id != viewer {
        return Err(ServiceError::forbidden("This collection is not yours"));
    }
    Ok(row)
}

/// 404 when the owner is not there for the viewer.
async fn may_look(ctx: &Ctx, viewer: Option<AccountId>, owner: AccountId) -> Result<()> {
    let suspended = present::account(ctx, owner).await?.suspended == Some(true);
    let blocked = match viewer {
        Some(viewer) => present::relations(ctx, viewer).await?.blocked(owner),
        None => false,
    };
    if suspended || blocked { Err(ServiceError::NotFound) } else { Ok(()) }
}
