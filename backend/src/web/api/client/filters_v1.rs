//! Filters in their old form, for old apps.

use kinds::FilterKeywordId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, V1Filter},
    params::SaveV1Filter,
};

use super::resource;
use crate::{
    service::filter::v1,
    web::{
        error::ApiError,
        extract::{
            Body, User,
            scope::{ReadFilters, WriteFilters},
        },
        json::Json,
    },
};

resource! {
    /// `/api/v1/filters`
    V1FiltersApi
}

#[OpenApi]
impl V1FiltersApi {
    /// The keywords of one's filters
    #[oai(path = "/api/v1/filters", method = "get", deprecated)]
    async fn list(&self, user: User<ReadFilters>) -> Result<Json<Vec<V1Filter>>, ApiError> {
        Ok(Json(v1::list(&self.ctx, user.account).await?))
    }

    /// A keyword with what its filter says
    #[oai(path = "/api/v1/filters/:id", method = "get", deprecated)]
    async fn show(
        &self,
        user: User<ReadFilters>,
        id: Path<FilterKeywordId>,
    ) -> Result<Json<V1Filter>, ApiError> {
        Ok(Json(v1::show(&self.ctx, user.account, id.0).await?))
    }

    /// Make a filter of one keyword
    #[oai(path = "/api/v1/filters", method = "post", deprecated)]
    async fn create(
        &self,
        user: User<WriteFilters>,
        body: Body<SaveV1Filter>,
    ) -> Result<Json<V1Filter>, ApiError> {
        Ok(Json(v1::create(&self.ctx, user.account, body.0).await?))
    }

    /// Change a keyword and its filter
    #[oai(path = "/api/v1/filters/:id", method = "put", deprecated)]
    async fn update(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterKeywordId>,
        body: Body<SaveV1Filter>,
    ) -> Result<Json<V1Filter>, ApiError> {
        Ok(Json(v1::update(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a keyword, and its filter with the last one
    #[oai(path = "/api/v1/filters/:id", method = "delete", deprecated)]
    async fn delete(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterKeywordId>,
    ) -> Result<Json<Empty>, ApiError> {
        v1::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }
}
