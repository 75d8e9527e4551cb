//! Client applications.

use poem_openapi::OpenApi;
use shared::{
    entities::{Application, CredentialApplication},
    params::CreateApp,
};

use super::resource;
use crate::{
    service::oauth::app,
    web::{
        error::ApiError,
        extract::{AnyToken, Body},
        json::Json,
    },
};

resource! {
    /// `/api/v1/apps`
    AppsApi
}

#[OpenApi]
impl AppsApi {
    /// Register an application
    #[oai(path = "/api/v1/apps", method = "post")]
    async fn create(&self, body: Body<CreateApp>) -> Result<Json<CredentialApplication>, ApiError> {
        Ok(Json(app::register(&self.ctx, body.0).await?))
    }

    /// The application of the token
    #[oai(path = "/api/v1/apps/verify_credentials", method = "get")]
    async fn verify(&self, token: AnyToken) -> Result<Json<Application>, ApiError> {
        Ok(Json(app::by_id(&self.ctx, token.app).await?))
    }
}
