//! One's own blocks of whole servers.

use poem_openapi::OpenApi;
use serde::Deserialize;
use shared::{
    entities::{DomainBlockPreview, Empty},
    paging::Previous,
};

use super::resource;
use crate::{
    service,
    web::{
        error::ApiError,
        extract::{Body, Paging, Query, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/domain_blocks` and what hangs below.
    DomainBlocksApi
}

/// A server.
#[derive(Debug, Deserialize, poem_openapi::Object)]
#[oai(rename = "DomainParameter")]
struct Domain {
    /// Its domain.
    domain: String,
}

#[OpenApi]
impl DomainBlocksApi {
    /// Servers one blocks
    #[oai(path = "/api/v1/domain_blocks", method = "get")]
    async fn list(&self, user: User<scope::ReadBlocks>, paging: Paging) -> Result<Paged<String>, ApiError> {
        let list = service::relationship::blocked_domains(&self.ctx, user.account, paging.page).await?;
        Ok(paging.answer(list, Previous::SinceId))
    }

    /// Block a server; follows both ways end
    #[oai(path = "/api/v1/domain_blocks", method = "post")]
    async fn block(
        &self,
        user: User<scope::WriteBlocks>,
        body: Body<Domain>,
    ) -> Result<Json<Empty>, ApiError> {
        service::domain_block::block(&self.ctx, user.account, &body.0.domain).await?;
        Ok(Json(Empty {}))
    }

    /// Unblock a server
    #[oai(path = "/api/v1/domain_blocks", method = "delete")]
    async fn unblock(
        &self,
        user: User<scope::WriteBlocks>,
        body: Body<Domain>,
    ) -> Result<Json<Empty>, ApiError> {
        service::domain_block::unblock(&self.ctx, user.account, &body.0.domain).await?;
        Ok(Json(Empty {}))
    }

    /// How many follows a block would end
    #[oai(path = "/api/v1/domain_blocks/preview", method = "get")]
    async fn preview(
        &self,
        user: User<scope::WriteBlocks>,
        query: Query<Domain>,
    ) -> Result<Json<DomainBlockPreview>, ApiError> {
        let domain = &query.0.domain;
        let (following_count, followers_count) =
            service::domain_block::preview(&self.ctx, user.account, domain).await?;
        Ok(Json(DomainBlockPreview { following_count, followers_count }))
    }
}
