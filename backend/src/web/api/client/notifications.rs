//! Notifications, one by one.

use kinds::NotificationId;
use poem_openapi::{OpenApi, param::Path};
use shared::{
    entities::{Count, Empty, Notification},
    paging::Previous,
    params::{NotificationIds, NotificationsQuery, ShowNotification, UnreadCountQuery},
};

use super::resource;
use crate::{
    service::notification::{self as service, filter},
    web::{
        error::ApiError,
        extract::{Body, Paging, Query, User, scope},
        json::{Json, Paged},
    },
};

resource! {
    /// `/api/v1/notifications` and what hangs below.
    NotificationsApi
}

#[OpenApi]
impl NotificationsApi {
    /// Notifications, newest first
    #[oai(path = "/api/v1/notifications", method = "get")]
    async fn list(
        &self,
        user: User<scope::ReadNotifications>,
        query: Query<NotificationsQuery>,
        paging: Paging,
    ) -> Result<Paged<Notification>, ApiError> {
        let query = query.0;
        let filter = filter(
            query.types,
            query.exclude_types,
            query.account_id,
            query.include_filtered,
            &query.supported_types,
        );
        let list = service::list(&self.ctx, &user, &filter, &query.supported_types, paging.page).await?;
        Ok(paging.answer(list, Previous::MinId))
    }

    /// How many notifications are newer than the marker
    #[oai(path = "/api/v1/notifications/unread_count", method = "get")]
    async fn unread_count(
        &self,
        user: User<scope::ReadNotifications>,
        query: Query<UnreadCountQuery>,
    ) -> Result<Json<Count>, ApiError> {
        let filter = filter(query.0.types, query.0.exclude_types, query.0.account_id, None, &None);
        Ok(Json(Count { count: service::unread(&self.ctx, &user, &filter, query.0.limit).await? }))
    }

    /// One notification
    #[oai(path = "/api/v1/notifications/:id", method = "get")]
    async fn show(
        &self,
        user: User<scope::ReadNotifications>,
        id: Path<NotificationId>,
        query: Query<ShowNotification>,
    ) -> Result<Json<Notification>, ApiError> {
        Ok(Json(service::show(&self.ctx, &user, id.0, &query.0.supported_types).await?))
    }

    /// Remove some notifications
    #[oai(path = "/api/v1/notifications/destroy_multiple", method = "delete")]
    async fn dismiss_some(
        &self,
        user: User<scope::WriteNotifications>,
        body: Body<NotificationIds>,
    ) -> Result<Json<Empty>, ApiError> {
        service::dismiss_some(&self.ctx, &user, &body.0.ids.unwrap_or_default()).await?;
        Ok(Json(Empty {}))
    }

    /// Remove a notification, in an old form
    #[oai(path = "/api/v1/notifications/:id", method = "delete", deprecated = true)]
    async fn delete(
        &self,
        user: User<scope::WriteNotifications>,
        id: Path<NotificationId>,
    ) -> Result<Json<Empty>, ApiError> {
        service::dismiss(&self.ctx, &user, id.0).await?;
        Ok(Json(Empty {}))
    }

    /// Remove all notifications
    #[oai(path = "/api/v1/notifications/clear", method = "post")]
    async fn clear(&self, user: User<scope::WriteNotifications>) -> Result<Json<Empty>, ApiError> {
        service::clear(&self.ctx, &user).await?;
        Ok(Json(Empty {}))
    }

    /// Remove a notification
    #[oai(path = "/api/v1/notifications/:id/dismiss", method = "post")]
    async fn dismiss(
        &self,
        user: User<scope::WriteNotifications>,
        id: Path<NotificationId>,
    ) -> Result<Json<Empty>, ApiError> {
        service::dismiss(&self.ctx, &user, id.0).await?;
        Ok(Json(Empty {}))
    }
}

#[cfg(test)]
mod tests {
    use kinds::{AccountId, NotificationKind, StatusId, Visibility};
    use sea_orm::{ActiveValue::Set, EntityTrait};
    use serde_json::{Value, json};
    use store::{
        Db,
        entity::{account, marker, status},
    };
    use testkit::TestDatabase;

    use crate::{
        effects::notify::{notify, withdraw},
        testing::{Answer, TestApp, TestUser},
    };

    const V1: &str = "/api/v1/notifications";
    const V2: &str = "/api/v2/notifications";

    async fn apps() -> Vec<TestApp> {
        let mut apps = Vec::new();
        for database in TestDatabase::all().await {
            apps.push(TestApp::on(database, |_| {}).await);
        }
        apps
    }

    async fn post(app: &TestApp, author: &TestUser, visibility: Visibility) -> StatusId {
        let id: StatusId = app.ctx.next_id();
        let row = status::ActiveModel {
            id: Set(id),
            uri: Set(format!("https://phiomia.test/statuses/{id}")),
            account_id: Set(author.account),
            local: Set(true),
            visibility: Set(visibility),
            listed: Set(false),
            created_at: Set(app.ctx.now()),
            ..Default::default()
        };
        status::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
        id
    }

    async fn tell(
        app: &TestApp,
        to: &TestUser,
        from: AccountId,
        kind: NotificationKind,
        status: Option<StatusId>,
    ) {
        let tx = app.ctx.begin().await.unwrap();
        notify(&app.ctx, &tx, to.account, from, kind, status).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
    }

    /// `count` accounts that favour a status of `to`, told in order.
    async fn favourites(app: &TestApp, to: &TestUser, count: usize) -> (StatusId, Vec<AccountId>) {
        let status = post(app, to, Visibility::Public).await;
        let mut fans = Vec::new();
        for number in 0..count {
            let fan = app.remote(&format!("fan{number}of{status}"), "far.example").await;
            tell(app, to, fan, NotificationKind::Favourite, Some(status)).await;
            fans.push(fan);
        }
        (status, fans)
    }

    fn kinds(answer: Answer) -> Vec<String> {
        let list = answer.ok();
        list.as_array().unwrap().iter().map(|shown| shown["type"].as_str().unwrap().to_owned()).collect()
    }

    fn next(answer: &Answer) -> Option<String> {
        let link = answer.headers.get("link")?.to_str().unwrap();
        let part = link.split(", ").find(|part| part.contains("rel=\"next\""))?;
        Some(part.trim_start_matches("<https://phiomia.test").split('>').next().unwrap().to_owned())
    }

    #[tokio::test]
    async fn notifications_are_listed_filtered_and_paged() {
        for app in apps().await {
            let alice = app.user("alice").await;
            let (status, fans) = favourites(&app, &alice, 2).await;
            tell(&app, &alice, fans[0], NotificationKind::Follow, None).await;
            let all = app.get_as(&alice.token, V1).await.ok();
            assert_eq!(all[0]["type"], "follow");
            assert_eq!(all[1]["status"]["id"], status.to_string());
            assert_eq!(all[1]["account"]["id"], fans[1].to_string());
            assert_eq!(all.as_array().unwrap().len(), 3);
            let get = async |query: &str| app.get_as(&alice.token, &format!("{V1}?{query}")).await;
            assert_eq!(kinds(get("types[]=follow").await), ["follow"]);
            assert_eq!(kinds(get("exclude_types[]=follow").await), ["favourite", "favourite"]);
            assert_eq!(kinds(get(&format!("account_id={}", fans[0])).await), ["follow", "favourite"]);
            let first = get("limit=2").await;
            let older = next(&first).unwrap();
            assert_eq!(kinds(first), ["follow", "favourite"]);
            assert_eq!(kinds(app.get_as(&alice.token, &older).await), ["favourite"]);
        }
    }

    #[tokio::test]
    async fn the_same_act_is_told_once_and_taken_back() {
        for app in apps().await {
            let alice = app.user("alice").await;
            let (status, fans) = favourites(&app, &alice, 1).await;
            tell(&app, &alice, fans[0], NotificationKind::Favourite, Some(status)).await;
            assert_eq!(kinds(app.get_as(&alice.token, V1).await).len(), 1);
            let tx = app.ctx.begin().await.unwrap();
            let kind = NotificationKind::Favourite;
            withdraw(&tx, alice.account, fans[0], kind, Some(status)).await.unwrap();
            app.ctx.commit(tx).await.unwrap();
            assert!(kinds(app.get_as(&alice.token, V1).await).is_empty());
        }
    }

    #[tokio::test]
    async fn one_is_not_told_of_own_acts_nor_of_what_one_may_not_see() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let secret = post(&app, &bob, Visibility::Private).await;
        tell(&app, &alice, bob.account, NotificationKind::Mention, Some(secret)).await;
        tell(&app, &alice, alice.account, NotificationKind::Favourite, None).await;
        assert!(kinds(app.get_as(&alice.token, V1).await).is_empty());
        let groups = app.get_as(&alice.token, V2).await.ok();
        assert_eq!(groups["notification_groups"], json!([]));
    }

    #[tokio::test]
    async fn one_notification_is_shown_dismissed_and_cleared() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        favourites(&app, &alice, 2).await;
        let list = app.get_as(&alice.token, V1).await.ok();
        let path = format!("{V1}/{}", list[0]["id"].as_str().unwrap());
        assert_eq!(app.get_as(&alice.token, &path).await.ok(), list[0]);
        app.get_as(&bob.token, &path).await.is_error(404, "Record not found");
        let dismiss = format!("{path}/dismiss");
        app.post_as(&bob.token, &dismiss, json!({})).await.is_error(404, "Record not found");
        assert_eq!(app.post_as(&alice.token, &dismiss, json!({})).await.ok(), json!({}));
        app.get_as(&alice.token, &path).await.is_error(404, "Record not found");
        app.post_as(&alice.token, &format!("{V1}/clear"), json!({})).await.ok();
        assert!(kinds(app.get_as(&alice.token, V1).await).is_empty());
    }

    #[tokio::test]
    async fn unread_ones_are_counted_from_the_marker() {
        for app in apps().await {
            let alice = app.user("alice").await;
            favourites(&app, &alice, 3).await;
            favourites(&app, &alice, 2).await;
            let count = async |path: String| app.get_as(&alice.token, &path).await.ok()["count"].clone();
            assert_eq!(count(format!("{V1}/unread_count")).await, 5);
            assert_eq!(count(format!("{V1}/unread_count?limit=2")).await, 2);
            assert_eq!(count(format!("{V2}/unread_count")).await, 2);
            assert_eq!(count(format!("{V2}/unread_count?grouped_types[]=follow")).await, 5);
            let list = app.get_as(&alice.token, V1).await.ok();
            let read: i64 = list[1]["id"].as_str().unwrap().parse().unwrap();
            let row = marker::ActiveModel {
                user_id: Set(alice.user),
                timeline: Set("notifications".to_owned()),
                last_read_id: Set(read),
                version: Set(1),
                updated_at: Set(app.ctx.now()),
            };
            marker::Entity::insert(row).exec_without_returning(app.ctx.db.write()).await.unwrap();
            assert_eq!(count(format!("{V1}/unread_count")).await, 1);
            assert_eq!(count(format!("{V2}/unread_count")).await, 1);
        }
    }

    #[tokio::test]
    async fn favourites_of_one_status_are_one_group() {
        for app in apps().await {
            let alice = app.user("alice").await;
            let (status, fans) = favourites(&app, &alice, 10).await;
            let results = app.get_as(&alice.token, V2).await.ok();
            let group = &results["notification_groups"][0];
            assert_eq!(group["type"], "favourite");
            assert_eq!(group["notifications_count"], 10);
            assert_eq!(group["status_id"], status.to_string());
            let newest: Vec<Value> = fans.iter().rev().take(8).map(|id| json!(id.to_string())).collect();
            assert_eq!(group["sample_account_ids"], json!(newest));
            assert_eq!(results["accounts"].as_array().unwrap().len(), 8);
            assert_eq!(results["statuses"][0]["id"], status.to_string());
            assert_eq!(group["page_max_id"], group["most_recent_notification_id"]);
            assert!(results.get("partial_accounts").is_none());

            let partial =
                app.get_as(&alice.token, &format!("{V2}?expand_accounts=partial_avatars")).await.ok();
            assert_eq!(partial["accounts"].as_array().unwrap().len(), 1);
            assert_eq!(partial["partial_accounts"].as_array().unwrap().len(), 7);

            let key = group["group_key"].as_str().unwrap();
            let shown = app.get_as(&alice.token, &format!("{V2}/{key}")).await.ok();
            assert_eq!(shown["notification_groups"][0]["notifications_count"], 10);
            let page = app.get_as(&alice.token, &format!("{V2}/{key}/accounts?limit=4")).await;
            let older = next(&page).unwrap();
            assert_eq!(page.ok().as_array().unwrap().len(), 4);
            let rest = app.get_as(&alice.token, &older.replace("limit=4", "limit=40")).await.ok();
            assert_eq!(rest.as_array().unwrap().len(), 6);

            app.post_as(&alice.token, &format!("{V2}/{key}/dismiss"), json!({})).await.ok();
            app.get_as(&alice.token, &format!("{V2}/{key}")).await.is_error(404, "Record not found");
            assert!(kinds(app.get_as(&alice.token, V1).await).is_empty());
        }
    }

    #[tokio::test]
    async fn groups_are_paged_without_loss_and_with_constant_queries() {
        for app in apps().await {
            let alice = app.user("alice").await;
            let mut expected = Vec::new();
            for size in [1, 30, 2, 3, 1] {
                expected.insert(0, favourites(&app, &alice, size).await.0.to_string());
            }
            let mut seen = Vec::new();
            // Who asks is known from here on.
            app.get_as(&alice.token, "/api/v1/accounts/verify_credentials").await.ok();
            let mut path = Some(format!("{V2}?limit=2"));
            while let Some(page) = path {
                let (answer, statements) = Db::count_statements(app.get_as(&alice.token, &page)).await;
                assert!(statements <= 12, "{statements} statements");
                path = next(&answer);
                for group in answer.ok()["notification_groups"].as_array().unwrap() {
                    seen.push(group["status_id"].as_str().unwrap().to_owned());
                }
            }
            // A group that a page does not hold whole goes on in the next one (`page_min_id`).
            seen.dedup();
            assert_eq!(seen, expected);
        }
    }

    #[tokio::test]
    async fn kinds_that_a_client_does_not_group_stand_alone() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        favourites(&app, &alice, 2).await;
        let results = app.get_as(&alice.token, &format!("{V2}?grouped_types[]=follow")).await.ok();
        let groups = results["notification_groups"].as_array().unwrap();
        assert_eq!(groups.len(), 2);
        let key = groups[1]["group_key"].as_str().unwrap();
        assert!(key.starts_with("ungrouped-"), "{key}");
        let one = app.get_as(&alice.token, &format!("{V2}/{key}")).await.ok();
        assert_eq!(one["notification_groups"][0]["notifications_count"], 1);
        app.post_as(&alice.token, &format!("{V2}/{key}/dismiss"), json!({})).await.ok();
        assert_eq!(kinds(app.get_as(&alice.token, V1).await).len(), 1);
        app.get_as(&alice.token, &format!("{V2}/ungrouped-x")).await.is_error(404, "Record not found");
    }

    #[tokio::test]
    async fn suspended_senders_vanish() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let (_, fans) = favourites(&app, &alice, 2).await;
        let row = account::ActiveModel {
            id: Set(fans[1]),
            suspended_at: Set(Some(app.ctx.now())),
            ..Default::default()
        };
        account::Entity::update(row).exec(app.ctx.db.write()).await.unwrap();
        assert_eq!(kinds(app.get_as(&alice.token, V1).await).len(), 1);
        let results = app.get_as(&alice.token, V2).await.ok();
        assert_eq!(results["notification_groups"][0]["notifications_count"], 1);
    }
}
