//! Former addresses of operations: Mastodon goes on serving what it had under `v1_alpha` and `v2_alpha` while
//! it was being tried, and apps of that time go on asking there.

use poem::{
    Request,
    http::uri::{PathAndQuery, Uri},
};

/// Where what was asked for under a former address is now; `None` for addresses of today.
pub(super) fn today(path: &str) -> Option<String> {
    let mut parts = path.strip_prefix("/api/")?.split('/');
    let version = match (parts.next()?, parts.next()?) {
        ("v2_alpha", "notifications") => "v2",
        ("v1_alpha", "collections") => "v1",
        ("v1_alpha", "accounts") if matches!(parts.nth(1)?, "collections" | "in_collections") => "v1",
        _ => return None,
    };
    let (_, rest) = path.split_once("_alpha/")?;
    Some(format!("/api/{version}/{rest}"))
}

/// Sends a request to where its operation is now.
pub fn redirect(request: &mut Request) {
    let Some(path) = today(request.uri().path()) else { return };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = format!("{path}{query}").parse::<PathAndQuery>().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::today;
    use crate::testing::TestApp;

    #[test]
    fn what_was_tried_is_where_it_is_now() {
        for (path, expected) in [
            ("/api/v2_alpha/notifications", Some("/api/v2/notifications")),
            ("/api/v2_alpha/notifications/a-1/dismiss", Some("/api/v2/notifications/a-1/dismiss")),
            ("/api/v1_alpha/collections/1/items", Some("/api/v1/collections/1/items")),
            ("/api/v1_alpha/accounts/1/in_collections", Some("/api/v1/accounts/1/in_collections")),
            ("/api/v1_alpha/accounts/1/statuses", None),
            ("/api/v1_alpha/async_refreshes/1", None),
            ("/api/v2/notifications", None),
        ] {
            assert_eq!(today(path).as_deref(), expected, "{path}");
        }
    }

    #[tokio::test]
    async fn former_addresses_answer_as_those_of_today() {
        let app = TestApp::start().await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        app.post_as(&bob.token, &format!("/api/v1/accounts/{}/follow", alice.account), json!({})).await.ok();
        let made =
            app.post_as(&alice.token, "/api/v1_alpha/collections", json!({ "name": "Foxes" })).await.ok();
        let collection = format!("collections/{}", made["collection"]["id"].as_str().unwrap());
        let of_account = format!("accounts/{}/collections", alice.account);
        for (version, rest) in [
            ("v1", collection.as_str()),
            ("v1", &of_account),
            ("v2", "notifications?limit=1&types[]=follow"),
            ("v2", "notifications/unread_count"),
        ] {
            let now = app.get_as(&alice.token, &format!("/api/{version}/{rest}")).await.ok();
            let former = app.get_as(&alice.token, &format!("/api/{version}_alpha/{rest}")).await.ok();
            assert_eq!(former, now, "{rest}");
        }
        assert_eq!(app.get("/api/v2_alpha/notifications").await.status, 401);
    }
}
