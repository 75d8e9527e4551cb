//! Filters of unwanted words and statuses.

use kinds::{FilterAction, FilterContext, FilterId, FilterKeywordId, FilterStatusId, StatusId};
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Words and statuses a user does not want to see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Filter {
    pub id: FilterId,
    /// What the user calls it.
    pub title: String,
    /// Where it applies.
    pub context: Vec<FilterContext>,
    /// When it ends; null when it does not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    /// What is to be done with what it matches.
    pub filter_action: FilterAction,
    /// Its words and phrases. Absent within `FilterResult`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub keywords: Option<Vec<FilterKeyword>>,
    /// Single posts that it matches. Absent within `FilterResult`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub statuses: Option<Vec<FilterStatus>>,
}

/// A word or phrase of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FilterKeyword {
    pub id: FilterKeywordId,
    /// The word or phrase, matched whatever its case.
    pub keyword: String,
    /// Whether it has to stand by itself, not within another word.
    pub whole_word: bool,
}

/// Why a filter matched a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FilterResult {
    /// The filter that matches.
    pub filter: Filter,
    /// Those of its keywords that are in the post; null when none is.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub keyword_matches: Option<Vec<String>>,
    /// Those of its posts that this is; null when it is none of them.
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
    /// The word or phrase, matched whatever its case.
    pub phrase: String,
    /// Where it applies.
    pub context: Vec<FilterContext>,
    /// When it ends; null when it does not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    /// Whether the server drops matches.
    pub irreversible: bool,
    /// Whether it has to stand by itself, not within another word.
    pub whole_word: bool,
}
