//! Web Push.

use poem::Request;
use poem_openapi::OpenApi;
use shared::{
    entities::{Empty, WebPushSubscription},
    params::{SubscribePush, UpdatePush},
};

use super::resource;
use crate::{
    service::push,
    web::{
        error::ApiError,
        extract::{Body, User, bearer_token, scope},
        json::Json,
    },
};

resource! {
    /// `/api/v1/push/subscription`
    PushApi
}

#[OpenApi]
impl PushApi {
    /// Push notifications to a device, in the place of the one before
    #[oai(path = "/api/v1/push/subscription", method = "post")]
    async fn subscribe(
        &self,
        request: &Request,
        user: User<scope::Push>,
        body: Body<SubscribePush>,
    ) -> Result<Json<WebPushSubscription>, ApiError> {
        Ok(Json(push::subscribe(&self.ctx, &user, bearer_token(request), body.0).await?))
    }

    /// Where the token's notifications are pushed
    #[oai(path = "/api/v1/push/subscription", method = "get")]
    async fn show(&self, user: User<scope::Push>) -> Result<Json<WebPushSubscription>, ApiError> {
        Ok(Json(push::show(&self.ctx, &user).await?))
    }

    /// Change what is pushed
    #[oai(path = "/api/v1/push/subscription", method = "put")]
    async fn update(
        &self,
        user: User<scope::Push>,
        body: Body<UpdatePush>,
    ) -> Result<Json<WebPushSubscription>, ApiError> {
        Ok(Json(push::update(&self.ctx, &user, body.0).await?))
    }

    /// Push no more
    #[oai(path = "/api/v1/push/subscription", method = "delete")]
    async fn unsubscribe(&self, user: User<scope::Push>) -> Result<Json<Empty>, ApiError> {
        push::unsubscribe(&self.ctx, &user).await?;
        Ok(Json(Empty {}))
    }
}
