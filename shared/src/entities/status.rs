//! Statuses and what belongs to them.

use std::sync::Arc;

use kinds::{AccountId, StatusId, Visibility};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Account, Collection, CustomEmoji, FilterResult, MediaAttachment, Poll, PreviewCard, QuoteApproval,
    StatusQuote, WrittenStatus, written,
};
use crate::time::Timestamp;

/// A post, or the boost of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Status {
    pub id: StatusId,
    /// ActivityPub id.
    pub uri: String,
    pub created_at: Timestamp,
    #[serde(serialize_with = "written::account")]
    pub account: Arc<Account>,
    /// HTML.
    pub content: String,
    pub visibility: Visibility,
    pub sensitive: bool,
    /// Content warning, plain text.
    pub spoiler_text: String,
    pub media_attachments: Vec<MediaAttachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub application: Option<StatusApplication>,
    pub mentions: Vec<StatusMention>,
    pub tags: Vec<StatusTag>,
    pub emojis: Vec<CustomEmoji>,
    pub reblogs_count: i64,
    pub favourites_count: i64,
    pub quotes_count: i64,
    pub replies_count: i64,
    /// Web page of the status.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<StatusId>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_account_id: Option<AccountId>,
    /// The boosted status.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reblog: Option<Box<Status>>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<Poll>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub card: Option<PreviewCard>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    /// The text as it was typed; only in the answer to a deletion.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub text: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub edited_at: Option<Timestamp>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quote: Option<StatusQuote>,
    pub quote_approval: QuoteApproval,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub favourited: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub reblogged: Option<bool>,
    /// Whether the thread is muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub muted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub bookmarked: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub pinned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub filtered: Option<Vec<FilterResult>>,
    pub tagged_collections: Vec<Collection>,
    /// Its JSON, where it was written before. Whoever changes another field than those that the viewer, the
    /// account, the poll, the card or the quote decide has to take this out.
    #[serde(skip)]
    #[cfg_attr(feature = "openapi", oai(skip))]
    pub written: Option<Arc<WrittenStatus>>,
}

/// A status that is written anew.
struct Plain<'a>(&'a Status);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Status::serialize(self.0, serializer)
    }
}

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(written) = &self.written else { return Self::serialize(self, serializer) };
        #[cfg(debug_assertions)]
        assert_eq!(
            written.put(self, Plain(self), serde_json::value::Serializer).ok(),
            serde_json::to_value(Plain(self)).ok(),
            "what was written is not what is to be written"
        );
        written.put(self, Plain(self), serializer)
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

/// The application a status was posted with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusApplication {
    pub name: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub website: Option<String>,
}

/// An account a status mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusMention {
    pub id: AccountId,
    pub username: String,
    pub url: String,
    pub acct: String,
}

/// A hashtag in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusTag {
    pub name: String,
    pub url: String,
}

/// The thread around a status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Context {
    /// From the start of the thread.
    pub ancestors: Vec<Status>,
    pub descendants: Vec<Status>,
}
