//! Statuses.

use kinds::StatusId;
use poem_openapi::{
    OpenApi,
    param::{Header, Path},
};
use shared::{
    entities::{Context, Status, StatusEdit, StatusOrScheduled, StatusSource},
    params::{DeleteStatusQuery, EditStatus, PostStatus, StatusesQuery},
};

use super::resource;
use crate::{
    service::{auth::Viewer, refresh, status},
    web::{
        error::ApiError,
        extract::{Body, MaybeUser, Query, Token, User, scope},
        json::{Json, Refreshing},
    },
};

resource! {
    /// `/api/v1/statuses`
    StatusesApi
}

#[OpenApi]
impl StatusesApi {
    /// Post, now or later
    ///
    /// With `scheduled_at`, the answer is a scheduled status.
    #[oai(path = "/api/v1/statuses", method = "post")]
    async fn post(
        &self,
        viewer: User<scope::WriteStatuses>,
        /// The same key twice makes one status, within an hour
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        body: Body<PostStatus>,
    ) -> Result<Json<StatusOrScheduled>, ApiError> {
        Ok(Json(status::post_or_schedule(&self.ctx, &viewer, body.0, key.as_deref()).await?))
    }

    /// Several statuses
    #[oai(path = "/api/v1/statuses", method = "get")]
    async fn list(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        query: Query<StatusesQuery>,
    ) -> Result<Json<Vec<Status>>, ApiError> {
        let ids = query.0.id.unwrap_or_default();
        Ok(Json(status::list(&self.ctx, account(&viewer), &ids).await?))
    }

    /// A status
    #[oai(path = "/api/v1/statuses/:id", method = "get")]
    async fn show(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::show(&self.ctx, account(&viewer), id.0).await?))
    }

    /// Edit
    #[oai(path = "/api/v1/statuses/:id", method = "put")]
    async fn edit(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
        body: Body<EditStatus>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::edit(&self.ctx, &viewer, id.0, body.0).await?))
    }

    /// Delete. The answer holds what was typed
    #[oai(path = "/api/v1/statuses/:id", method = "delete")]
    async fn delete(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
        query: Query<DeleteStatusQuery>,
    ) -> Result<Json<Status>, ApiError> {
        let delete_media = query.0.delete_media.unwrap_or_default();
        Ok(Json(status::delete(&self.ctx, &viewer, id.0, delete_media).await?))
    }

    /// The thread around a status
    ///
    /// Of a post of another server, replies that are only known there are fetched in the background; a
    /// header says how to ask after that.
    #[oai(path = "/api/v1/statuses/:id/context", method = "get")]
    async fn context(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
    ) -> Result<Refreshing<Context>, ApiError> {
        let body = status::context(&self.ctx, account(&viewer), id.0).await?;
        Ok(Refreshing { body, refresh: refresh::of_context(&self.ctx, account(&viewer), id.0).await? })
    }

    /// All versions of a status, the first one first
    #[oai(path = "/api/v1/statuses/:id/history", method = "get")]
    async fn history(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
    ) -> Result<Json<Vec<StatusEdit>>, ApiError> {
        Ok(Json(status::history(&self.ctx, account(&viewer), id.0).await?))
    }

    /// What the author typed
    #[oai(path = "/api/v1/statuses/:id/source", method = "get")]
    async fn source(
        &self,
        token: Token<scope::ReadStatuses>,
        id: Path<StatusId>,
    ) -> Result<Json<StatusSource>, ApiError> {
        Ok(Json(status::source(&self.ctx, token.account(), id.0).await?))
    }
}

/// The account of a viewer who may be a visitor.
pub(super) fn account<S>(viewer: &MaybeUser<S>) -> Option<kinds::AccountId> {
    viewer.viewer().map(|viewer: &Viewer| viewer.account)
}
