//! Folders for bookmarks. Not in Mastodon.

use kinds::BookmarkFolderId;
use serde::{Deserialize, Serialize};

/// A folder that somebody puts bookmarks into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct BookmarkFolder {
    pub id: BookmarkFolderId,
    /// What the owner calls it.
    pub name: String,
    /// A Unicode emoji, or the shortcode of a custom one between colons; null when it has none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub emoji: Option<String>,
    /// The picture of a custom emoji; null for a Unicode one, or when that emoji is no longer in use.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub emoji_url: Option<String>,
}
