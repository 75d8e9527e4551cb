//! Collections of accounts.

use kinds::AccountId;
use serde::{Deserialize, Serialize};

use crate::form::present;

/// A new collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateCollection {
    /// Its name, 40 characters at most.
    pub name: Option<String>,
    /// What it is about, 100 characters at most.
    pub description: Option<String>,
    /// The language of name and description.
    pub language: Option<String>,
    /// A hashtag it goes with, with or without `#`.
    pub tag_name: Option<String>,
    /// Whether it is hidden until asked for.
    pub sensitive: Option<bool>,
    /// Whether it is listed on the profile; false when absent.
    pub discoverable: Option<bool>,
    /// Who is in it at first, 25 at most.
    pub account_ids: Option<Vec<AccountId>>,
}

/// Changes to a collection: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateCollection {
    /// Its name, 40 characters at most.
    pub name: Option<String>,
    /// What it is about, 100 characters at most.
    pub description: Option<String>,
    /// Empty or null: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub language: Option<Option<String>>,
    /// Empty or null: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tag_name: Option<Option<String>>,
    /// Whether it is hidden until asked for.
    pub sensitive: Option<bool>,
    /// Whether it is listed on the profile.
    pub discoverable: Option<bool>,
}

/// Whom to put into a collection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AddCollectionItem {
    /// Who is to be put in.
    pub account_id: Option<AccountId>,
}
