//! Search and completion.

use shared::entities::{Account, Search, Tag};

use super::http::{Answer, encode, get};

/// Finds accounts, hashtags and posts; `resolve` also asks other servers for a pasted handle or address.
pub(crate) async fn everything(query: &str, resolve: bool) -> Answer<Search> {
    get(&format!("/api/v2/search?q={}&resolve={resolve}&limit=20", encode(query))).await
}

/// Accounts whose handle or name begins like this.
pub(crate) async fn accounts(query: &str) -> Answer<Vec<Account>> {
    get(&format!("/api/v1/accounts/search?q={}&limit=5", encode(query))).await
}

/// Hashtags that begin like this.
pub(crate) async fn tags(query: &str) -> Answer<Vec<Tag>> {
    let found: Search = get(&format!("/api/v2/search?type=hashtags&q={}&limit=5", encode(query))).await?;
    Ok(found.hashtags)
}
