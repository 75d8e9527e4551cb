//! Custom emoji.

use serde::{Deserialize, Serialize};

/// A picture that stands for `:shortcode:`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CustomEmoji {
    pub shortcode: String,
    pub url: String,
    /// The picture without animation.
    pub static_url: String,
    pub visible_in_picker: bool,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub category: Option<String>,
}
