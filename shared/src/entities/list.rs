//! Lists of accounts.

use kinds::{ListId, RepliesPolicy};
use serde::{Deserialize, Serialize};

/// A user's list of accounts, with a timeline of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct List {
    pub id: ListId,
    /// What the owner calls it.
    pub title: String,
    /// Which replies of its members it shows.
    pub replies_policy: RepliesPolicy,
    /// Whether members are left out of home.
    pub exclusive: bool,
}
