//! Accounts by handle, and by how their names begin.

use std::sync::Arc;

use kinds::AccountId;
use shared::{entities::Account, params::AccountSearchQuery};
use store::query::{self, search::AccountSearch};

use super::{MAX_OFFSET, MAX_QUERY, server, words};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::resolve,
    service::present,
};

/// Accounts of a page, and at most.
const ACCOUNTS: (i64, i64) = (40, 80);

/// What accounts to find.
pub(super) struct Asked<'a> {
    pub(super) viewer: Option<AccountId>,
    pub(super) text: &'a str,
    pub(super) resolve: bool,
    pub(super) following: bool,
    pub(super) offset: i64,
    pub(super) limit: i64,
}

/// `name` or `name@host`, as typed.
struct Handle<'a> {
    name: &'a str,
    host: Option<&'a str>,
}

/// The account with this handle, if this server knows it. Nobody else is asked.
///
/// # Errors
/// 404 when it is not known.
pub async fn lookup(ctx: &Ctx, acct: &str) -> Result<Arc<Account>> {
    let handle = handle(acct).ok_or(ServiceError::NotFound)?;
    let id = known(ctx, &handle).await?.ok_or(ServiceError::NotFound)?;
    present::account(ctx, id).await
}

/// Accounts for somebody who types a name, such as in the composer.
///
/// # Errors
/// When the database cannot be read.
pub async fn search_accounts(
    ctx: &Ctx,
    viewer: AccountId,
    query: AccountSearchQuery,
) -> Result<Vec<Arc<Account>>> {
    let text: String = query.q.trim().chars().take(MAX_QUERY).collect();
    let asked = Asked {
        viewer: Some(viewer),
        text: &text,
        resolve: query.resolve.unwrap_or(false),
        following: query.following.unwrap_or(false),
        offset: query.offset.unwrap_or(0).clamp(0, MAX_OFFSET),
        limit: query.limit.unwrap_or(ACCOUNTS.0).clamp(1, ACCOUNTS.1),
    };
    find(ctx, asked).await
}

/// The account with exactly this handle first, then those whose names begin so.
pub(super) async fn find(ctx: &Ctx, asked: Asked<'_>) -> Result<Vec<Arc<Account>>> {
    let mut ids = Vec::new();
    let handle = handle(asked.text);
    if let Some(handle) = &handle
        && asked.offset == 0
        && !asked.following
    {
        ids.extend(exact(ctx, handle, asked.resolve, asked.viewer).await?);
    }
    let domain = handle.as_ref().and_then(|handle| handle.host).map(server);
    let text = handle.as_ref().map_or(asked.text, |handle| handle.name);
    let words = words::of_query(text);
    if let Some((prefix, others)) = words.split_first() {
        let search = AccountSearch {
            prefix,
            others,
            domain: domain.as_deref(),
            viewer: asked.viewer,
            following: asked.following,
            offset: asked.offset,
            limit: asked.limit,
        };
        for id in query::search::accounts(ctx.db.read(), &search).await? {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids.truncate(usize::try_from(asked.limit).unwrap_or(usize::MAX));
    let accounts = present::accounts(ctx, &ids).await?;
    Ok(ids.iter().filter_map(|id| accounts.get(id).cloned()).collect())
}

/// The account of a full handle; its server is asked when that is wanted.
async fn exact(
    ctx: &Ctx,
    handle: &Handle<'_>,
    resolve: bool,
    viewer: Option<AccountId>,
) -> Result<Option<AccountId>> {
    let found = match (known(ctx, handle).await?, handle.host) {
        (None, Some(host)) if resolve => {
            match resolve::account_by_handle(ctx, &format!("{}@{host}", handle.name)).await {
                Ok(id) => Some(id),
                // Who types is told what is known here, whether another server answers or not.
                Err(ServiceError::NotFound | ServiceError::Unavailable(_)) => None,
                Err(error) => return Err(error),
            }
        }
        (found, _) => found,
    };
    let Some(id) = found else { return Ok(None) };
    let blocked = match viewer {
        Some(viewer) => present::relations(ctx, viewer).await?.blocked_by.contains(&id),
        None => false,
    };
    let usable = present::account(ctx, id).await?.suspended != Some(true);
    Ok((usable && !blocked).then_some(id))
}

async fn known(ctx: &Ctx, handle: &Handle<'_>) -> Result<Option<AccountId>> {
    let host = handle.host.map(server).unwrap_or_default();
    let own = host == ctx.config.account_domain() || host == ctx.config.web_domain();
    let domain = if own { "" } else { host.as_str() };
    Ok(query::account::by_handle(ctx.db.read(), handle.name, domain).await?.map(|account| account.id))
}

/// Reads `name`, `@name`, `name@host` and `@name@host`; `None` when it is something else.
fn handle(text: &str) -> Option<Handle<'_>> {
    let text = text.trim().trim_start_matches("acct:").trim_start_matches('@');
    let (name, host) = match text.split_once('@') {
        Some((name, host)) => (name, Some(host).filter(|host| !host.is_empty())),
        None => (text, None),
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let fits = !name.is_empty() && name.chars().all(plain);
    let host_fits = host.is_none_or(|host| host.chars().all(|c| !c.is_whitespace() && c != '@'));
    (fits && host_fits).then_some(Handle { name, host })
}
