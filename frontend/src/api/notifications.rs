//! Notifications and how far they were read.

use gloo_net::http::Method;
use serde_json::json;
use shared::{
    entities::{Count, Notification, NotificationPolicy, NotificationRequest},
    kinds::{NotificationId, NotificationRequestId},
    params::UpdateNotificationPolicy,
};

use super::http::{self, Answer, Page, get, page};

/// A page of notifications, by its path.
pub(crate) async fn list(path: &str) -> Answer<Page<Notification>> {
    page(path).await
}

/// How many are unread.
pub(crate) async fn unread_count() -> Answer<Count> {
    get("/api/v1/notifications/unread_count").await
}

/// Remembers the newest one that was seen.
pub(crate) async fn mark_read(newest: NotificationId) -> Answer<serde_json::Value> {
    http::send_json(Method::POST, "/api/v1/markers", &json!({"notifications": {"last_read_id": newest}}))
        .await
}

/// What is filtered, and how much was.
pub(crate) async fn policy() -> Answer<NotificationPolicy> {
    get("/api/v2/notifications/policy").await
}

/// Changes what is filtered.
pub(crate) async fn change_policy(change: &UpdateNotificationPolicy) -> Answer<NotificationPolicy> {
    http::send_json(Method::PATCH, "/api/v2/notifications/policy", change).await
}

/// A page of people whose notifications were filtered, by its path.
pub(crate) async fn requests(path: &str) -> Answer<Page<NotificationRequest>> {
    page(path).await
}

/// One of them.
pub(crate) async fn request(id: NotificationRequestId) -> Answer<NotificationRequest> {
    get(&format!("/api/v1/notifications/requests/{id}")).await
}

/// Lets the sender of filtered notifications in, or throws these away.
pub(crate) async fn answer_request(id: NotificationRequestId, accept: bool) -> Answer<serde_json::Value> {
    let verb = if accept { "accept" } else { "dismiss" };
    http::act(&format!("/api/v1/notifications/requests/{id}/{verb}")).await
}
