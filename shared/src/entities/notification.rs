//! Notifications, one by one and grouped.

use std::sync::Arc;

use kinds::{AccountId, NotificationId, NotificationKind, StatusId};
use serde::{Deserialize, Serialize};

use super::{
    Account, AccountWarning, Collection, PartialAccountWithAvatar, RelationshipSeveranceEvent, Report, Status,
};
use crate::time::Timestamp;

/// Something that concerns the viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Notification {
    pub id: NotificationId,
    /// What happened.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: NotificationKind,
    /// Notifications with the same key belong together.
    pub group_key: String,
    /// When it happened.
    pub created_at: Timestamp,
    /// Who did it.
    #[serde(serialize_with = "super::written::account")]
    pub account: Arc<Account>,
    /// The post it is about. Absent when it is about none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub status: Option<Arc<Status>>,
    /// The report it is about. Of `admin.report` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub report: Option<Report>,
    /// The follows that were lost. Of `severed_relationships` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub event: Option<RelationshipSeveranceEvent>,
    /// What the moderators did. Of `moderation_warning` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub moderation_warning: Option<AccountWarning>,
    /// Words to be shown by clients that did not name this type in `supported_types`. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub fallback: Option<NotificationFallback>,
    /// The collection it is about. Of `added_to_collection` and `collection_update` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub collection: Option<Collection>,
}

/// What to show when a client does not know the type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationFallback {
    /// HTML.
    pub title: String,
    /// HTML; null when there is no more to say.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub summary: Option<String>,
    /// HTML; null when there is no more to say.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub details: Option<String>,
}

/// Notification groups with what they refer to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct GroupedNotificationsResults {
    /// Accounts that the groups refer to, each once.
    pub accounts: Vec<Arc<Account>>,
    /// Accounts of which only the avatar is to be shown. Absent unless asked for with
    /// `expand_accounts=partial_avatars`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub partial_accounts: Option<Vec<PartialAccountWithAvatar>>,
    /// Posts that the groups refer to, each once.
    pub statuses: Vec<Status>,
    /// The groups, newest first.
    pub notification_groups: Vec<NotificationGroup>,
}

/// Notifications of one type about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationGroup {
    /// Names the group.
    pub group_key: String,
    /// How many notifications are in it.
    pub notifications_count: i64,
    /// What happened.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", oai(rename = "type"))]
    pub kind: NotificationKind,
    pub most_recent_notification_id: NotificationId,
    /// The oldest notification of the group on this page. Absent when the group was asked for by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub page_min_id: Option<NotificationId>,
    /// The newest notification of the group on this page. Absent when the group was asked for by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub page_max_id: Option<NotificationId>,
    /// When the newest of them happened. Absent when the group was asked for by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub latest_page_notification_at: Option<Timestamp>,
    /// The newest few accounts.
    pub sample_account_ids: Vec<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub status_id: Option<StatusId>,
    /// The report it is about. Of `admin.report` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub report: Option<Report>,
    /// The follows that were lost. Of `severed_relationships` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub event: Option<RelationshipSeveranceEvent>,
    /// What the moderators did. Of `moderation_warning` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub moderation_warning: Option<AccountWarning>,
    /// Words to be shown by clients that did not name this type in `supported_types`. Absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub fallback: Option<NotificationFallback>,
}
