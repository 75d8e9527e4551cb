//! Posts by mail, for people without an account.

use kinds::AccountId;
use poem::{Request, http::header};
use poem_openapi::{OpenApi, param::Path};
use shared::{entities::Empty, params::SubscribeByEmail};

use super::resource;
use crate::{
    locale::Locale,
    service::email_subscription,
    web::{error::ApiError, extract::Body, json::Json},
};

resource! {
    /// `/api/v1/accounts/:id/email_subscriptions`
    EmailSubscriptionsApi
}

#[OpenApi]
impl EmailSubscriptionsApi {
    /// Have an account's public posts sent by mail
    ///
    /// For people without an account. A mail asks first whether the address wants that.
    #[oai(path = "/api/v1/accounts/:id/email_subscriptions", method = "post")]
    async fn subscribe(
        &self,
        request: &Request,
        id: Path<AccountId>,
        body: Body<SubscribeByEmail>,
    ) -> Result<Json<Empty>, ApiError> {
        let language = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let locale = Locale::from_accept_language(language.unwrap_or_default());
        email_subscription::subscribe(&self.ctx, id.0, body.0, locale).await?;
        Ok(Json(Empty {}))
    }
}
