//! Folders for bookmarks. Not in Mastodon.

use kinds::BookmarkFolderId;
use serde::{Deserialize, Serialize};

use crate::form::present;

/// A new folder, or changes to one: what is absent stays then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveBookmarkFolder {
    /// What it is called, 100 characters at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A Unicode emoji, or the shortcode of a custom one of this server; empty or null: none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub emoji: Option<Option<String>>,
}

/// Where to put a bookmark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct BookmarkStatus {
    /// The folder; absent or null: none, and out of the one it is in. Not in Mastodon.
    pub folder_id: Option<BookmarkFolderId>,
}

/// Which bookmarks to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct BookmarksQuery {
    /// Only those in this folder. Not in Mastodon.
    pub folder_id: Option<BookmarkFolderId>,
}
