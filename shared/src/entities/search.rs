//! Search results.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Account, Status, Tag};

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Search {
    /// Accounts that were found.
    pub accounts: Vec<Arc<Account>>,
    /// Posts that were found.
    pub statuses: Vec<Status>,
    /// Hashtags that were found.
    pub hashtags: Vec<Tag>,
}

/// What was found, in the form that Mastodon had before 2.4.1: hashtags by their names alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SearchV1 {
    /// Accounts that were found.
    pub accounts: Vec<Arc<Account>>,
    /// Posts that were found.
    pub statuses: Vec<Status>,
    /// Names of the hashtags that were found, without `#`.
    pub hashtags: Vec<String>,
}

impl From<Search> for SearchV1 {
    fn from(found: Search) -> Self {
        let hashtags = found.hashtags.into_iter().map(|tag| tag.name).collect();
        Self { accounts: found.accounts, statuses: found.statuses, hashtags }
    }
}
