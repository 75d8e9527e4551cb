//! Statuses and what belongs to them.

use std::sync::Arc;

use kinds::{AccountId, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::{
    Account, Collection, CustomEmoji, FilterResult, MediaAttachment, Poll, PreviewCard, QuoteApproval,
    Reaction, StatusQuote,
};
use crate::time::Timestamp;

/// A post, or the boost of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Status {
    pub id: StatusId,
    /// ActivityPub id.
    pub uri: String,
    pub created_at: Timestamp,
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
    /// Whether it stays on this server. Not in Mastodon.
    #[serde(default)]
    pub local_only: bool,
    /// Emoji that people put under it. Not in Mastodon.
    #[serde(default)]
    pub reactions: Vec<Reaction>,
}

/// An emoji under a status, and who put it there. Not in Mastodon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusReaction {
    /// A Unicode emoji, or the shortcode of a custom one; of another server's with `@` and the server.
    pub name: String,
    pub count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub me: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub static_url: Option<String>,
    /// The latest of them.
    pub accounts: Vec<Arc<Account>>,
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
