//! Search results.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Account, Status, Tag};

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Search {
    pub accounts: Vec<Arc<Account>>,
    pub statuses: Vec<Status>,
    pub hashtags: Vec<Tag>,
}
