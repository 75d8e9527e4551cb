//! Hashtags.

use kinds::{FeaturedTagId, TagId};
use serde::{Deserialize, Serialize};

use crate::time::Date;

/// A hashtag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Tag {
    pub id: TagId,
    /// The hashtag, without its sign.
    pub name: String,
    /// The hashtag's page on this server.
    pub url: String,
    /// Use of the last days, newest first.
    pub history: Vec<History>,
    /// Whether the viewer follows it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub following: Option<bool>,
    /// Whether the viewer's profile shows it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub featuring: Option<bool>,
}

/// A hashtag shown on a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct FeaturedTag {
    pub id: FeaturedTagId,
    /// The hashtag, without its sign.
    pub name: String,
    /// The hashtag's page.
    pub url: String,
    /// How many public posts of the account carry it, a number as a string.
    pub statuses_count: String,
    /// The day of the latest of them; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub last_status_at: Option<Date>,
}

/// A hashtag's name and page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ShallowTag {
    /// The hashtag, without its sign.
    pub name: String,
    /// The hashtag's page on this server.
    pub url: String,
}

/// Use of a hashtag or link on one day; all values are numbers as strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct History {
    /// Start of the day, seconds since 1970.
    pub day: String,
    /// How often it was used, a number as a string.
    pub uses: String,
    /// How many accounts have used it, a number as a string.
    pub accounts: String,
}
