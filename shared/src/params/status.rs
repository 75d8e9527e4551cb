//! Statuses.

use kinds::{MediaId, QuotePolicy, StatusId, Visibility};
use serde::{Deserialize, Serialize};

use super::PollParams;
use crate::focus::Focus;
use crate::form::known;
use crate::time::Timestamp;

/// A new status: text, media or a poll at the least.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PostStatus {
    pub status: Option<String>,
    pub media_ids: Option<Vec<MediaId>>,
    pub poll: Option<PollParams>,
    pub in_reply_to_id: Option<StatusId>,
    pub sensitive: Option<bool>,
    pub spoiler_text: Option<String>,
    pub visibility: Option<Visibility>,
    pub language: Option<String>,
    /// At least five minutes ahead.
    pub scheduled_at: Option<Timestamp>,
    pub quoted_status_id: Option<StatusId>,
    pub quote_approval_policy: Option<QuotePolicy>,
}

/// Another time for a scheduled status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RescheduleStatus {
    /// At least five minutes ahead.
    pub scheduled_at: Option<Timestamp>,
}

/// A new version of a status; what is absent is taken away, but the quote policy stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct EditStatus {
    pub status: Option<String>,
    pub spoiler_text: Option<String>,
    pub sensitive: Option<bool>,
    pub language: Option<String>,
    pub media_ids: Option<Vec<MediaId>>,
    pub media_attributes: Option<Vec<MediaAttributes>>,
    pub poll: Option<PollParams>,
    pub quote_approval_policy: Option<QuotePolicy>,
}

/// Changes to an attachment of the edited status.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MediaAttributes {
    pub id: MediaId,
    pub description: Option<String>,
    pub focus: Option<Focus>,
}

/// How to boost.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ReblogStatus {
    pub visibility: Option<Visibility>,
}

/// Who may quote the status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateInteractionPolicy {
    pub quote_approval_policy: Option<QuotePolicy>,
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
    pub lang: Option<String>,
}

/// Several statuses by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StatusesQuery {
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<StatusId>>,
}
