//! Quotes of statuses, and who may quote and answer them.

use kinds::{InteractionGroup, QuoteAnswer, QuoteState, ReplyAnswer, StatusId};
use serde::{Deserialize, Serialize};

use super::Status;

/// A quote with the quoted status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Quote {
    /// Whether the quoted author agrees.
    pub state: QuoteState,
    /// The quoted post; null unless the quote is accepted and the viewer may see it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quoted_status: Option<Box<Status>>,
}

/// A quote inside a quoted status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ShallowQuote {
    /// Whether the quoted author agrees.
    pub state: QuoteState,
    /// The quoted post; null unless the quote is accepted and the viewer may see it.
    #[serde(deserialize_with = "Option::deserialize")]
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quoted_status_id: Option<StatusId>,
}

/// Who may quote a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct QuoteApproval {
    /// Who may quote the post without asking.
    pub automatic: Vec<InteractionGroup>,
    /// Who may quote the post once the author agrees.
    pub manual: Vec<InteractionGroup>,
    /// What happens when the viewer quotes it.
    pub current_user: QuoteAnswer,
}

/// Who may reply to a status. Its author, and whoever is mentioned or answered in it, always may. Not in
/// Mastodon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ReplyApproval {
    /// Who may reply to the post without asking.
    pub automatic: Vec<InteractionGroup>,
    /// Who may reply to the post once the author agrees; this server does not ask.
    pub manual: Vec<InteractionGroup>,
    /// What happens when the viewer replies to it.
    pub current_user: ReplyAnswer,
}

/// What holds where nothing is said.
impl Default for ReplyApproval {
    fn default() -> Self {
        let automatic = vec![InteractionGroup::Public];
        Self { automatic, manual: Vec::new(), current_user: ReplyAnswer::Automatic }
    }
}

/// The quote of a status: with the quoted status, or inside another quote with its id only. Which
/// one is told by the key that is there, null or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Union))]
pub enum StatusQuote {
    /// With the quoted status.
    Full(Quote),
    /// With its id.
    Shallow(ShallowQuote),
}
