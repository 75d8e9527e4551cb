//! What stands behind a pasted address.

use kinds::{AccountId, StatusId};
use shared::entities::Search;
use store::query;

use super::{nothing, server};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::resolve,
    service::present,
};

/// What an address of this server names.
enum Own {
    /// By name and server (`""`: this one).
    Account(String, String),
    Status(StatusId),
}

/// Whether the text is an address and not a name.
pub(super) fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// The account or status with this address. Other servers are asked when `resolve` is set.
pub(super) async fn find(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    address: &str,
    resolve: bool,
) -> Result<Search> {
    let mut found = nothing();
    if let Some(own) = own(ctx, address) {
        match own {
            Own::Account(name, domain) => {
                let row = query::account::by_handle(ctx.db.read(), &name, &domain).await?;
                add_account(ctx, &mut found, row.map(|row| row.id)).await?;
            }
            Own::Status(id) => found.statuses = present::statuses(ctx, viewer, &[id]).await?,
        }
        return Ok(found);
    }
    if let Some(row) = query::account::by_uri(ctx.db.read(), address).await? {
        add_account(ctx, &mut found, Some(row.id)).await?;
    } else if let Some(row) = query::status_change::by_uri(ctx.db.read(), address).await? {
        found.statuses = present::statuses(ctx, viewer, &[row.id]).await?;
    } else if resolve {
        fetch(ctx, viewer, address, &mut found).await?;
    }
    Ok(found)
}

/// Asks the server of the address. An address does not tell what it names: a status is tried first,
/// since people paste more of those.
async fn fetch(ctx: &Ctx, viewer: Option<AccountId>, address: &str, found: &mut Search) -> Result<()> {
    match resolve::status_by_uri(ctx, address).await {
        Ok(id) => {
            found.statuses = present::statuses(ctx, viewer, &[id]).await?;
            return Ok(());
        }
        Err(ServiceError::Internal { cause, at }) => return Err(ServiceError::Internal { cause, at }),
        Err(_) => {}
    }
    match resolve::account_by_uri(ctx, address).await {
        Ok(id) => add_account(ctx, found, Some(id)).await,
        Err(ServiceError::NotFound | ServiceError::Unavailable(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn add_account(ctx: &Ctx, found: &mut Search, id: Option<AccountId>) -> Result<()> {
    if let Some(id) = id {
        let account = present::account(ctx, id).await?;
        if account.suspended != Some(true) {
            found.accounts.push(account);
        }
    }
    Ok(())
}

/// `…/@name`, `…/@name@server`, `…/users/name`, `…/@name/1`, `…/users/name/statuses/1` of this server.
fn own(ctx: &Ctx, address: &str) -> Option<Own> {
    let path = address.strip_prefix(ctx.config.base_url())?.strip_prefix('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let status = |id: &str| id.parse().ok().map(Own::Status);
    match parts.as_slice() {
        ["users", _, "statuses", id] => status(id),
        ["users", name] => Some(Own::Account((*name).to_owned(), String::new())),
        [name, id] if name.starts_with('@') => status(id),
        [name] if name.starts_with('@') => {
            let name = name.trim_start_matches('@');
            let (name, domain) =
                name.split_once('@').map_or((name, String::new()), |(name, host)| (name, server(host)));
            Some(Own::Account(name.to_owned(), domain))
        }
        _ => None,
    }
}
