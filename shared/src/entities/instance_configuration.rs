//! The server's limits, as clients read them.

use kinds::TimelineAccess;
use serde::{Deserialize, Serialize};

/// The server's limits and addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceConfiguration {
    /// Addresses of other parts of the server.
    pub urls: InstanceUrls,
    /// The key of push messages.
    pub vapid: InstanceVapid,
    /// Limits of profiles.
    pub accounts: InstanceAccountLimits,
    /// Limits of posts.
    pub statuses: InstanceStatusLimits,
    /// Limits of uploads.
    pub media_attachments: InstanceMediaLimits,
    /// Limits of polls.
    pub polls: InstancePollLimits,
    /// Whether posts can be translated.
    pub translation: InstanceTranslation,
    /// Who may read the public timelines.
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
    /// Where the streaming API is, `wss:`.
    pub streaming: String,
    /// A page that tells how the server is doing; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub status: Option<String>,
    /// The page about the server.
    pub about: String,
    /// The page with the privacy policy; null when there is none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub privacy_policy: Option<String>,
    /// The page with the terms of service; null when there are none.
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
    /// How long a display name may be, in characters.
    pub max_display_name_length: u64,
    /// How long a bio may be, in characters.
    pub max_note_length: u64,
    /// How long the alt text of an avatar may be, in characters.
    pub max_avatar_description_length: u64,
    /// How long the alt text of a header may be, in characters.
    pub max_header_description_length: u64,
    /// How many hashtags one may show on the profile.
    pub max_featured_tags: u64,
    /// How many posts one may pin.
    pub max_pinned_statuses: u64,
    /// How many rows the table on the profile may have.
    pub max_profile_fields: u64,
    /// How long the name of such a row may be, in characters.
    pub profile_field_name_limit: u64,
    /// How long the value of such a row may be, in characters.
    pub profile_field_value_limit: u64,
}

/// Limits of statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceStatusLimits {
    /// How long text and content warning may be together, in characters.
    pub max_characters: u64,
    /// How many attachments a post may have.
    pub max_media_attachments: u64,
    /// How many characters an address in the text counts for, however long.
    pub characters_reserved_per_url: u64,
}

/// Limits of attachments, in bytes and pixels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceMediaLimits {
    /// Types of files that may be uploaded.
    pub supported_mime_types: Vec<String>,
    /// How long alt texts may be, in characters.
    pub description_limit: u64,
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

/// Limits of polls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstancePollLimits {
    /// How many choices a poll may have.
    pub max_options: u64,
    /// How long a choice may be, in characters.
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
    /// Whether a service for translations is set up.
    pub enabled: bool,
}

/// Who may read which timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceTimelinesAccess {
    /// The public timelines.
    pub live_feeds: InstanceFeedAccess,
    /// The timelines of hashtags.
    pub hashtag_feeds: InstanceFeedAccess,
    /// The timelines of links.
    pub trending_link_feeds: InstanceFeedAccess,
}

/// Who may read a timeline's local and remote statuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct InstanceFeedAccess {
    /// Who may read the posts of this server in it.
    pub local: TimelineAccess,
    /// Who may read the posts of other servers in it.
    pub remote: TimelineAccess,
}
