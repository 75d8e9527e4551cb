//! Settings that clients may follow.

use kinds::{MediaDisplay, QuotePolicy, Visibility};
use serde::{Deserialize, Serialize};

/// The viewer's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Preferences {
    #[serde(rename = "posting:default:visibility")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:visibility"))]
    pub posting_default_visibility: Visibility,
    #[serde(rename = "posting:default:sensitive")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:sensitive"))]
    pub posting_default_sensitive: bool,
    #[serde(rename = "posting:default:language")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:language", nullable))]
    pub posting_default_language: Option<String>,
    #[serde(rename = "reading:expand:media")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:expand:media"))]
    pub reading_expand_media: MediaDisplay,
    #[serde(rename = "reading:expand:spoilers")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:expand:spoilers"))]
    pub reading_expand_spoilers: bool,
    #[serde(rename = "posting:default:quote_policy")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:quote_policy"))]
    pub posting_default_quote_policy: QuotePolicy,
    #[serde(rename = "reading:autoplay:gifs")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:autoplay:gifs"))]
    pub reading_autoplay_gifs: bool,
}
