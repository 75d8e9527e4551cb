//! Statuses.

use kinds::{MediaId, QuotePolicy, ReplyPolicy, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::PollParams;
use crate::focus::Focus;
use crate::form::known;
use crate::time::Timestamp;

/// A new status: text, media or a poll at the least.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PostStatus {
    /// The text. With the content warning, it may have as many characters as the instance says.
    pub status: Option<String>,
    /// Uploads to attach.
    pub media_ids: Option<Vec<MediaId>>,
    /// A poll.
    pub poll: Option<PollParams>,
    /// The status this answers.
    pub in_reply_to_id: Option<StatusId>,
    /// Whether media are hidden at first.
    pub sensitive: Option<bool>,
    /// A content warning.
    pub spoiler_text: Option<String>,
    /// Who sees it; absent: the account's default.
    pub visibility: Option<Visibility>,
    /// ISO 639 code; absent: the account's default.
    pub language: Option<String>,
    /// At least five minutes ahead.
    pub scheduled_at: Option<Timestamp>,
    /// The status this quotes.
    pub quoted_status_id: Option<StatusId>,
    /// Who may quote it.
    pub quote_approval_policy: Option<QuotePolicy>,
    /// Who may reply to it; absent: the account's default. Who is mentioned or answered in it always may. Not in
    /// Mastodon.
    pub reply_approval_policy: Option<ReplyPolicy>,
    /// Whether it stays on this server: shown to nobody but those who have an account here, and told no
    /// other server. Absent: as what it answers. Not in Mastodon.
    pub local_only: Option<bool>,
}

/// Another time for a scheduled status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RescheduleStatus {
    /// At least five minutes ahead.
    pub scheduled_at: Option<Timestamp>,
}

/// A new version of a status; what is absent is taken away, but the policies stay.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct EditStatus {
    /// The text.
    pub status: Option<String>,
    /// A content warning.
    pub spoiler_text: Option<String>,
    /// Whether media are hidden at first.
    pub sensitive: Option<bool>,
    /// ISO 639 code.
    pub language: Option<String>,
    /// What is attached, in this order.
    pub media_ids: Option<Vec<MediaId>>,
    /// Changes to what is attached.
    pub media_attributes: Option<Vec<MediaAttributes>>,
    /// A poll. Other options take the votes away.
    pub poll: Option<PollParams>,
    /// Who may quote it.
    pub quote_approval_policy: Option<QuotePolicy>,
    /// Who may reply to it. Not in Mastodon.
    pub reply_approval_policy: Option<ReplyPolicy>,
}

/// Changes to an attachment of the edited status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttributes {
    /// Which one.
    pub id: MediaId,
    /// Alt text.
    pub description: Option<String>,
    /// The focal point.
    pub focus: Option<Focus>,
}

/// How to boost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ReblogStatus {
    /// Who sees the boost.
    pub visibility: Option<Visibility>,
}

/// Who may quote the status and reply to it: one of them at least, the other stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateInteractionPolicy {
    /// Who may quote it.
    pub quote_approval_policy: Option<QuotePolicy>,
    /// Who may reply to it. Not in Mastodon.
    pub reply_approval_policy: Option<ReplyPolicy>,
}

/// How to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DeleteStatusQuery {
    /// At once, not after a day of grace.
    pub delete_media: Option<bool>,
}

/// Into which language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TranslateStatus {
    /// The language that is wanted; absent: the user's.
    pub lang: Option<String>,
}

/// Several statuses by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusesQuery {
    /// Ids of statuses.
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<StatusId>>,
}
