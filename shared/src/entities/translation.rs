//! Machine translations.

use kinds::{MediaId, PollId};
use serde::{Deserialize, Serialize};

/// A status in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Translation {
    /// HTML.
    pub content: String,
    pub spoiler_text: String,
    pub language: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub poll: Option<TranslationPoll>,
    pub media_attachments: Vec<TranslationAttachment>,
    pub detected_source_language: String,
    pub provider: String,
}

/// A poll in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationPoll {
    pub id: PollId,
    pub options: Vec<TranslationPollOption>,
}

/// A choice in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationPollOption {
    pub title: String,
}

/// Alt text in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationAttachment {
    pub id: MediaId,
    pub description: String,
}
