//! Machine translations.

use kinds::{MediaId, PollId};
use serde::{Deserialize, Serialize};

/// A status in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Translation {
    /// HTML.
    pub content: String,
    /// The content warning in that language; may be empty.
    pub spoiler_text: String,
    /// The language it was translated to (ISO 639).
    pub language: String,
    /// The poll in that language. Absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub poll: Option<TranslationPoll>,
    /// Alt texts in that language.
    pub media_attachments: Vec<TranslationAttachment>,
    /// The language it was translated from (ISO 639).
    pub detected_source_language: String,
    /// The service that has translated it.
    pub provider: String,
}

/// A poll in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationPoll {
    pub id: PollId,
    /// The choices in that language, in order.
    pub options: Vec<TranslationPollOption>,
}

/// A choice in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationPollOption {
    /// The choice in that language, plain text.
    pub title: String,
}

/// Alt text in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslationAttachment {
    pub id: MediaId,
    /// The alt text in that language.
    pub description: String,
}
