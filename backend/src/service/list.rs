//! Lists: some of the accounts one follows, with a timeline of their own (`feed`). Others' lists do not
//! exist.
//!
//! Nobody is on a list whom its owner does not follow: the database ends the membership with the follow.

use std::{collections::BTreeSet, sync::Arc};

use kinds::{AccountId, ListId, RepliesPolicy};
use protocol::html::clean_line;
use shared::{
    entities::{Account, List},
    params::SaveList,
};
use store::{
    Event, Tx,
    entity::list,
    query::{self, list as rows, list::Member, timeline::Doer, window::Window},
};

use super::{
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Most lists of an account.
const MAX_LISTS: u64 = 50;
/// Most accounts on a list.
const MAX_MEMBERS: u64 = 5_000;
/// Most accounts added or removed at once.
const MAX_AT_ONCE: usize = 500;
/// Longest title, in characters.
const MAX_TITLE: usize = 256;
/// Accounts on a page, and at most.
const ACCOUNTS: (u64, u64) = (40, 80);

/// All lists of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(ctx: &Ctx, owner: AccountId) -> Result<Vec<List>> {
    Ok(rows::all(ctx.db.read(), owner).await?.into_iter().map(entity).collect())
}

/// The lists of `owner` that an account is on.
///
/// # Errors
/// 404 when there is no such account.
pub async fn with_member(ctx: &Ctx, owner: AccountId, member: AccountId) -> Result<Vec<List>> {
    if present::account(ctx, member).await?.suspended == Some(true) {
        return Ok(Vec::new());
    }
    Ok(rows::with_member(ctx.db.read(), owner, member).await?.into_iter().map(entity).collect())
}

/// A list.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn show(ctx: &Ctx, owner: AccountId, id: ListId) -> Result<List> {
    rows::find(ctx.db.read(), owner, id).await?.map(entity).ok_or(ServiceError::NotFound)
}

/// Makes a list.
///
/// # Errors
/// 422 when the title is missing or too long, or there are too many lists.
pub async fn create(ctx: &Ctx, owner: AccountId, params: SaveList) -> Result<List> {
    let row = list::Model {
        id: ctx.next_id(),
        account_id: owner,
        title: String::new(),
        replies_policy: RepliesPolicy::List,
        exclusive: false,
        created_at: ctx.now(),
    };
    let row = changed(row, params)?;
    let tx = ctx.begin().await?;
    rows::insert(tx.conn(), row.clone()).await?;
    if rows::count(tx.conn(), owner).await? > MAX_LISTS {
        let text = format!("are too many (maximum is {MAX_LISTS})");
        return Err(ServiceError::field("lists", "ERR_TOO_MANY", text));
    }
    tell(&tx, owner);
    ctx.commit(tx).await?;
    Ok(entity(row))
}

/// Changes a list; what is absent stays.
///
/// # Errors
/// 404 when the account has none of this id, 422 when the title is blank or too long.
pub async fn update(ctx: &Ctx, owner: AccountId, id: ListId, params: SaveList) -> Result<List> {
    let tx = ctx.begin().await?;
    let row = changed(find(&tx, owner, id).await?, params)?;
    rows::update(tx.conn(), row.clone()).await?;
    tell(&tx, owner);
    ctx.commit(tx).await?;
    Ok(entity(row))
}

/// Removes a list.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn delete(ctx: &Ctx, owner: AccountId, id: ListId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !rows::delete(tx.conn(), owner, id).await? {
        return Err(ServiceError::NotFound);
    }
    tell(&tx, owner);
    ctx.commit(tx).await
}

/// A page of the accounts on a list, the last one added first; all of them when none are asked for
/// (`limit=0`).
///
/// # Errors
/// 404 when the account has no such list.
pub async fn members(ctx: &Ctx, owner: AccountId, id: ListId, page: Page) -> Result<Listing<Arc<Account>>> {
    let db = ctx.db.read();
    rows::find(db, owner, id).await?.ok_or(ServiceError::NotFound)?;
    let whole = page.limit == Some(0);
    let window = if whole {
        Window { limit: MAX_MEMBERS, ..Window::default() }
    } else {
        window(&page, ACCOUNTS.0, ACCOUNTS.1)
    };
    let doers: Vec<Doer> = rows::members(db, id, &window).await?;
    let ids: Vec<AccountId> = doers.iter().map(|doer| doer.account).collect();
    let accounts = present::accounts(ctx, &ids).await?;
    let items = ids.iter().filter_map(|id| accounts.get(id).cloned()).collect();
    let cursors: Vec<i64> = doers.iter().map(|doer| doer.row).collect();
    let listing = Listing::new(items, &cursors, window.limit);
    Ok(if whole { Listing { span: None, ..listing } } else { listing })
}

/// Puts accounts onto a list: all of them or none.
///
/// # Errors
/// 404 when the account has no such list or does not follow one of these accounts, 422 when one is on
/// the list already or there are too many.
pub async fn add(ctx: &Ctx, owner: AccountId, id: ListId, accounts: &[AccountId]) -> Result<()> {
    let tx = ctx.begin().await?;
    find(&tx, owner, id).await?;
    let accounts = distinct(accounts)?;
    if accounts.is_empty() {
        return Ok(());
    }
    let eligible = query::list::eligible(tx.conn(), owner, id, &accounts).await?;
    if eligible.len() < accounts.len() {
        return Err(ServiceError::NotFound);
    }
    if eligible.iter().any(|one| one.member) {
        return Err(taken());
    }
    let follow = |account: &AccountId| eligible.iter().find(|one| one.account == *account)?.follow;
    let members: Vec<Member> =
        accounts.iter().map(|account| (ctx.next_id(), *account, follow(account))).collect();
    // Another request may have been faster.
    if usize::try_from(rows::add(tx.conn(), id, &members).await?) != Ok(members.len()) {
        return Err(taken());
    }
    if rows::count_members(tx.conn(), id).await?.unsigned_abs() > MAX_MEMBERS {
        let text = format!("are too many (maximum is {MAX_MEMBERS})");
        return Err(ServiceError::field("accounts", "ERR_TOO_MANY", text));
    }
    tell(&tx, owner);
    ctx.commit(tx).await
}

/// Takes accounts off a list; those that are not on it are passed over.
///
/// # Errors
/// 404 when the account has no such list.
pub async fn remove(ctx: &Ctx, owner: AccountId, id: ListId, accounts: &[AccountId]) -> Result<()> {
    let tx = ctx.begin().await?;
    find(&tx, owner, id).await?;
    let accounts = distinct(accounts)?;
    if accounts.is_empty() || rows::remove(tx.conn(), id, &accounts).await? == 0 {
        return Ok(());
    }
    tell(&tx, owner);
    ctx.commit(tx).await
}

async fn find(tx: &Tx, owner: AccountId, id: ListId) -> Result<list::Model> {
    rows::find(tx.conn(), owner, id).await?.ok_or(ServiceError::NotFound)
}

/// The list with these changes, if what comes out may be.
fn changed(row: list::Model, params: SaveList) -> Result<list::Model> {
    let title = match &params.title {
        Some(title) if title.chars().count() > MAX_TITLE => {
            let text = format!("is too long (maximum is {MAX_TITLE} characters)");
            return Err(ServiceError::field("title", "ERR_TOO_LONG", text));
        }
        Some(title) => clean_line(title, MAX_TITLE),
        None => row.title,
    };
    if title.is_empty() {
        return Err(ServiceError::field("title", "ERR_BLANK", "can't be blank"));
    }
    Ok(list::Model {
        title,
        replies_policy: params.replies_policy.unwrap_or(row.replies_policy),
        exclusive: params.exclusive.unwrap_or(row.exclusive),
        ..row
    })
}

/// Each account once, in the order given.
fn distinct(accounts: &[AccountId]) -> Result<Vec<AccountId>> {
    if accounts.len() > MAX_AT_ONCE {
        return Err(ServiceError::invalid(format!("Name at most {MAX_AT_ONCE} accounts at once")));
    }
    let mut seen = BTreeSet::new();
    Ok(accounts.iter().copied().filter(|account| seen.insert(*account)).collect())
}

fn taken() -> ServiceError {
    ServiceError::field("account", "ERR_TAKEN", "has already been taken")
}

/// What follows every change: the owner's home and what streams carry depend on it.
fn tell(tx: &Tx, owner: AccountId) {
    tx.emit(Event::RelationsChanged { account: owner });
}

fn entity(row: list::Model) -> List {
    List { id: row.id, title: row.title, replies_policy: row.replies_policy, exclusive: row.exclusive }
}
