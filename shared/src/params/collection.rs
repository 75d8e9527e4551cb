//! Collections of accounts.

use kinds::AccountId;
use serde::{Deserialize, Serialize};

use crate::form::present;

/// A new collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateCollection {
    pub name: Option<String>,
    pub description: Option<String>,
    pub language: Option<String>,
    pub tag_name: Option<String>,
    pub sensitive: Option<bool>,
    /// Whether it is listed on the profile; false when absent.
    pub discoverable: Option<bool>,
    pub account_ids: Option<Vec<AccountId>>,
}

/// Changes to a collection: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateCollection {
    pub name: Option<String>,
    pub description: Option<String>,
    /// Empty or null: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub language: Option<Option<String>>,
    /// Empty or null: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tag_name: Option<Option<String>>,
    pub sensitive: Option<bool>,
    pub discoverable: Option<bool>,
}

/// Whom to put into a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AddCollectionItem {
    pub account_id: Option<AccountId>,
}
