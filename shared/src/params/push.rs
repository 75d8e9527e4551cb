//! Web Push.

use kinds::PushPolicy;
use serde::{Deserialize, Serialize};

/// A device to push to, and what it wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SubscribePush {
    /// Where to send messages, as the browser or push service has given it.
    pub subscription: PushTarget,
    /// What to send.
    pub data: Option<PushData>,
    /// The same as in `data`, as some clients send it.
    pub policy: Option<PushPolicy>,
}

/// Where a device can be reached, as its push service told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PushTarget {
    /// An address of the push service.
    pub endpoint: String,
    /// Keys that messages are encrypted with.
    pub keys: PushKeys,
    /// Whether payloads follow RFC 8291, not its draft.
    pub standard: Option<bool>,
}

/// What payloads are encrypted with; base64url.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PushKeys {
    /// A public key on P-256.
    pub p256dh: String,
    /// 16 bytes.
    pub auth: String,
}

/// Changes to what is pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdatePush {
    /// What to send.
    pub data: Option<PushData>,
    /// The same as in `data`, as some clients send it.
    pub policy: Option<PushPolicy>,
}

/// What is pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PushData {
    /// What is absent is not pushed.
    pub alerts: Option<PushAlerts>,
    /// Whose acts messages are sent of.
    pub policy: Option<PushPolicy>,
}

/// Which types are pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PushAlerts {
    /// When a post mentions the user.
    pub mention: Option<bool>,
    /// When a post of the user is quoted.
    pub quote: Option<bool>,
    /// When somebody posts whose posts the user wants to be told of.
    pub status: Option<bool>,
    /// When a post of the user is boosted.
    pub reblog: Option<bool>,
    /// When somebody follows.
    pub follow: Option<bool>,
    /// When somebody asks to follow.
    pub follow_request: Option<bool>,
    /// When a post of the user is favourited.
    pub favourite: Option<bool>,
    /// When a poll ends that the user made or voted in.
    pub poll: Option<bool>,
    /// When a post is edited that the user has boosted.
    pub update: Option<bool>,
    /// When a post is edited that the user has quoted.
    pub quoted_update: Option<bool>,
    /// When somebody signs up; for moderators.
    #[serde(rename = "admin.sign_up")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.sign_up"))]
    pub admin_sign_up: Option<bool>,
    /// When somebody is reported; for moderators.
    #[serde(rename = "admin.report")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.report"))]
    pub admin_report: Option<bool>,
}
