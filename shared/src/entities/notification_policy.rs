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
    pub for_not_following: NotificationVerdict,
    pub for_not_followers: NotificationVerdict,
    pub for_new_accounts: NotificationVerdict,
    pub for_private_mentions: NotificationVerdict,
    pub for_limited_accounts: NotificationVerdict,
    pub summary: NotificationPolicySummary,
}

/// How much was filtered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationPolicySummary {
    pub pending_requests_count: i64,
    pub pending_notifications_count: i64,
}

/// The same in its old form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1NotificationPolicy {
    pub filter_not_following: bool,
    pub filter_not_followers: bool,
    pub filter_new_accounts: bool,
    pub filter_private_mentions: bool,
    pub summary: NotificationPolicySummary,
}

/// Filtered notifications of one sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationRequest {
    pub id: NotificationRequestId,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub account: Arc<Account>,
    pub notifications_count: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub last_status: Option<Status>,
}

/// Whether accepted requests have been merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationRequestsMerged {
    pub merged: bool,
}
