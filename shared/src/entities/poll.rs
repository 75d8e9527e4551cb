//! Polls.

use kinds::PollId;
use serde::{Deserialize, Serialize};

use super::CustomEmoji;
use crate::time::Timestamp;

/// A poll under a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Poll {
    pub id: PollId,
    /// When it ends or has ended; null when it does not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    /// Whether it has ended.
    pub expired: bool,
    /// Whether one may choose several.
    pub multiple: bool,
    /// How many choices were made.
    pub votes_count: i64,
    /// How many have voted; null if the server of origin does not tell.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub voters_count: Option<i64>,
    /// The choices, in order.
    pub options: Vec<PollOption>,
    /// Custom emoji in the choices.
    pub emojis: Vec<CustomEmoji>,
    /// Whether the viewer has voted. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub voted: Option<bool>,
    /// Positions of the viewer's choices, from zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub own_votes: Option<Vec<i64>>,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PollOption {
    /// The choice, plain text.
    pub title: String,
    /// How often it was chosen; null while counts are hidden.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub votes_count: Option<i64>,
}
