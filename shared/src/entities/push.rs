//! Web Push.

use kinds::{PushPolicy, PushSubscriptionId};
use serde::{Deserialize, Serialize};

/// Where and what to push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WebPushSubscription {
    pub id: PushSubscriptionId,
    pub endpoint: String,
    /// Whether payloads follow RFC 8291, not its draft.
    pub standard: bool,
    pub server_key: String,
    pub alerts: WebPushAlerts,
    pub policy: PushPolicy,
}

/// Which types are pushed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct WebPushAlerts {
    pub mention: bool,
    pub status: bool,
    pub reblog: bool,
    pub follow: bool,
    pub follow_request: bool,
    pub favourite: bool,
    pub poll: bool,
    pub update: bool,
    pub quote: bool,
    pub quoted_update: bool,
    #[serde(rename = "admin.sign_up")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.sign_up"))]
    pub admin_sign_up: bool,
    #[serde(rename = "admin.report")]
    #[cfg_attr(feature = "openapi", oai(rename = "admin.report"))]
    pub admin_report: bool,
}
