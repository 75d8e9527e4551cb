//! Lists of accounts.

use kinds::{AccountId, RepliesPolicy};
use serde::{Deserialize, Serialize};

/// A new list, or changes to one: what is absent stays then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveList {
    /// Its name, 256 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `list` for a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replies_policy: Option<RepliesPolicy>,
    /// Members are left out of home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive: Option<bool>,
}

/// Accounts to put onto a list, or to take off it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ListAccounts {
    /// The accounts, 500 at most.
    pub account_ids: Option<Vec<AccountId>>,
}
