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
    /// What to call the post.
    pub title: String,
    /// The author's name.
    pub author_name: String,
    /// Web page of the author.
    pub author_url: String,
    /// The domain of this server.
    pub provider_name: String,
    /// Address of this server.
    pub provider_url: String,
    /// Seconds this may be kept.
    pub cache_age: i64,
    /// An `iframe` with the status.
    pub html: String,
    /// Width of the frame in pixels.
    pub width: i64,
    /// Height of the frame in pixels; null when the content decides.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub height: Option<i64>,
}
