//! Quotes of statuses, and who may quote and answer them.

use kinds::StatusId;
use poem_openapi::{OpenApi, param::Path};
use shared::{entities::Status, paging::Previous, params::UpdateInteractionPolicy};

use super::resource;
use crate::{
    service::{interaction, quote},
    web::{
        error::ApiError,
        extract::{Body, Paging, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/statuses/:id/quotes`
    QuotesApi
}

#[OpenApi]
impl QuotesApi {
    /// Who has quoted it
    #[oai(path = "/api/v1/statuses/:id/quotes", method = "get")]
    async fn list(
        &self,
        viewer: User<scope::ReadStatuses>,
        id: Path<StatusId>,
        paging: Paging,
    ) -> Result<Paged<Status>, ApiError> {
        let list = quote::quotes(&self.ctx, viewer.account, id.0, &paging.page).await?;
        Ok(paging.answer(list, Previous::SinceId))
    }

    /// Take the permission for a quote back
    #[oai(path = "/api/v1/statuses/:id/quotes/:quoting_status_id/revoke", method = "post")]
    async fn revoke(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
        quoting_status_id: Path<StatusId>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(quote::revoke(&self.ctx, &viewer, id.0, quoting_status_id.0).await?))
    }

    /// Say anew who may quote it and reply to it
    #[oai(path = "/api/v1/statuses/:id/interaction_policy", method = "put")]
    async fn set_policy(
        &self,
        viewer: User<scope::WriteStatuses>,
        id: Path<StatusId>,
        body: Body<UpdateInteractionPolicy>,
    ) -> Result<Json<Status>, ApiError> {
        Ok(Json(interaction::set_policies(&self.ctx, &viewer, id.0, body.0).await?))
    }
}
