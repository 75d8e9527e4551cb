//! Notifications in groups.

use std::sync::Arc;

use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Account, Count, Empty, GroupedNotificationsResults},
    paging::Previous,
    params::{NotificationsQuery, ShowNotification, UnreadCountQuery},
};

use super::resource;
use crate::{
    service::notification::{self as service, GroupQuery, filter},
    web::{
        error::ApiError,
        extract::{Paging, Query, User, scope},
        json::{Json, Linked, Paged},
    },
};

resource! {
    /// `/api/v2/notifications` and what hangs below.
    GroupedNotificationsApi
}

#[OpenApi]
impl GroupedNotificationsApi {
    /// Groups of notifications, the one with the newest first
    #[oai(path = "/api/v2/notifications", method = "get")]
    async fn list(
        &self,
        user: User<scope::ReadNotifications>,
        query: Query<NotificationsQuery>,
        paging: Paging,
    ) -> Result<Linked<GroupedNotificationsResults>, ApiError> {
        let asked = GroupQuery {
            filter: filter(
                query.0.types,
                query.0.exclude_types,
                query.0.account_id,
                query.0.include_filtered,
                &query.0.supported_types,
            ),
            grouped: query.0.grouped_types,
            partial: query.0.expand_accounts.as_deref() == Some("partial_avatars"),
            supported: query.0.supported_types,
        };
        let (results, span) = service::grouped(&self.ctx, &user, &asked, paging.page).await?;
        Ok(Linked { body: results, link: paging.link(span, Previous::MinId) })
    }

    /// How many groups have something newer than the marker
    #[oai(path = "/api/v2/notifications/unread_count", method = "get")]
    async fn unread_count(
        &self,
        user: User<scope::ReadNotifications>,
        query: Query<UnreadCountQuery>,
    ) -> Result<Json<Count>, ApiError> {
        let asked = GroupQuery {
            filter: filter(query.0.types, query.0.exclude_types, query.0.account_id, None, &None),
            grouped: query.0.grouped_types,
            ..GroupQuery::default()
        };
        Ok(Json(Count { count: service::unread_groups(&self.ctx, &user, &asked, query.0.limit).await? }))
    }

    /// Remove all notifications
    #[oai(path = "/api/v2/notifications/clear", method = "post")]
    async fn clear(&self, user: User<scope::WriteNotifications>) -> Result<Json<Empty>, ApiError> {
        service::clear(&self.ctx, &user).await?;
        Ok(Json(Empty {}))
    }

    /// One group
    #[oai(path = "/api/v2/notifications/:group_key", method = "get")]
    async fn show(
        &self,
        user: User<scope::ReadNotifications>,
        group_key: Path<String>,
        query: Query<ShowNotification>,
    ) -> Result<Json<GroupedNotificationsResults>, ApiError> {
        Ok(Json(service::group(&self.ctx, &user, &group_key.0, query.0.supported_types).await?))
    }

    /// Remove the notifications of a group
    #[oai(path = "/api/v2/notifications/:group_key/dismiss", method = "post")]
    async fn dismiss(
        &self,
        user: User<scope::WriteNotifications>,
        group_key: Path<String>,
    ) -> Result<Json<Empty>, ApiError> {
        service::dismiss_group(&self.ctx, &user, &group_key.0).await?;
        Ok(Json(Empty {}))
    }

    /// Who is in a group, the latest act first
    #[oai(path = "/api/v2/notifications/:group_key/accounts", method = "get")]
    async fn accounts(
        &self,
        user: User<scope::ReadNotifications>,
        group_key: Path<String>,
        paging: Paging,
    ) -> Result<Paged<Arc<Account>>, ApiError> {
        let list = service::accounts(&self.ctx, &user, &group_key.0, paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }
}
