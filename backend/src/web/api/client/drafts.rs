//! Posts that somebody has begun to write: what Mastodon does not have.

use kinds::DraftId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Draft, Empty},
    paging::Previous,
    params::SaveDraft,
};

use super::resource;
use crate::{
    service::status,
    web::{
        error::ApiError,
        extract::{Body, Paging, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/drafts`
    DraftsApi
}

#[OpenApi]
impl DraftsApi {
    /// One's drafts, the last begun first (beyond Mastodon)
    #[oai(path = "/api/v1/drafts", method = "get")]
    async fn list(&self, user: User<scope::ReadStatuses>, paging: Paging) -> Result<Paged<Draft>, ApiError> {
        let list = status::list_drafts(&self.ctx, user.account, &paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Keep a draft (beyond Mastodon)
    #[oai(path = "/api/v1/drafts", method = "post")]
    async fn create(
        &self,
        user: User<scope::WriteStatuses>,
        body: Body<SaveDraft>,
    ) -> Result<Json<Draft>, ApiError> {
        Ok(Json(status::create_draft(&self.ctx, user.account, body.0).await?))
    }

    /// A draft (beyond Mastodon)
    #[oai(path = "/api/v1/drafts/:id", method = "get")]
    async fn show(
        &self,
        user: User<scope::ReadStatuses>,
        id: Path<DraftId>,
    ) -> Result<Json<Draft>, ApiError> {
        Ok(Json(status::show_draft(&self.ctx, user.account, id.0).await?))
    }

    /// Replace a draft (beyond Mastodon)
    #[oai(path = "/api/v1/drafts/:id", method = "put")]
    async fn update(
        &self,
        user: User<scope::WriteStatuses>,
        id: Path<DraftId>,
        body: Body<SaveDraft>,
    ) -> Result<Json<Draft>, ApiError> {
        Ok(Json(status::replace_draft(&self.ctx, user.account, id.0, body.0).await?))
    }

    /// Throw a draft away (beyond Mastodon)
    #[oai(path = "/api/v1/drafts/:id", method = "delete")]
    async fn delete(
        &self,
        user: User<scope::WriteStatuses>,
        id: Path<DraftId>,
    ) -> Result<Json<Empty>, ApiError> {
        status::delete_draft(&self.ctx, user.account, id.0).await?;
        Ok(Json(Empty {}))
    }
}
