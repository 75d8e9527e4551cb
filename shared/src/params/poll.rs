//! Polls.

use serde::{Deserialize, Serialize};

/// A poll to put under a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PollParams {
    /// Two at the least.
    pub options: Vec<String>,
    /// Seconds.
    pub expires_in: Option<i64>,
    /// Whether several may be chosen.
    pub multiple: Option<bool>,
    /// Whether counts are hidden until the end.
    pub hide_totals: Option<bool>,
}

/// A vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct VotePoll {
    /// Positions, from zero: one at the least.
    pub choices: Option<Vec<i64>>,
}
