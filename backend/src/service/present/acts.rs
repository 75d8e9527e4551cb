//! What a viewer did with a status.

use kinds::BookmarkFolderId;
use shared::entities::{Status, StatusPleroma};

/// What a viewer did with a status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Acts {
    favourited: bool,
    bookmarked: bool,
    boosted: bool,
    /// Where the bookmark is.
    folder: Option<BookmarkFolderId>,
}

impl Acts {
    /// Notes an act, by its number in the rows of `store::query::status`.
    pub(super) fn note(&mut self, kind: i64, folder: Option<BookmarkFolderId>) {
        match kind {
            0 => self.favourited = true,
            1 => (self.bookmarked, self.folder) = (true, folder),
            2 => self.boosted = true,
            _ => {}
        }
    }

    /// Tells the viewer.
    pub(super) fn put(self, status: &mut Status) {
        status.favourited = Some(self.favourited);
        status.bookmarked = Some(self.bookmarked);
        status.reblogged = Some(self.boosted);
        status.pleroma = self.folder.map(|bookmark_folder| StatusPleroma { bookmark_folder });
    }
}
