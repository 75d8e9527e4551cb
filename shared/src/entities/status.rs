//! Statuses and what belongs to them.

use std::sync::Arc;

use kinds::{AccountId, BookmarkFolderId, StatusId, Visibility};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{
    Account, Collection, CustomEmoji, FilterResult, MediaAttachment, Poll, PreviewCard, QuoteApproval,
    Reaction, ReplyApproval, StatusQuote, WrittenStatus, written,
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
    /// When it was posted.
    pub created_at: Timestamp,
    /// Who has posted it.
    #[serde(serialize_with = "written::account")]
    pub account: Arc<Account>,
    /// HTML.
    pub content: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether its media is to be hidden until somebody asks to see it.
    pub sensitive: bool,
    /// Content warning, plain text.
    pub spoiler_text: String,
    /// Its pictures, videos and sounds, in order.
    pub media_attachments: Vec<MediaAttachment>,
    /// The application it was posted with. Absent when that is not known or not to be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub application: Option<StatusApplication>,
    /// Accounts that it mentions.
    pub mentions: Vec<StatusMention>,
    /// Hashtags in it.
    pub tags: Vec<StatusTag>,
    /// Custom emoji in its text.
    pub emojis: Vec<CustomEmoji>,
    /// How often it was boosted.
    pub reblogs_count: i64,
    /// How often it was favourited.
    pub favourites_count: i64,
    /// How often it was quoted.
    pub quotes_count: i64,
    /// How many answers it has.
    pub replies_count: i64,
    /// Web page of the status; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub url: Option<String>,
    /// The post it answers; null when it answers none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_id: Option<StatusId>,
    /// The author of the post it answers; null when it answers none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub in_reply_to_account_id: Option<AccountId>,
    /// The boosted status; null when this is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub reblog: Option<Box<Status>>,
    /// Its poll; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub poll: Option<Poll>,
    /// A preview of the first page that it links to; null when there is none, or not yet.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub card: Option<PreviewCard>,
    /// Its language (ISO 639); null when unknown.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub language: Option<String>,
    /// The text as it was typed, in the answer to a deletion; null otherwise.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub text: Option<String>,
    /// When it was last edited; null when it was not.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub edited_at: Option<Timestamp>,
    /// The post that it quotes; null when it quotes none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub quote: Option<StatusQuote>,
    /// Who may quote it.
    pub quote_approval: QuoteApproval,
    /// Whether the viewer has favourited it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub favourited: Option<bool>,
    /// Whether the viewer has boosted it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub reblogged: Option<bool>,
    /// Whether the thread is muted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub muted: Option<bool>,
    /// Whether the viewer has bookmarked it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub bookmarked: Option<bool>,
    /// Whether it is pinned to the viewer's profile. Of the viewer's own posts only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub pinned: Option<bool>,
    /// Filters of the viewer that match it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub filtered: Option<Vec<FilterResult>>,
    /// Collections that it links to.
    pub tagged_collections: Vec<Collection>,
    /// Whether it stays on this server. Not in Mastodon.
    #[serde(default)]
    pub local_only: bool,
    /// Who may reply to it. Not in Mastodon.
    #[serde(default)]
    pub reply_approval: ReplyApproval,
    /// Emoji that people put under it. Not in Mastodon.
    #[serde(default)]
    pub reactions: Vec<Reaction>,
    /// Where the viewer's bookmark is. Absent unless that is in a folder. Not in Mastodon.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub pleroma: Option<StatusPleroma>,
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

/// Where the viewer's bookmark of a status is, where Pleroma's apps look for it. Not in Mastodon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusPleroma {
    /// The folder.
    pub bookmark_folder: BookmarkFolderId,
}

/// An emoji under a status, and who put it there. Not in Mastodon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusReaction {
    /// A Unicode emoji, or the shortcode of a custom one; of another server's with `@` and the server.
    pub name: String,
    /// How many accounts have put it there.
    pub count: i64,
    /// Whether the viewer is one of them. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub me: Option<bool>,
    /// The picture of a custom emoji; absent for a Unicode one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub url: Option<String>,
    /// The same without movement.
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
    /// The application's name.
    pub name: String,
    /// Web page of the application; null when it named none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub website: Option<String>,
}

/// An account a status mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusMention {
    pub id: AccountId,
    /// The name without the domain.
    pub username: String,
    /// Web page of the profile.
    pub url: String,
    /// `username` for accounts of this server, `username@domain` for others.
    pub acct: String,
}

/// A hashtag in a status.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusTag {
    /// The hashtag, without its sign.
    pub name: String,
    /// The hashtag's page on this server.
    pub url: String,
}

/// The thread around a status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Context {
    /// From the start of the thread.
    pub ancestors: Vec<Status>,
    /// Answers, and answers to them: each below what it answers.
    pub descendants: Vec<Status>,
}
