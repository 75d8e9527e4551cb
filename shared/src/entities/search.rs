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
