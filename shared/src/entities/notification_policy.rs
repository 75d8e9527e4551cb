//! Which notifications are filtered, and those that were.

use std::sync::Arc;

use kinds::{NotificationRequestId, NotificationVerdict};
use serde::{Deserialize, Serialize};

use super::{Account, Status};
use crate::time::Timestamp;

/// What happens to notifications from strangers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationPolicy {
    /// What becomes of notifications by accounts that the user does not follow.
    pub for_not_following: NotificationVerdict,
    /// What becomes of notifications by accounts that do not follow the user.
    pub for_not_followers: NotificationVerdict,
    /// What becomes of notifications by accounts of the last thirty days.
    pub for_new_accounts: NotificationVerdict,
    /// What becomes of direct posts that nobody asked for.
    pub for_private_mentions: NotificationVerdict,
    /// What becomes of notifications by accounts that moderators have limited.
    pub for_limited_accounts: NotificationVerdict,
    /// What has been filtered so far.
    pub summary: NotificationPolicySummary,
}

/// How much was filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationPolicySummary {
    /// How many accounts wait with filtered notifications.
    pub pending_requests_count: i64,
    /// How many notifications of them wait.
    pub pending_notifications_count: i64,
}

/// The same in its old form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1NotificationPolicy {
    /// Whether notifications by accounts are filtered that the user does not follow.
    pub filter_not_following: bool,
    /// Whether notifications by accounts are filtered that do not follow the user.
    pub filter_not_followers: bool,
    /// Whether notifications by accounts of the last thirty days are filtered.
    pub filter_new_accounts: bool,
    /// Whether direct posts are filtered that nobody asked for.
    pub filter_private_mentions: bool,
    /// What has been filtered so far.
    pub summary: NotificationPolicySummary,
}

/// Filtered notifications of one sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationRequest {
    pub id: NotificationRequestId,
    /// When the first of its notifications was filtered.
    pub created_at: Timestamp,
    /// When the last of them was.
    pub updated_at: Timestamp,
    /// Who wants to be heard.
    pub account: Arc<Account>,
    /// How many notifications wait, a number as a string.
    pub notifications_count: String,
    /// The latest post among them. Absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub last_status: Option<Status>,
}

/// Whether accepted requests have been merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationRequestsMerged {
    /// Whether all accepted notifications are among the others by now.
    pub merged: bool,
}
