//! Web Push.

use kinds::{PushPolicy, PushSubscriptionId};
use serde::{Deserialize, Serialize};

/// Where and what to push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WebPushSubscription {
    pub id: PushSubscriptionId,
    /// Where messages are sent to.
    pub endpoint: String,
    /// Whether payloads follow RFC 8291, not its draft.
    pub standard: bool,
    /// The public key that the server signs messages with (VAPID), base64url.
    pub server_key: String,
    /// What messages are sent of.
    pub alerts: WebPushAlerts,
    /// Whose acts messages are sent of.
    pub policy: PushPolicy,
}

/// Which types are pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WebPushAlerts {
    /// When a post mentions the user.
    pub mention: bool,
    /// When somebody posts whose posts the user wants to be told of.
    pub status: bool,
    /// When a post of the user is boosted.
    pub reblog: bool,
    /// When somebody follows.
    pub follow: bool,
    /// When somebody asks to follow.
    pub follow_request: bool,
    /// When a post of the user is favourited.
    pub favourite: bool,
    /// When a poll ends that the user made or voted in.
    pub poll: bool,
    /// When a post is edited that the user has boosted.
    pub update: bool,
    /// When a post of the user is quoted.
    pub quote: bool,
    /// When a post is edited that the user has quoted.
    pub quoted_update: bool,
    /// When somebody signs up; for moderators.
    #[serde(rename = "admin.sign_up")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.sign_up"))]
    pub admin_sign_up: bool,
    /// When somebody is reported; for moderators.
    #[serde(rename = "admin.report")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.report"))]
    pub admin_report: bool,
}
