//! Work that goes on after an answer.

use kinds::AsyncRefreshState;
use serde::{Deserialize, Serialize};

/// A refresh in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AsyncRefresh {
    /// Names the work, as the header `Mastodon-Async-Refresh` of an answer did.
    pub id: String,
    /// Whether the work still goes on.
    pub status: AsyncRefreshState,
    /// How many things it has found so far; null when they are not counted.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub result_count: Option<i64>,
}

/// Envelope of a background refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedAsyncRefresh {
    /// The work.
    pub async_refresh: AsyncRefresh,
}
