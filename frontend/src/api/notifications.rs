//! Notifications and how far they were read.

use gloo_net::http::Method;
use serde_json::json;
use shared::{
    entities::{Count, Notification},
    kinds::NotificationId,
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
