//! The server in the old form of the API.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Account, InstancePollLimits, InstanceStatusLimits, Rule};

/// This server, in the old form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1Instance {
    /// The domain.
    pub uri: String,
    pub title: String,
    pub short_description: String,
    pub description: String,
    pub email: String,
    pub version: String,
    pub urls: V1InstanceUrls,
    pub stats: V1InstanceStats,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub thumbnail: Option<String>,
    pub languages: Vec<String>,
    pub registrations: bool,
    pub approval_required: bool,
    pub invites_enabled: bool,
    pub configuration: V1InstanceConfiguration,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub contact_account: Option<Arc<Account>>,
    pub rules: Vec<Rule>,
}

/// Addresses clients need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceUrls {
    pub streaming_api: String,
}

/// How large the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceStats {
    pub user_count: i64,
    pub status_count: i64,
    pub domain_count: i64,
}

/// The server's limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceConfiguration {
    pub accounts: V1InstanceAccountLimits,
    pub statuses: InstanceStatusLimits,
    pub media_attachments: V1InstanceMediaLimits,
    pub polls: InstancePollLimits,
}

/// Limits of profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceAccountLimits {
    pub max_featured_tags: u64,
}

/// Limits of attachments, in bytes and pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceMediaLimits {
    pub supported_mime_types: Vec<String>,
    pub image_size_limit: u64,
    pub image_matrix_limit: u64,
    pub video_size_limit: u64,
    pub video_frame_rate_limit: u64,
    pub video_matrix_limit: u64,
}
