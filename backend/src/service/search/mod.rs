//! Search: accounts and hashtags by how their names begin, statuses by their words, anything by handle
//! or address.

mod accounts;
mod address;
mod index;
mod operators;
mod statuses;
mod tags;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use accounts::{lookup, search_accounts};
pub use index::{index_account_statuses, index_again, index_status, index_statuses};
pub use statuses::Searches;
pub use words::index_account;

use std::sync::Arc;

use kinds::{AccountId, SearchKind};
use protocol::origin::normalize_host;
use shared::{
    entities::{Account, Search},
    params::SearchQuery,
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::listing::Stretch,
};

/// Results of each category, and at most.
const RESULTS: (i64, i64) = (20, 40);
/// Characters of a query that are looked at.
const MAX_QUERY: usize = 500;
/// Characters a visitor has to type: shorter queries find half of everything.
const MIN_VISITOR_QUERY: usize = 3;
/// Results beyond this many are never asked for by a person.
const MAX_OFFSET: i64 = 1000;

/// Searches. Visitors find what is known here, and only the first page.
///
/// # Errors
/// 401 when a visitor asks for more than that.
pub async fn search(ctx: &Ctx, viewer: Option<AccountId>, query: SearchQuery) -> Result<Search> {
    if viewer.is_none() {
        check_visitor(&query)?;
    }
    let text: String = query.q.trim().chars().take(MAX_QUERY).collect();
    let too_short = viewer.is_none() && text.chars().count() < MIN_VISITOR_QUERY;
    if text.is_empty() || too_short {
        return Ok(nothing());
    }
    let resolve = query.resolve.unwrap_or(false) && viewer.is_some();
    if address::is_address(&text) {
        let found = address::find(ctx, viewer, &text, resolve).await?;
        return Ok(only(found, query.kind));
    }
    let limit = query.limit.unwrap_or(RESULTS.0).clamp(1, RESULTS.1);
    // Positions make sense in one list only.
    let offset = query.kind.map_or(0, |_| query.offset.unwrap_or(0).clamp(0, MAX_OFFSET));
    let wants = |kind: SearchKind| query.kind.is_none_or(|wanted| wanted == kind);
    let mut results = nothing();
    if wants(SearchKind::Accounts) && !text.starts_with('#') {
        let asked = accounts::Asked {
            viewer,
            text: &text,
            resolve,
            following: query.following.unwrap_or(false),
            offset,
            limit,
        };
        results.accounts = accounts::find(ctx, asked).await?;
    }
    if wants(SearchKind::Hashtags) && !text.starts_with('@') {
        let reviewed = query.exclude_unreviewed.unwrap_or(false);
        results.hashtags = tags::find(ctx, viewer, &text, reviewed, Stretch { offset, limit }).await?;
    }
    // Only for people with an account: the rest of the world is not to go through everybody's posts.
    if let Some(viewer) = viewer
        && wants(SearchKind::Statuses)
    {
        results.statuses = statuses::find(ctx, viewer, &text, &query, (offset, limit)).await?;
    }
    Ok(results)
}

fn check_visitor(query: &SearchQuery) -> Result<()> {
    let refused = |text: &'static str| Err(ServiceError::Unauthorized(text.into()));
    if query.offset.is_some() {
        return refused("Search queries pagination is not supported without authentication");
    }
    if query.resolve == Some(true) {
        return refused(
            "Search queries that resolve remote resources are not supported without authentication",
        );
    }
    Ok(())
}

/// A server's name as it is kept, in whatever script and case somebody has typed it.
fn server(typed: &str) -> String {
    normalize_host(typed).unwrap_or_else(|| typed.to_lowercase())
}

fn nothing() -> Search {
    Search { accounts: Vec::<Arc<Account>>::new(), statuses: Vec::new(), hashtags: Vec::new() }
}

fn only(mut found: Search, kind: Option<SearchKind>) -> Search {
    match kind {
        None => {}
        Some(SearchKind::Accounts) => found.statuses.clear(),
        Some(SearchKind::Statuses) => found.accounts.clear(),
        Some(SearchKind::Hashtags) => found = nothing(),
    }
    found
}
