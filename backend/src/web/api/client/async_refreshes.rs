//! Work that goes on after an answer.

use poem_openapi::{OpenApi, param::Path};
use shared::entities::WrappedAsyncRefresh;

use super::resource;
use crate::{
    service::refresh,
    web::{
        error::ApiError,
        extract::{User, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1_alpha/async_refreshes`
    AsyncRefreshesApi
}

#[OpenApi]
impl AsyncRefreshesApi {
    /// How work in the background is going
    ///
    /// The header `Mastodon-Async-Refresh` of another answer names it.
    #[oai(path = "/api/v1_alpha/async_refreshes/:id", method = "get")]
    async fn show(
        &self,
        _user: User<scope::Read>,
        id: Path<String>,
    ) -> Result<Json<WrappedAsyncRefresh>, ApiError> {
        Ok(Json(refresh::show(&self.ctx, &id.0).await?))
    }
}
