//! Previews of links.

use std::sync::Arc;

use kinds::PreviewCardKind;
use serde::{Deserialize, Serialize};

use super::{Account, History};
use crate::time::Timestamp;

/// Preview of a link in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PreviewCard {
    /// The page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// A few words about it; may be empty.
    pub description: String,
    /// What is to be shown.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: PreviewCardKind,
    /// Who has written it, with accounts where they are known.
    pub authors: Vec<PreviewCardAuthor>,
    /// Name of the first author; may be empty.
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub author_name: String,
    /// Web page of the first author; may be empty.
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub author_url: String,
    /// Name of the site; may be empty.
    pub provider_name: String,
    /// Address of the site; may be empty.
    pub provider_url: String,
    /// A player to embed, or empty.
    pub html: String,
    /// Width of the picture or frame in pixels; 0 when there is none.
    pub width: i64,
    /// Height of the picture or frame in pixels; 0 when there is none.
    pub height: i64,
    /// Address of a picture; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub image: Option<String>,
    /// Address of a photo itself; empty for other kinds.
    pub embed_url: String,
    /// A blurred form of the picture, to be shown while it loads (BlurHash); null without a picture.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub blurhash: Option<String>,
    /// Whether the page names the viewer as author without having been allowed to; null without a viewer.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub missing_attribution: Option<bool>,
    /// When the page was published; null when it does not say.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub published_at: Option<Timestamp>,
}

/// Who wrote the linked page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PreviewCardAuthor {
    /// The author's name.
    pub name: String,
    /// Web page of the author; may be empty.
    pub url: String,
    /// The author's account; null when none is known.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub account: Option<Arc<Account>>,
}

/// A link many share at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TrendsLink {
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", oai(flatten))]
    pub card: PreviewCard,
    /// Use of the last days, newest first.
    pub history: Vec<History>,
}
