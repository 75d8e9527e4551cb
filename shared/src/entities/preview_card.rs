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
    pub url: String,
    pub title: String,
    pub description: String,
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: PreviewCardKind,
    pub authors: Vec<PreviewCardAuthor>,
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub author_name: String,
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    /// A player to embed, or empty.
    pub html: String,
    pub width: i64,
    pub height: i64,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub image: Option<String>,
    pub embed_url: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub blurhash: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub missing_attribution: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub published_at: Option<Timestamp>,
}

/// Who wrote the linked page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PreviewCardAuthor {
    pub name: String,
    pub url: String,
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
    pub history: Vec<History>,
}
