//! How a viewer stands to others: private notes, and lists of accounts by relation.

use std::sync::Arc;

use kinds::AccountId;
use shared::entities::{Account, FamiliarFollowers, MutedAccount, Relationship};
use store::query::{
    self,
    relationship::{self as kin, Kin, KinRow},
};

use super::{
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Items of a page of accounts, and at most.
const ACCOUNTS: (u64, u64) = (40, 80);
/// The same of domains.
const DOMAINS: (u64, u64) = (100, 200);
/// Accounts one may ask about at once.
const MAX_IDS: usize = 200;
/// Characters of a private note.
const MAX_NOTE: usize = 2000;
/// Familiar followers that are looked at in all, and shown for each account.
const FAMILIAR: (i64, usize) = (500, 40);

/// How `viewer` stands to these accounts, in the order asked.
///
/// # Errors
/// 422 when asked about too many.
pub async fn list(
    ctx: &Ctx,
    viewer: AccountId,
    ids: &[AccountId],
    with_suspended: bool,
) -> Result<Vec<Relationship>> {
    check_count(ids)?;
    present::relationships(ctx, viewer, ids, with_suspended).await
}

/// Sets the viewer's private note about an account; an empty one removes it.
///
/// # Errors
/// 404 when the account is not there, 422 when the note is too long.
pub async fn set_note(ctx: &Ctx, viewer: AccountId, target: AccountId, comment: &str) -> Result<()> {
    if comment.chars().count() > MAX_NOTE {
        let text = format!("is too long (maximum is {MAX_NOTE} characters)");
        return Err(ServiceError::field("comment", "ERR_TOO_LONG", text));
    }
    let tx = ctx.begin().await?;
    query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    kin::set_note(tx.conn(), viewer, target, comment).await?;
    ctx.commit(tx).await
}

/// A page of the followers of an account. Empty when the account hides them from the viewer.
///
/// # Errors
/// 404 when the account is not there.
pub async fn followers(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<Listing<Arc<Account>>> {
    open_list(ctx, Kin::Followers, viewer, owner, page).await
}

/// A page of the accounts an account follows. Empty when the account hides them from the viewer.
///
/// # Errors
/// 404 when the account is not there.
pub async fn following(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<Listing<Arc<Account>>> {
    open_list(ctx, Kin::Following, viewer, owner, page).await
}

/// A page of those who ask to follow the viewer.
///
/// # Errors
/// When the database cannot be read.
pub async fn follow_requests(ctx: &Ctx, viewer: AccountId, page: Page) -> Result<Listing<Arc<Account>>> {
    accounts(ctx, Kin::Requests, Some(viewer), viewer, page).await
}

/// A page of the accounts the viewer blocks.
///
/// # Errors
/// When the database cannot be read.
pub async fn blocked(ctx: &Ctx, viewer: AccountId, page: Page) -> Result<Listing<Arc<Account>>> {
    accounts(ctx, Kin::Blocked, Some(viewer), viewer, page).await
}

/// A page of the accounts the viewer mutes.
///
/// # Errors
/// When the database cannot be read.
pub async fn muted(ctx: &Ctx, viewer: AccountId, page: Page) -> Result<Listing<MutedAccount>> {
    let (rows, limit) = rows(ctx, Kin::Muted, Some(viewer), viewer, page).await?;
    let found = found(ctx, &rows).await?;
    let muted = |row: &KinRow| {
        Some(MutedAccount {
            account: found.get(&row.account)?.clone(),
            mute_expires_at: row.expires_at.map(present::timestamp),
        })
    };
    Ok(Listing::new(rows.iter().filter_map(muted).collect(), &cursors(&rows), limit))
}

/// A page of the servers the viewer blocks.
///
/// # Errors
/// When the database cannot be read.
pub async fn blocked_domains(ctx: &Ctx, viewer: AccountId, page: Page) -> Result<Listing<String>> {
    let window = window(&page, DOMAINS.0, DOMAINS.1);
    let rows = kin::blocked_domains(ctx.db.read(), viewer, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.row).collect();
    let domains = rows.into_iter().map(|row| row.domain).collect();
    Ok(Listing::new(domains, &cursors, window.limit))
}

/// Recommends an account on the viewer's profile.
///
/// # Errors
/// 404 when the account is not there, 422 when the viewer does not follow it.
pub async fn endorse(ctx: &Ctx, viewer: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    if !query::endorsement::insert(tx.conn(), ctx.next_id(), viewer, target, tx.now()).await? {
        let text = "Validation failed: You must be already following the person you want to endorse";
        return Err(ServiceError::invalid(text));
    }
    ctx.commit(tx).await
}

/// No longer recommends an account.
///
/// # Errors
/// 404 when the account is not there.
pub async fn unendorse(ctx: &Ctx, viewer: AccountId, target: AccountId) -> Result<()> {
    let tx = ctx.begin().await?;
    query::account::by_id(tx.conn(), target).await?.ok_or(ServiceError::NotFound)?;
    query::endorsement::delete(tx.conn(), viewer, target).await?;
    ctx.commit(tx).await
}

/// A page of the accounts that an account recommends. Empty when it is suspended or blocks the viewer.
///
/// # Errors
/// 404 when the account is not there.
pub async fn endorsements(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<Listing<Arc<Account>>> {
    let account = present::account(ctx, owner).await?;
    if account.suspended == Some(true) || is_blocked(ctx, viewer, owner).await? {
        return Ok(Listing::empty());
    }
    accounts(ctx, Kin::Endorsed, viewer, owner, page).await
}

/// For each of these accounts, its followers whom the viewer follows.
///
/// # Errors
/// 422 when asked about too many.
pub async fn familiar_followers(
    ctx: &Ctx,
    viewer: AccountId,
    ids: &[AccountId],
) -> Result<Vec<FamiliarFollowers>> {
    check_count(ids)?;
    let rows = kin::familiar(ctx.db.read(), viewer, ids, FAMILIAR.0).await?;
    let followers: Vec<AccountId> = rows.iter().map(|row| row.follower).collect();
    let accounts = present::accounts(ctx, &followers).await?;
    let of = |id: &AccountId| -> Vec<Arc<Account>> {
        let followers = rows.iter().filter(|row| row.target == *id).take(FAMILIAR.1);
        followers.filter_map(|row| accounts.get(&row.follower).cloned()).collect()
    };
    Ok(ids.iter().map(|id| FamiliarFollowers { id: *id, accounts: of(id) }).collect())
}

fn check_count(ids: &[AccountId]) -> Result<()> {
    if ids.len() > MAX_IDS {
        return Err(ServiceError::invalid(format!("Ask about at most {MAX_IDS} accounts at once")));
    }
    Ok(())
}

async fn open_list(
    ctx: &Ctx,
    kin: Kin,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<Listing<Arc<Account>>> {
    let account = present::account(ctx, owner).await?;
    if viewer != Some(owner) {
        let blocked = is_blocked(ctx, viewer, owner).await?;
        if blocked || account.hide_collections == Some(true) || account.suspended == Some(true) {
            return Ok(Listing::empty());
        }
    }
    accounts(ctx, kin, viewer, owner, page).await
}

/// Whether `owner` blocks the viewer.
async fn is_blocked(ctx: &Ctx, viewer: Option<AccountId>, owner: AccountId) -> Result<bool> {
    Ok(match viewer {
        Some(viewer) => present::relations(ctx, viewer).await?.blocked_by.contains(&owner),
        None => false,
    })
}

async fn accounts(
    ctx: &Ctx,
    kin: Kin,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<Listing<Arc<Account>>> {
    let (rows, limit) = rows(ctx, kin, viewer, owner, page).await?;
    let found = found(ctx, &rows).await?;
    let items = rows.iter().filter_map(|row| found.get(&row.account).cloned()).collect();
    Ok(Listing::new(items, &cursors(&rows), limit))
}

async fn rows(
    ctx: &Ctx,
    kin: Kin,
    viewer: Option<AccountId>,
    owner: AccountId,
    page: Page,
) -> Result<(Vec<KinRow>, u64)> {
    let window = window(&page, ACCOUNTS.0, ACCOUNTS.1);
    Ok((kin::kin(ctx.db.read(), kin, owner, viewer, ctx.now(), &window).await?, window.limit))
}

async fn found(ctx: &Ctx, rows: &[KinRow]) -> Result<std::collections::HashMap<AccountId, Arc<Account>>> {
    let ids: Vec<AccountId> = rows.iter().map(|row| row.account).collect();
    present::accounts(ctx, &ids).await
}

fn cursors(rows: &[KinRow]) -> Vec<i64> {
    rows.iter().map(|row| row.row).collect()
}
