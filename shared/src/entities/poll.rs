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
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub expires_at: Option<Timestamp>,
    pub expired: bool,
    pub multiple: bool,
    pub votes_count: i64,
    /// Null if the server of origin does not tell.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub voters_count: Option<i64>,
    pub options: Vec<PollOption>,
    pub emojis: Vec<CustomEmoji>,
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
    pub title: String,
    /// Null while counts are hidden.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub votes_count: Option<i64>,
}
