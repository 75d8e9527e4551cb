//! Settings that clients may follow.

use kinds::{MediaDisplay, QuotePolicy, ReplyPolicy, Visibility};
use serde::{Deserialize, Serialize};

/// The viewer's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Preferences {
    /// Default visibility of new posts.
    #[serde(rename = "posting:default:visibility")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:visibility"))]
    pub posting_default_visibility: Visibility,
    /// Whether media of new posts is marked sensitive.
    #[serde(rename = "posting:default:sensitive")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:sensitive"))]
    pub posting_default_sensitive: bool,
    /// Default language of new posts (ISO 639); null when none was chosen.
    #[serde(rename = "posting:default:language")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:language", nullable))]
    pub posting_default_language: Option<String>,
    /// Which media is shown at once.
    #[serde(rename = "reading:expand:media")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:expand:media"))]
    pub reading_expand_media: MediaDisplay,
    /// Whether posts with content warnings are unfolded.
    #[serde(rename = "reading:expand:spoilers")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:expand:spoilers"))]
    pub reading_expand_spoilers: bool,
    /// Who may quote new posts.
    #[serde(rename = "posting:default:quote_policy")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:quote_policy"))]
    pub posting_default_quote_policy: QuotePolicy,
    /// Who may reply to new posts. Not in Mastodon.
    #[serde(rename = "posting:default:reply_policy")]
    #[cfg_attr(feature = "openapi", oai(rename = "posting:default:reply_policy"))]
    pub posting_default_reply_policy: ReplyPolicy,
    /// Whether animations play by themselves.
    #[serde(rename = "reading:autoplay:gifs")]
    #[cfg_attr(feature = "openapi", oai(rename = "reading:autoplay:gifs"))]
    pub reading_autoplay_gifs: bool,
}
