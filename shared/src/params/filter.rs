//! Filters.

use kinds::{FilterAction, FilterContext, FilterKeywordId, StatusId};
use serde::{Deserialize, Serialize};

use crate::form::{action, present};

/// A new filter, or changes to one: what is absent stays then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveFilter {
    /// What the filter is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it applies: one place at the least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<FilterContext>>,
    /// What happens to what matches; `warn` by default.
    #[serde(default, deserialize_with = "action", skip_serializing_if = "Option::is_none")]
    pub filter_action: Option<FilterAction>,
    /// Seconds from now; empty or null: for ever.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<Option<i64>>,
    /// Words to add, change or remove.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keywords_attributes: Option<Vec<KeywordAttributes>>,
}

/// A word of a filter: a new one, or with an id a change to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct KeywordAttributes {
    /// Absent: a new word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<FilterKeywordId>,
    /// The word or phrase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyword: Option<String>,
    /// Not within longer words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole_word: Option<bool>,
    /// The word of this id is removed.
    #[serde(rename = "_destroy", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(rename = "_destroy"))]
    pub destroy: Option<bool>,
}

/// A word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveFilterKeyword {
    /// The word or phrase.
    pub keyword: Option<String>,
    /// Not within longer words: the default.
    pub whole_word: Option<bool>,
}

/// A status to be filtered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AddFilterStatus {
    /// The status to filter.
    pub status_id: Option<StatusId>,
}

/// A filter in its old form, or changes to one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveV1Filter {
    /// The word or phrase.
    pub phrase: Option<String>,
    /// Where it applies: one place at the least.
    pub context: Option<Vec<FilterContext>>,
    /// Hidden without a warning.
    pub irreversible: Option<bool>,
    /// Not within longer words.
    pub whole_word: Option<bool>,
    /// Seconds from now; empty or null: for ever.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<Option<i64>>,
}
