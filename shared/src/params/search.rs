//! Search.

use kinds::{AccountId, SearchKind, StatusId};
use serde::{Deserialize, Serialize};

/// A search for accounts, hashtags and statuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SearchQuery {
    /// The beginning of a name, a handle, or an address.
    pub q: String,
    /// Only this; absent: all three.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: Option<SearchKind>,
    /// Whether to ask other servers for a handle or address.
    pub resolve: Option<bool>,
    /// Only accounts one follows.
    pub following: Option<bool>,
    /// Only statuses of this account.
    pub account_id: Option<AccountId>,
    /// Without hashtags that nobody has reviewed.
    pub exclude_unreviewed: Option<bool>,
    /// Only what is older than this.
    pub max_id: Option<StatusId>,
    /// Only what is newer than this.
    pub min_id: Option<StatusId>,
    /// How many of each at most; larger numbers are cut.
    pub limit: Option<i64>,
    /// How many to pass over; needs `type`.
    pub offset: Option<i64>,
}

/// Which servers to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PeersSearchQuery {
    /// How the domain begins.
    pub q: String,
}
