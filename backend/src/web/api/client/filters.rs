//! Filters.

use kinds::{FilterId, FilterKeywordId, FilterStatusId};
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, Filter, FilterKeyword, FilterStatus},
    params::{AddFilterStatus, SaveFilter, SaveFilterKeyword},
};

use super::resource;
use crate::{
    service::filter,
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
    /// `/api/v2/filters`
    FiltersApi
}

#[OpenApi]
impl FiltersApi {
    /// One's filters
    #[oai(path = "/api/v2/filters", method = "get")]
    async fn list(&self, user: User<ReadFilters>) -> Result<Json<Vec<Filter>>, ApiError> {
        Ok(Json(filter::list(&self.ctx, user.account).await?))
    }

    /// A filter
    #[oai(path = "/api/v2/filters/:id", method = "get")]
    async fn show(&self, user: User<ReadFilters>, id: Path<FilterId>) -> Result<Json<Filter>, ApiError> {
        Ok(Json(filter::show(&self.ctx, user.account, id.0).await?))
    }

    /// Make a filter
    #[oai(path = "/api/v2/filters", method = "post")]
    async fn create(
        &self,
        user: User<WriteFilters>,
        body: Body<SaveFilter>,
    ) -> Result<Json<Filter>, ApiError> {
        Ok(Json(filter::create(&self.ctx, user.account, body.0).await?))
    }

    /// Change a filter and its keywords
    #[oai(path = "/api/v2/filters/:id", method = "put")]
    async fn update(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterId>,
        body: Body<SaveFilter>,
    ) -> Result<Json<Filter>, ApiError> {
        Ok(Json(filter::update(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a filter
    #[oai(path = "/api/v2/filters/:id", method = "delete")]
    async fn delete(&self, user: User<WriteFilters>, id: Path<FilterId>) -> Result<Json<Empty>, ApiError> {
        filter::delete(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// The keywords of a filter
    #[oai(path = "/api/v2/filters/:id/keywords", method = "get")]
    async fn keywords(
        &self,
        user: User<ReadFilters>,
        id: Path<FilterId>,
    ) -> Result<Json<Vec<FilterKeyword>>, ApiError> {
        Ok(Json(filter::keywords(&self.ctx, user.account, id.0).await?))
    }

    /// Add a keyword to a filter
    #[oai(path = "/api/v2/filters/:id/keywords", method = "post")]
    async fn add_keyword(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterId>,
        body: Body<SaveFilterKeyword>,
    ) -> Result<Json<FilterKeyword>, ApiError> {
        Ok(Json(filter::add_keyword(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// A keyword
    #[oai(path = "/api/v2/filters/keywords/:id", method = "get")]
    async fn show_keyword(
        &self,
        user: User<ReadFilters>,
        id: Path<FilterKeywordId>,
    ) -> Result<Json<FilterKeyword>, ApiError> {
        Ok(Json(filter::show_keyword(&self.ctx, user.account, id.0).await?))
    }

    /// Change a keyword
    #[oai(path = "/api/v2/filters/keywords/:id", method = "put")]
    async fn change_keyword(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterKeywordId>,
        body: Body<SaveFilterKeyword>,
    ) -> Result<Json<FilterKeyword>, ApiError> {
        Ok(Json(filter::change_keyword(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Remove a keyword
    #[oai(path = "/api/v2/filters/keywords/:id", method = "delete")]
    async fn remove_keyword(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterKeywordId>,
    ) -> Result<Json<Empty>, ApiError> {
        filter::remove_keyword(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// The statuses of a filter
    #[oai(path = "/api/v2/filters/:id/statuses", method = "get")]
    async fn statuses(
        &self,
        user: User<ReadFilters>,
        id: Path<FilterId>,
    ) -> Result<Json<Vec<FilterStatus>>, ApiError> {
        Ok(Json(filter::statuses(&self.ctx, user.account, id.0).await?))
    }

    /// Add a status to a filter
    #[oai(path = "/api/v2/filters/:id/statuses", method = "post")]
    async fn add_status(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterId>,
        body: Body<AddFilterStatus>,
    ) -> Result<Json<FilterStatus>, ApiError> {
        Ok(Json(filter::add_status(&self.ctx, user.account, id.0, body.0.status_id).await?))
    }

    /// A status of a filter
    #[oai(path = "/api/v2/filters/statuses/:id", method = "get")]
    async fn show_status(
        &self,
        user: User<ReadFilters>,
        id: Path<FilterStatusId>,
    ) -> Result<Json<FilterStatus>, ApiError> {
        Ok(Json(filter::show_status(&self.ctx, user.account, id.0).await?))
    }

    /// Remove a status from its filter
    #[oai(path = "/api/v2/filters/statuses/:id", method = "delete")]
    async fn remove_status(
        &self,
        user: User<WriteFilters>,
        id: Path<FilterStatusId>,
    ) -> Result<Json<FilterStatus>, ApiError> {
        Ok(Json(filter::remove_status(&self.ctx, user.account, id.0).await?))
    }
}
