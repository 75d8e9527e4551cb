//! Notifications.

use kinds::{AccountId, NotificationId, NotificationKind, NotificationRequestId, NotificationVerdict};
use serde::{Deserialize, Serialize};

use crate::form::known;

/// Which notifications to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationsQuery {
    /// Only these types.
    #[serde(default, deserialize_with = "known")]
    pub types: Option<Vec<NotificationKind>>,
    /// Without these types.
    #[serde(default, deserialize_with = "known")]
    pub exclude_types: Option<Vec<NotificationKind>>,
    /// Only what this account did.
    pub account_id: Option<AccountId>,
    /// With what the policy sorts out.
    pub include_filtered: Option<bool>,
    /// Types that may be grouped; absent: all that can be.
    #[serde(default, deserialize_with = "known")]
    pub grouped_types: Option<Vec<NotificationKind>>,
    /// `full` or `partial_avatars`.
    pub expand_accounts: Option<String>,
    /// Types the client knows; others get a fallback.
    pub supported_types: Option<Vec<String>>,
}

/// How to show a notification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ShowNotification {
    /// Types the client knows; others get a fallback.
    pub supported_types: Option<Vec<String>>,
}

/// What to count, and how far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UnreadCountQuery {
    /// How far to count; larger numbers are cut.
    pub limit: Option<i64>,
    /// Only these types.
    #[serde(default, deserialize_with = "known")]
    pub types: Option<Vec<NotificationKind>>,
    /// Without these types.
    #[serde(default, deserialize_with = "known")]
    pub exclude_types: Option<Vec<NotificationKind>>,
    /// Only what this account did.
    pub account_id: Option<AccountId>,
    /// Types that may be grouped; absent: all that can be.
    #[serde(default, deserialize_with = "known")]
    pub grouped_types: Option<Vec<NotificationKind>>,
}

/// Changes to the policy; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateNotificationPolicy {
    /// Of people one does not follow.
    pub for_not_following: Option<NotificationVerdict>,
    /// Of people who do not follow, or only since lately.
    pub for_not_followers: Option<NotificationVerdict>,
    /// Of accounts made within the last 30 days.
    pub for_new_accounts: Option<NotificationVerdict>,
    /// Private mentions that nobody asked for.
    pub for_private_mentions: Option<NotificationVerdict>,
    /// Of accounts that moderators have limited.
    pub for_limited_accounts: Option<NotificationVerdict>,
}

/// The same in its old form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateV1NotificationPolicy {
    /// Whether to filter those of people one does not follow.
    pub filter_not_following: Option<bool>,
    /// Whether to filter those of people who do not follow.
    pub filter_not_followers: Option<bool>,
    /// Whether to filter those of new accounts.
    pub filter_new_accounts: Option<bool>,
    /// Whether to filter private mentions that nobody asked for.
    pub filter_private_mentions: Option<bool>,
}

/// Several requests by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationRequestIds {
    /// The requests.
    #[serde(default, deserialize_with = "known")]
    pub id: Option<Vec<NotificationRequestId>>,
}

/// Several notifications by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct NotificationIds {
    /// The notifications.
    #[serde(default, deserialize_with = "known")]
    pub ids: Option<Vec<NotificationId>>,
}
