//! Which notifications are sent by mail. Mastodon has this on a page of its own, not in its API.

use poem_openapi::OpenApi;
use shared::{entities::MailPreferences, params::UpdateMailPreferences};

use super::resource;
use crate::{
    service::mail_preference,
    web::{
        error::ApiError,
        extract::{
            Body, User,
            scope::{ReadNotifications, WriteNotifications},
        },
        json::Json,
    },
};

resource! {
    /// `/api/phiomia/v1/mail_preferences`
    MailPreferencesApi
}

#[OpenApi]
impl MailPreferencesApi {
    /// Which notifications are sent by mail
    #[oai(path = "/api/phiomia/v1/mail_preferences", method = "get")]
    async fn show(&self, user: User<ReadNotifications>) -> Result<Json<MailPreferences>, ApiError> {
        Ok(Json(mail_preference::show(&self.ctx, user.account).await?))
    }

    /// Change which notifications are sent by mail
    #[oai(path = "/api/phiomia/v1/mail_preferences", method = "put")]
    async fn update(
        &self,
        user: User<WriteNotifications>,
        body: Body<UpdateMailPreferences>,
    ) -> Result<Json<MailPreferences>, ApiError> {
        Ok(Json(mail_preference::update(&self.ctx, user.account, body.0).await?))
    }
}
