//! How other pages show a status (oEmbed 1.0).

use serde::{Deserialize, Serialize};

/// A status to be shown within another page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct OEmbed {
    /// Always `rich`.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: String,
    /// Always `1.0`.
    pub version: String,
    pub title: String,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    /// Seconds this may be kept.
    pub cache_age: i64,
    /// An `iframe` with the status.
    pub html: String,
    pub width: i64,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub height: Option<i64>,
}
