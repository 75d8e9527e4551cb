//! The server's limits, as clients read them.

use kinds::TimelineAccess;
use serde::{Deserialize, Serialize};

/// The server's limits and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceConfiguration {
    pub urls: InstanceUrls,
    pub vapid: InstanceVapid,
    pub accounts: InstanceAccountLimits,
    pub statuses: InstanceStatusLimits,
    pub media_attachments: InstanceMediaLimits,
    pub polls: InstancePollLimits,
    pub translation: InstanceTranslation,
    pub timelines_access: InstanceTimelinesAccess,
    /// Whether the server talks to chosen servers only.
    pub limited_federation: bool,
    /// What this server offers beyond Mastodon, by name. Not in Mastodon.
    #[serde(default)]
    pub extensions: Vec<String>,
}

/// Addresses clients need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceUrls {
    pub streaming: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status: Option<String>,
    pub about: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub privacy_policy: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub terms_of_service: Option<String>,
}

/// Web Push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceVapid {
    /// P-256 public key, base64url.
    pub public_key: String,
}

/// Limits of profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceAccountLimits {
    pub max_display_name_length: u64,
    pub max_note_length: u64,
    pub max_avatar_description_length: u64,
    pub max_header_description_length: u64,
    pub max_featured_tags: u64,
    pub max_pinned_statuses: u64,
    pub max_profile_fields: u64,
    pub profile_field_name_limit: u64,
    pub profile_field_value_limit: u64,
}

/// Limits of statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceStatusLimits {
    pub max_characters: u64,
    pub max_media_attachments: u64,
    pub characters_reserved_per_url: u64,
}

/// Limits of attachments, in bytes and pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceMediaLimits {
    pub supported_mime_types: Vec<String>,
    pub description_limit: u64,
    pub image_size_limit: u64,
    pub image_matrix_limit: u64,
    pub video_size_limit: u64,
    pub video_frame_rate_limit: u64,
    pub video_matrix_limit: u64,
}

/// Limits of polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstancePollLimits {
    pub max_options: u64,
    pub max_characters_per_option: u64,
    /// Seconds.
    pub min_expiration: u64,
    /// Seconds.
    pub max_expiration: u64,
}

/// Translation of statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceTranslation {
    pub enabled: bool,
}

/// Who may read which timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceTimelinesAccess {
    pub live_feeds: InstanceFeedAccess,
    pub hashtag_feeds: InstanceFeedAccess,
    pub trending_link_feeds: InstanceFeedAccess,
}

/// Who may read a timeline's local and remote statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceFeedAccess {
    pub local: TimelineAccess,
    pub remote: TimelineAccess,
}
