//! Hashtags, custom emoji, reading positions.

use kinds::MarkerTimeline;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{CustomEmoji, Markers, Tag},
    paging::Previous,
    params::{MarkersQuery, SaveMarkers},
};

use super::{resource, statuses::account};
use crate::{
    error::ServiceError,
    service::{auth::Viewer, emoji, featured_tag, marker, tag},
    web::{
        error::ApiError,
        extract::{Body, MaybeUser, Paging, Query, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/tags`, `/api/v1/followed_tags`, `/api/v1/custom_emojis`, `/api/v1/markers`
    TagsApi
}

#[OpenApi]
impl TagsApi {
    /// A hashtag
    #[oai(path = "/api/v1/tags/:name", method = "get")]
    async fn show(
        &self,
        viewer: MaybeUser<scope::ReadStatuses>,
        name: Path<String>,
    ) -> Result<Json<Tag>, ApiError> {
        Ok(Json(tag::show(&self.ctx, account(&viewer), &name.0).await?))
    }

    /// Follow a hashtag
    #[oai(path = "/api/v1/tags/:name/follow", method = "post")]
    async fn follow(
        &self,
        viewer: User<scope::WriteFollows>,
        name: Path<String>,
    ) -> Result<Json<Tag>, ApiError> {
        Ok(Json(tag::follow(&self.ctx, viewer.account, &name.0).await?))
    }

    /// Unfollow a hashtag
    #[oai(path = "/api/v1/tags/:name/unfollow", method = "post")]
    async fn unfollow(
        &self,
        viewer: User<scope::WriteFollows>,
        name: Path<String>,
    ) -> Result<Json<Tag>, ApiError> {
        Ok(Json(tag::unfollow(&self.ctx, viewer.account, &name.0).await?))
    }

    /// Show a hashtag on one's profile
    #[oai(path = "/api/v1/tags/:name/feature", method = "post")]
    async fn feature(
        &self,
        viewer: User<scope::WriteAccounts>,
        name: Path<String>,
    ) -> Result<Json<Tag>, ApiError> {
        Ok(Json(featured_tag::feature(&self.ctx, viewer.account, &name.0).await?))
    }

    /// No longer show a hashtag on one's profile
    #[oai(path = "/api/v1/tags/:name/unfeature", method = "post")]
    async fn unfeature(
        &self,
        viewer: User<scope::WriteAccounts>,
        name: Path<String>,
    ) -> Result<Json<Tag>, ApiError> {
        Ok(Json(featured_tag::unfeature(&self.ctx, viewer.account, &name.0).await?))
    }

    /// The hashtags one follows
    #[oai(path = "/api/v1/followed_tags", method = "get")]
    async fn followed(
        &self,
        viewer: User<scope::ReadFollows>,
        paging: Paging,
    ) -> Result<Paged<Tag>, ApiError> {
        let list = tag::followed(&self.ctx, viewer.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::SinceId))
    }

    /// Custom emoji of this server
    #[oai(path = "/api/v1/custom_emojis", method = "get")]
    async fn custom_emojis(&self) -> Result<Json<Vec<CustomEmoji>>, ApiError> {
        Ok(Json(emoji::all(&self.ctx).await?))
    }

    /// Reading positions
    #[oai(path = "/api/v1/markers", method = "get")]
    async fn markers(
        &self,
        viewer: User<scope::ReadStatuses>,
        query: Query<MarkersQuery>,
    ) -> Result<Json<Markers>, ApiError> {
        let timelines: Vec<MarkerTimeline> = query.0.timeline.unwrap_or_default();
        Ok(Json(marker::get(&self.ctx, user(&viewer)?, &timelines).await?))
    }

    /// Save reading positions
    #[oai(path = "/api/v1/markers", method = "post")]
    async fn save_markers(
        &self,
        viewer: User<scope::WriteStatuses>,
        body: Body<SaveMarkers>,
    ) -> Result<Json<Markers>, ApiError> {
        Ok(Json(marker::save(&self.ctx, user(&viewer)?, body.0).await?))
    }
}

fn user(viewer: &Viewer) -> Result<kinds::UserId, ServiceError> {
    viewer.user.ok_or(ServiceError::NotFound)
}
