//! Confirming the mail address from within an application.

use poem_openapi::OpenApi;
use shared::{entities::Empty, params::ResendConfirmation};

use super::resource;
use crate::{
    service::account::register,
    web::{
        error::ApiError,
        extract::{Body, Newcomer, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/emails`
    EmailsApi
}

#[OpenApi]
impl EmailsApi {
    /// Send the confirmation mail again
    #[oai(path = "/api/v1/emails/confirmations", method = "post")]
    async fn resend(
        &self,
        user: Newcomer<scope::WriteAccounts>,
        body: Body<ResendConfirmation>,
    ) -> Result<Json<Empty>, ApiError> {
        register::resend(&self.ctx, &user, body.0.email.as_deref()).await?;
        Ok(Json(Empty {}))
    }

    /// Whether the mail address is confirmed
    #[oai(path = "/api/v1/emails/check_confirmation", method = "get")]
    async fn check(&self, user: Newcomer<scope::Confirmation>) -> Result<Json<bool>, ApiError> {
        Ok(Json(register::is_confirmed(&self.ctx, &user).await?))
    }
}
