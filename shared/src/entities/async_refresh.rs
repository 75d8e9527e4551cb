//! Work that goes on after an answer.

use kinds::AsyncRefreshState;
use serde::{Deserialize, Serialize};

/// A refresh in the background.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AsyncRefresh {
    pub id: String,
    pub status: AsyncRefreshState,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub result_count: Option<i64>,
}

/// Envelope of a background refresh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WrappedAsyncRefresh {
    pub async_refresh: AsyncRefresh,
}
