//! Timelines.

use serde::{Deserialize, Serialize};

/// Which public statuses to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PublicTimelineQuery {
    /// Only from this server.
    pub local: Option<bool>,
    /// Only from other servers.
    pub remote: Option<bool>,
    /// Only with attachments.
    pub only_media: Option<bool>,
}

/// Which statuses with hashtags to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TagTimelineQuery {
    /// Also with one of these.
    pub any: Option<Vec<String>>,
    /// And with all of these.
    pub all: Option<Vec<String>>,
    /// But with none of these.
    pub none: Option<Vec<String>>,
    /// Only from this server.
    pub local: Option<bool>,
    /// Only from other servers.
    pub remote: Option<bool>,
    /// Only with attachments.
    pub only_media: Option<bool>,
}

/// Which link's statuses to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct LinkTimelineQuery {
    /// The link, as its preview names it.
    pub url: String,
}
