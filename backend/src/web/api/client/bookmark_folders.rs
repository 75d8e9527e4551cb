//! Folders for bookmarks: what Mastodon does not have, in the form that apps know from Pleroma.

use kinds::BookmarkFolderId;
use poem_openapi::{OpenApi, param::Path};
use shared::{entities::BookmarkFolder, params::SaveBookmarkFolder};

use super::resource;
use crate::{
    service::bookmark_folder,
    web::{
        error::ApiError,
        extract::{
            Body, User,
            scope::{ReadBookmarks, WriteBookmarks},
        },
        json::Json,
    },
};

resource! {
    /// `/api/v1/pleroma/bookmark_folders`
    BookmarkFoldersApi
}

#[OpenApi]
impl BookmarkFoldersApi {
    /// One's folders for bookmarks, oldest first (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/bookmark_folders", method = "get")]
    async fn all(&self, user: User<ReadBookmarks>) -> Result<Json<Vec<BookmarkFolder>>, ApiError> {
        Ok(Json(bookmark_folder::all(&self.ctx, user.account).await?))
    }

    /// Make a folder for bookmarks (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/bookmark_folders", method = "post")]
    async fn create(
        &self,
        user: User<WriteBookmarks>,
        body: Body<SaveBookmarkFolder>,
    ) -> Result<Json<BookmarkFolder>, ApiError> {
        Ok(Json(bookmark_folder::create(&self.ctx, user.account, body.0).await?))
    }

    /// Change a folder for bookmarks (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/bookmark_folders/:id", method = "patch")]
    async fn update(
        &self,
        user: User<WriteBookmarks>,
        id: Path<BookmarkFolderId>,
        body: Body<SaveBookmarkFolder>,
    ) -> Result<Json<BookmarkFolder>, ApiError> {
        Ok(Json(bookmark_folder::update(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a folder for bookmarks; those in it stay (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/bookmark_folders/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<WriteBookmarks>,
        id: Path<BookmarkFolderId>,
    ) -> Result<Json<BookmarkFolder>, ApiError> {
        Ok(Json(bookmark_folder::delete(&self.ctx, user.account, id.0).await?))
    }
}
