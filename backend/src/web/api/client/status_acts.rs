//! What people do with statuses: boosts, favourites, bookmarks, pins, muted threads.

use std::sync::Arc;

use kinds::StatusId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, Status},
    paging::Previous,
    params::{BookmarkStatus, ReblogStatus},
};

use super::{resource, statuses::account};
use crate::{
    service::status,
    web::{
        error::ApiError,
        extract::{Body, MaybeUser, Paging, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/statuses/:id/…`
    StatusActsApi
}

#[OpenApi]
impl StatusActsApi {
    /// Boost
    #[oai(path = "/api/v1/statuses/:id/reblog", method = "post")]
    async fn reblog(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
        body: Body<ReblogStatus>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::reblog(&self.ctx, &viewer, id.0, body.0.visibility).await?))
    }

    /// Take a boost back
    #[oai(path = "/api/v1/statuses/:id/unreblog", method = "post")]
    async fn unreblog(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unreblog(&self.ctx, &viewer, id.0).await?))
    }

    /// Favourite
    #[oai(path = "/api/v1/statuses/:id/favourite", method = "post")]
    async fn favourite(
        &self,
        viewer: User<scope::WriteFavourites>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::favourite(&self.ctx, viewer.account, id.0).await?))
    }

    /// Take a favourite back
    #[oai(path = "/api/v1/statuses/:id/unfavourite", method = "post")]
    async fn unfavourite(
        &self,
        viewer: User<scope::WriteFavourites>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unfavourite(&self.ctx, viewer.account, id.0).await?))
    }

    /// Bookmark, or move a bookmark to another folder
    #[oai(path = "/api/v1/statuses/:id/bookmark", method = "post")]
    async fn bookmark(
        &self,
        viewer: User<scope::WriteBookmarks>,
        id: Path<StatusId>,
        body: Body<BookmarkStatus>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::bookmark(&self.ctx, viewer.account, id.0, body.0.folder_id).await?))
    }

    /// Remove a bookmark
    #[oai(path = "/api/v1/statuses/:id/unbookmark", method = "post")]
    async fn unbookmark(
        &self,
        viewer: User<scope::WriteBookmarks>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unbookmark(&self.ctx, viewer.account, id.0).await?))
    }

    /// Pin to one's profile
    #[oai(path = "/api/v1/statuses/:id/pin", method = "post")]
    async fn pin(
        &self,
        viewer: User<scope::WriteAccounts>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::pin(&self.ctx, &viewer, id.0).await?))
    }

    /// Unpin
    #[oai(path = "/api/v1/statuses/:id/unpin", method = "post")]
    async fn unpin(
        &self,
        viewer: User<scope::WriteAccounts>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unpin(&self.ctx, &viewer, id.0).await?))
    }

    /// Mute the thread: no notifications from it
    #[oai(path = "/api/v1/statuses/:id/mute", method = "post")]
    async fn mute(
        &self,
        viewer: User<scope::WriteMutes>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::mute(&self.ctx, viewer.account, id.0).await?))
    }

    /// Unmute the thread
    #[oai(path = "/api/v1/statuses/:id/unmute", method = "post")]
    async fn unmute(
        &self,
        viewer: User<scope::WriteMutes>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unmute(&self.ctx, viewer.account, id.0).await?))
    }

    /// Who has boosted it
    #[oai(path = "/api/v1/statuses/:id/reblogged_by", method = "get")]
    async fn reblogged_by(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
        paging: Paging,
    ) -> Result<Paged<Arc<Account>>, ApiError> {
        let list = status::reblogged_by(&self.ctx, account(&viewer), id.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::SinceId))
    }

    /// Who has favourited it
    #[oai(path = "/api/v1/statuses/:id/favourited_by", method = "get")]
    async fn favourited_by(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
        paging: Paging,
    ) -> Result<Paged<Arc<Account>>, ApiError> {
        let list = status::favourited_by(&self.ctx, account(&viewer), id.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::SinceId))
    }
}
