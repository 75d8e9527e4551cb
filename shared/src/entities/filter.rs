//! Filters of unwanted words and statuses.

use kinds::{FilterAction, FilterContext, FilterId, FilterKeywordId, FilterStatusId, StatusId};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Words and statuses a user does not want to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Filter {
    pub id: FilterId,
    pub title: String,
    pub context: Vec<FilterContext>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    pub filter_action: FilterAction,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub keywords: Option<Vec<FilterKeyword>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub statuses: Option<Vec<FilterStatus>>,
}

/// A word or phrase of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FilterKeyword {
    pub id: FilterKeywordId,
    pub keyword: String,
    pub whole_word: bool,
}

/// Why a filter matched a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FilterResult {
    pub filter: Filter,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub keyword_matches: Option<Vec<String>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status_matches: Option<Vec<StatusId>>,
}

/// A single status a filter hides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FilterStatus {
    pub id: FilterStatusId,
    pub status_id: StatusId,
}

/// A filter in its old form: one word each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1Filter {
    pub id: FilterKeywordId,
    pub phrase: String,
    pub context: Vec<FilterContext>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    /// Whether the server drops matches.
    pub irreversible: bool,
    pub whole_word: bool,
}
