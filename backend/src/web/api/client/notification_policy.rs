//! Which notifications are filtered.

use poem_openapi::OpenApi;
use shared::{
    entities::{NotificationPolicy, V1NotificationPolicy},
    params::{UpdateNotificationPolicy, UpdateV1NotificationPolicy},
};

use super::resource;
use crate::{
    service::notification::policy,
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
    /// `/api/v2/notifications/policy`, and its old form.
    NotificationPolicyApi
}

#[OpenApi]
impl NotificationPolicyApi {
    /// What happens to notifications of strangers
    #[oai(path = "/api/v2/notifications/policy", method = "get")]
    async fn show(&self, user: User<ReadNotifications>) -> Result<Json<NotificationPolicy>, ApiError> {
        Ok(Json(policy::show(&self.ctx, user.account).await?))
    }

    /// Change what happens to notifications of strangers
    #[oai(path = "/api/v2/notifications/policy", method = "patch")]
    async fn update(
        &self,
        user: User<WriteNotifications>,
        body: Body<UpdateNotificationPolicy>,
    ) -> Result<Json<NotificationPolicy>, ApiError> {
        Ok(Json(policy::update(&self.ctx, user.account, body.0).await?))
    }

    /// The same by another verb
    #[oai(path = "/api/v2/notifications/policy", method = "put")]
    async fn replace(
        &self,
        user: User<WriteNotifications>,
        body: Body<UpdateNotificationPolicy>,
    ) -> Result<Json<NotificationPolicy>, ApiError> {
        Ok(Json(policy::update(&self.ctx, user.account, body.0).await?))
    }

    /// The policy in its old form
    #[oai(path = "/api/v1/notifications/policy", method = "get", deprecated = true)]
    async fn show_v1(&self, user: User<ReadNotifications>) -> Result<Json<V1NotificationPolicy>, ApiError> {
        Ok(Json(policy::show_v1(&self.ctx, user.account).await?))
    }

    /// Change the policy in its old form
    #[oai(path = "/api/v1/notifications/policy", method = "patch", deprecated = true)]
    async fn update_v1(
        &self,
        user: User<WriteNotifications>,
        body: Body<UpdateV1NotificationPolicy>,
    ) -> Result<Json<V1NotificationPolicy>, ApiError> {
        Ok(Json(policy::update_v1(&self.ctx, user.account, body.0).await?))
    }

    /// The same by another verb
    #[oai(path = "/api/v1/notifications/policy", method = "put", deprecated = true)]
    async fn replace_v1(
        &self,
        user: User<WriteNotifications>,
        body: Body<UpdateV1NotificationPolicy>,
    ) -> Result<Json<V1NotificationPolicy>, ApiError> {
        Ok(Json(policy::update_v1(&self.ctx, user.account, body.0).await?))
    }
}
