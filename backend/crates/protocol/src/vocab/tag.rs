//! What is marked in a text: people, hashtags, custom emoji.

use chrono::{DateTime, Utc};

use crate::Uri;

/// A person named in a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The actor's id (some software writes the profile page).
    pub href: Uri,
    /// As written, usually `@user@host`.
    pub name: String,
}

/// A hashtag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashtag {
    /// As written, without `#`.
    pub name: String,
    /// What it is looked up by.
    pub key: String,
    /// Its page at the origin.
    pub href: Option<Uri>,
}

/// A custom emoji.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emoji {
    /// Without colons.
    pub shortcode: String,
    /// The picture.
    pub url: Uri,
    /// Its id; often absent.
    pub id: Option<Uri>,
    /// When it last changed.
    pub updated: Option<DateTime<Utc>>,
}
