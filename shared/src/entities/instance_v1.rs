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
    /// What the server is called.
    pub title: String,
    /// A few words about the server, plain text.
    pub short_description: String,
    /// The same, as HTML.
    pub description: String,
    /// Mail address of those who run the server; may be empty.
    pub email: String,
    /// Version of the API's reference server that this one is like, and its own.
    pub version: String,
    /// Addresses of other parts of the server.
    pub urls: V1InstanceUrls,
    /// How large the server is.
    pub stats: V1InstanceStats,
    /// Address of a picture of the server; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub thumbnail: Option<String>,
    /// Languages that are mostly spoken here (ISO 639).
    pub languages: Vec<String>,
    /// Whether anybody may sign up.
    pub registrations: bool,
    /// Whether moderators look at who signs up first.
    pub approval_required: bool,
    /// Whether users may invite others.
    pub invites_enabled: bool,
    /// Limits that clients should know.
    pub configuration: V1InstanceConfiguration,
    /// Account of those who run the server; null when none is named.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub contact_account: Option<Arc<Account>>,
    /// Rules of the server, in order.
    pub rules: Vec<Rule>,
}

/// Addresses clients need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceUrls {
    /// Where the streaming API is, `wss:`.
    pub streaming_api: String,
}

/// How large the server is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceStats {
    /// How many users the server has.
    pub user_count: i64,
    /// How many posts they have written.
    pub status_count: i64,
    /// How many other servers are known.
    pub domain_count: i64,
}

/// The server's limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceConfiguration {
    /// Limits of profiles.
    pub accounts: V1InstanceAccountLimits,
    /// Limits of posts.
    pub statuses: InstanceStatusLimits,
    /// Limits of uploads.
    pub media_attachments: V1InstanceMediaLimits,
    /// Limits of polls.
    pub polls: InstancePollLimits,
}

/// Limits of profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceAccountLimits {
    /// How many hashtags one may show on the profile.
    pub max_featured_tags: u64,
}

/// Limits of attachments, in bytes and pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct V1InstanceMediaLimits {
    /// Types of files that may be uploaded.
    pub supported_mime_types: Vec<String>,
    /// How large a picture may be, in bytes.
    pub image_size_limit: u64,
    /// How many pixels a picture may have.
    pub image_matrix_limit: u64,
    /// How large a video may be, in bytes.
    pub video_size_limit: u64,
    /// How many pictures a second a video may have.
    pub video_frame_rate_limit: u64,
    /// How many pixels a picture of a video may have.
    pub video_matrix_limit: u64,
}
