//! What many write about, share and like at the moment.

use poem_openapi::OpenApi;
use shared::entities::{Status, Tag, TrendsLink};

use super::{resource, statuses::account};
use crate::{
    service::trend::{self, MAX_OFFSET, OTHERS, STATUSES},
    web::{
        error::ApiError,
        extract::{MaybeUser, Offset, scope::Any},
        json::Paged,
    },
};

resource! {
    /// `/api/v1/trends`
    TrendsApi
}

#[OpenApi]
impl TrendsApi {
    /// Trending hashtags
    #[oai(path = "/api/v1/trends/tags", method = "get")]
    async fn tags(&self, viewer: MaybeUser<Any>, offset: Offset) -> Result<Paged<Tag>, ApiError> {
        let stretch = offset.stretch(OTHERS, MAX_OFFSET);
        let (items, full) = trend::tags(&self.ctx, account(&viewer), stretch).await?;
        Ok(Paged { items, link: offset.link(stretch, full) })
    }

    /// Trending hashtags
    ///
    /// The old address of `/api/v1/trends/tags`.
    #[oai(path = "/api/v1/trends", method = "get", deprecated)]
    async fn tags_old(&self, viewer: MaybeUser<Any>, offset: Offset) -> Result<Paged<Tag>, ApiError> {
        self.tags(viewer, offset).await
    }

    /// Trending statuses
    #[oai(path = "/api/v1/trends/statuses", method = "get")]
    async fn statuses(&self, viewer: MaybeUser<Any>, offset: Offset) -> Result<Paged<Status>, ApiError> {
        let stretch = offset.stretch(STATUSES, MAX_OFFSET);
        let (items, full) = trend::statuses(&self.ctx, account(&viewer), stretch).await?;
        Ok(Paged { items, link: offset.link(stretch, full) })
    }

    /// Trending links
    #[oai(path = "/api/v1/trends/links", method = "get")]
    async fn links(&self, viewer: MaybeUser<Any>, offset: Offset) -> Result<Paged<TrendsLink>, ApiError> {
        let stretch = offset.stretch(OTHERS, MAX_OFFSET);
        let (items, full) = trend::links(&self.ctx, account(&viewer), stretch).await?;
        Ok(Paged { items, link: offset.link(stretch, full) })
    }
}
