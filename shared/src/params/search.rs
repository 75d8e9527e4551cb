//! Search.

use kinds::{AccountId, SearchKind, StatusId};
use serde::{Deserialize, Serialize};

/// A search for accounts, hashtags and statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SearchQuery {
    pub q: String,
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: Option<SearchKind>,
    /// Whether to ask other servers for a handle or address.
    pub resolve: Option<bool>,
    /// Only accounts one follows.
    pub following: Option<bool>,
    /// Only statuses of this account.
    pub account_id: Option<AccountId>,
    pub exclude_unreviewed: Option<bool>,
    pub max_id: Option<StatusId>,
    pub min_id: Option<StatusId>,
    pub limit: Option<i64>,
    pub offset: Option<i64>,
}

/// Which servers to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PeersSearchQuery {
    /// How the domain begins.
    pub q: String,
}
