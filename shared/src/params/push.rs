//! Web Push.

use kinds::PushPolicy;
use serde::{Deserialize, Serialize};

/// A device to push to, and what it wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SubscribePush {
    pub subscription: PushTarget,
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
    pub policy: Option<PushPolicy>,
}

/// Which types are pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct PushAlerts {
    pub mention: Option<bool>,
    pub quote: Option<bool>,
    pub status: Option<bool>,
    pub reblog: Option<bool>,
    pub follow: Option<bool>,
    pub follow_request: Option<bool>,
    pub favourite: Option<bool>,
    pub poll: Option<bool>,
    pub update: Option<bool>,
    pub quoted_update: Option<bool>,
    #[serde(rename = "admin.sign_up")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.sign_up"))]
    pub admin_sign_up: Option<bool>,
    #[serde(rename = "admin.report")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.report"))]
    pub admin_report: Option<bool>,
}
