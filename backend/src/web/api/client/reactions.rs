//! Emoji under statuses: what Mastodon does not have, in the two forms that apps know from other servers.

use kinds::StatusId;
use poem_openapi::{OpenApi, param::Path};
use shared::entities::{Status, StatusReaction};

use super::{resource, statuses::account};
use crate::{
    service::status,
    web::{
        error::ApiError,
        extract::{MaybeUser, User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/statuses/:id/react` and `/api/v1/pleroma/statuses/:id/reactions`
    ReactionsApi
}

#[OpenApi]
impl ReactionsApi {
    /// Put an emoji under a status (beyond Mastodon)
    #[oai(path = "/api/v1/statuses/:id/react/:name", method = "post")]
    async fn react(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<StatusId>,
        name: Path<String>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::react(&self.ctx, user.account, id.0, &name.0).await?))
    }

    /// Take an emoji back (beyond Mastodon)
    #[oai(path = "/api/v1/statuses/:id/unreact/:name", method = "post")]
    async fn unreact(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<StatusId>,
        name: Path<String>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unreact(&self.ctx, user.account, id.0, &name.0).await?))
    }

    /// The emoji under a status, and who put them there (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/statuses/:id/reactions", method = "get")]
    async fn list(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
    ) -> Result<Json<Vec<StatusReaction>>, ApiError> {
        Ok(Json(status::reactions(&self.ctx, account(&viewer), id.0, None).await?))
    }

    /// One emoji under a status, and who put it there (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/statuses/:id/reactions/:name", method = "get")]
    async fn show(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        id: Path<StatusId>,
        name: Path<String>,
    ) -> Result<Json<Vec<StatusReaction>>, ApiError> {
        Ok(Json(status::reactions(&self.ctx, account(&viewer), id.0, Some(&name.0)).await?))
    }

    /// Put an emoji under a status, as Pleroma's apps ask for it (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/statuses/:id/reactions/:name", method = "put")]
    async fn put(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<StatusId>,
        name: Path<String>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::react(&self.ctx, user.account, id.0, &name.0).await?))
    }

    /// Take an emoji back, as Pleroma's apps ask for it (beyond Mastodon)
    #[oai(path = "/api/v1/pleroma/statuses/:id/reactions/:name", method = "delete")]
    async fn delete(
        &self,
        user: User<scope::WriteFavourites>,
        id: Path<StatusId>,
        name: Path<String>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(status::unreact(&self.ctx, user.account, id.0, &name.0).await?))
    }
}
