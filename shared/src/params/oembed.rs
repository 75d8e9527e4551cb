//! oEmbed.

use serde::{Deserialize, Serialize};

/// Which status is to be shown, and how large.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct OEmbedQuery {
    /// The address of the status.
    pub url: String,
    /// Widest frame that fits, in pixels.
    pub maxwidth: Option<i64>,
    /// Highest frame that fits, in pixels.
    pub maxheight: Option<i64>,
}
