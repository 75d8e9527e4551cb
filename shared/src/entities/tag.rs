//! Hashtags.

use kinds::{FeaturedTagId, TagId};
use serde::{Deserialize, Serialize};

use crate::time::Date;

/// A hashtag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub url: String,
    /// Use of the last days, newest first.
    pub history: Vec<History>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub following: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub featuring: Option<bool>,
}

/// A hashtag shown on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeaturedTag {
    pub id: FeaturedTagId,
    pub name: String,
    pub url: String,
    pub statuses_count: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status_at: Option<Date>,
}

/// A hashtag's name and page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ShallowTag {
    pub name: String,
    pub url: String,
}

/// Use of a hashtag or link on one day; all values are numbers as strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct History {
    /// Start of the day, seconds since 1970.
    pub day: String,
    pub uses: String,
    pub accounts: String,
}
