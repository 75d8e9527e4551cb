//! Former versions and sources of statuses.

use std::sync::Arc;

use kinds::StatusId;
use serde::{Deserialize, Serialize};

use super::{Account, CustomEmoji, MediaAttachment, StatusQuote};
use crate::time::Timestamp;

/// One version of a status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusEdit {
    /// HTML.
    pub content: String,
    /// Content warning, plain text; may be empty.
    pub spoiler_text: String,
    /// Whether its media was to be hidden until somebody asks to see it.
    pub sensitive: bool,
    /// When this version was written.
    pub created_at: Timestamp,
    /// The author.
    pub account: Arc<Account>,
    /// The poll as it was. Absent when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub poll: Option<StatusEditPoll>,
    /// The attachments as they were.
    pub media_attachments: Vec<MediaAttachment>,
    /// Custom emoji in the text.
    pub emojis: Vec<CustomEmoji>,
    /// The post that it quotes. Absent when it quotes none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub quote: Option<StatusQuote>,
}

/// The poll of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusEditPoll {
    /// The choices, in order.
    pub options: Vec<StatusEditPollOption>,
}

/// One choice of the poll of a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusEditPollOption {
    /// The choice, plain text.
    pub title: String,
}

/// What the author typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusSource {
    pub id: StatusId,
    /// The text as it was typed.
    pub text: String,
    /// The content warning as it was typed; may be empty.
    pub spoiler_text: String,
}
