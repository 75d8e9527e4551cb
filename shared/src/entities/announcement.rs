//! Announcements by the staff.

use kinds::{AccountId, AnnouncementId, StatusId};
use serde::{Deserialize, Serialize};

use super::{CustomEmoji, StatusTag};
use crate::time::Timestamp;

/// A message of the staff to all users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Announcement {
    pub id: AnnouncementId,
    /// HTML.
    pub content: String,
    /// When what it is about begins; null when it has no such time.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub starts_at: Option<Timestamp>,
    /// When what it is about ends; null when it has no such time.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub ends_at: Option<Timestamp>,
    /// Whether only the days of start and end matter, not the hours.
    pub all_day: bool,
    /// When it was published.
    pub published_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Whether the viewer has dismissed it. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub read: Option<bool>,
    /// Accounts that its text mentions.
    pub mentions: Vec<AnnouncementAccount>,
    /// Posts that its text links to.
    pub statuses: Vec<AnnouncementStatus>,
    /// Hashtags in its text.
    pub tags: Vec<StatusTag>,
    /// Custom emoji in its text.
    pub emojis: Vec<CustomEmoji>,
    /// Emoji that users put under it, each with its count.
    pub reactions: Vec<Reaction>,
}

/// An account an announcement mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnouncementAccount {
    pub id: AccountId,
    /// The name without the domain.
    pub username: String,
    /// Web page of the profile.
    pub url: String,
    /// `username` for accounts of this server, `username@domain` for others.
    pub acct: String,
}

/// A status an announcement links to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnouncementStatus {
    pub id: StatusId,
    /// Web page of the post.
    pub url: String,
}

/// An emoji that users put under an announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Reaction {
    /// A Unicode emoji, or the shortcode of a custom one.
    pub name: String,
    /// How many users have put it there.
    pub count: i64,
    /// Whether the viewer is one of them. Absent without a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub me: Option<bool>,
    /// Address of the picture. Absent for Unicode emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub url: Option<String>,
    /// The picture without animation. Absent for Unicode emoji.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub static_url: Option<String>,
}
