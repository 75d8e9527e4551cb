//! Senders whose notifications were filtered.

use kinds::NotificationRequestId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Empty, NotificationRequest, NotificationRequestsMerged},
    paging::Previous,
    params::NotificationRequestIds,
};

use super::resource;
use crate::{
    service::notification::request,
    web::{
        error::ApiError,
        extract::{
            Body, Paging, User,
            scope::{ReadNotifications, WriteNotifications},
        },
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/notifications/requests`
    NotificationRequestsApi
}

#[OpenApi]
impl NotificationRequestsApi {
    /// Senders whose notifications were filtered, newest first
    #[oai(path = "/api/v1/notifications/requests", method = "get")]
    async fn list(
        &self,
        user: User<ReadNotifications>,
        paging: Paging,
    ) -> Result<Paged<NotificationRequest>, ApiError> {
        let list = request::list(&self.ctx, &user, paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// Whether all that was let in is among the notifications
    #[oai(path = "/api/v1/notifications/requests/merged", method = "get")]
    async fn merged(
        &self,
        user: User<ReadNotifications>,
    ) -> Result<Json<NotificationRequestsMerged>, ApiError> {
        Ok(Json(request::merged(&self.ctx, &user).await?))
    }

    /// One request
    #[oai(path = "/api/v1/notifications/requests/:id", method = "get")]
    async fn show(
        &self,
        user: User<ReadNotifications>,
        id: Path<NotificationRequestId>,
    ) -> Result<Json<NotificationRequest>, ApiError> {
        Ok(Json(request::show(&self.ctx, &user, id.0).await?))
    }

    /// Let a sender in
    #[oai(path = "/api/v1/notifications/requests/:id/accept", method = "post")]
    async fn accept(
        &self,
        user: User<WriteNotifications>,
        id: Path<NotificationRequestId>,
    ) -> Result<Json<Empty>, ApiError> {
        request::accept(&self.ctx, &user, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Remove a request and its notifications
    #[oai(path = "/api/v1/notifications/requests/:id/dismiss", method = "post")]
    async fn dismiss(
        &self,
        user: User<WriteNotifications>,
        id: Path<NotificationRequestId>,
    ) -> Result<Json<Empty>, ApiError> {
        request::dismiss(&self.ctx, &user, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Let several senders in
    #[oai(path = "/api/v1/notifications/requests/accept", method = "post")]
    async fn accept_some(
        &self,
        user: User<WriteNotifications>,
        body: Body<NotificationRequestIds>,
    ) -> Result<Json<Empty>, ApiError> {
        request::accept_some(&self.ctx, &user, &body.0.id.unwrap_or_default()).await?;
        Ok(Json(Empty {}))
    }

    /// Remove several requests and their notifications
    #[oai(path = "/api/v1/notifications/requests/dismiss", method = "post")]
    async fn dismiss_some(
        &self,
        user: User<WriteNotifications>,
        body: Body<NotificationRequestIds>,
    ) -> Result<Json<Empty>, ApiError> {
        request::dismiss_some(&self.ctx, &user, &body.0.id.unwrap_or_default()).await?;
        Ok(Json(Empty {}))
    }
}
