//! Custom emoji.

use serde::{Deserialize, Serialize};

/// A picture that stands for `:shortcode:`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CustomEmoji {
    /// Its name, which stands between colons in texts.
    pub shortcode: String,
    /// Address of the picture.
    pub url: String,
    /// The picture without animation.
    pub static_url: String,
    /// Whether it is to be offered where emoji are chosen.
    pub visible_in_picker: bool,
    /// Under which heading it is offered; null when under none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub category: Option<String>,
}
