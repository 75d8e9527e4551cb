//! Polls.

use serde::{Deserialize, Serialize};

/// A poll to put under a status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PollParams {
    pub options: Vec<String>,
    /// Seconds.
    pub expires_in: Option<i64>,
    pub multiple: Option<bool>,
    pub hide_totals: Option<bool>,
}

/// A vote.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct VotePoll {
    /// Positions, from zero: one at the least.
    pub choices: Option<Vec<i64>>,
}
