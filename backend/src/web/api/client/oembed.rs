//! oEmbed.

use poem_openapi::OpenApi;
use shared::{entities::OEmbed, params::OEmbedQuery};

use super::resource;
use crate::{
    service::oembed,
    web::{error::ApiError, extract::Query, json::Json},
};

resource! {
    /// `/api/oembed`
    OEmbedApi
}

#[OpenApi]
impl OEmbedApi {
    /// How to show a public status within another page
    #[oai(path = "/api/oembed", method = "get")]
    async fn show(&self, query: Query<OEmbedQuery>) -> Result<Json<OEmbed>, ApiError> {
        Ok(Json(oembed::show(&self.ctx, &query.0).await?))
    }
}
