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
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub starts_at: Option<Timestamp>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub ends_at: Option<Timestamp>,
    pub all_day: bool,
    pub published_at: Timestamp,
    pub updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub read: Option<bool>,
    pub mentions: Vec<AnnouncementAccount>,
    pub statuses: Vec<AnnouncementStatus>,
    pub tags: Vec<StatusTag>,
    pub emojis: Vec<CustomEmoji>,
    pub reactions: Vec<Reaction>,
}

/// An account an announcement mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnouncementAccount {
    pub id: AccountId,
    pub username: String,
    pub url: String,
    pub acct: String,
}

/// A status an announcement links to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AnnouncementStatus {
    pub id: StatusId,
    pub url: String,
}

/// An emoji that users put under an announcement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Reaction {
    /// A Unicode emoji, or the shortcode of a custom one.
    pub name: String,
    pub count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub me: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub static_url: Option<String>,
}
