//! Notifications that are put away, as apps ask for it.

use serde_json::{Value, json};

use crate::testing::{TestApp, TestUser};

/// Alice's post has two favourites.
async fn liked() -> (TestApp, TestUser) {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let status = app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
    for name in ["bob", "carol"] {
        let path = format!("/api/v1/statuses/{}/favourite", status["id"].as_str().unwrap());
        app.post_as(&app.user(name).await.token, &path, json!({})).await.ok();
    }
    (app, alice)
}

async fn all(app: &TestApp, user: &TestUser) -> Vec<Value> {
    app.get_as(&user.token, "/api/v1/notifications").await.ok().as_array().unwrap().clone()
}

#[tokio::test]
async fn one_is_dismissed_and_the_other_stays() {
    let (app, alice) = liked().await;
    let id = all(&app, &alice).await[0]["id"].as_str().unwrap().to_owned();
    app.post_as(&alice.token, &format!("/api/v1/notifications/{id}/dismiss"), json!({})).await.ok();
    let left = all(&app, &alice).await;
    assert_eq!((left.len(), &left[0]["account"]["username"]), (1, &json!("bob")));
    assert_eq!(app.get_as(&alice.token, &format!("/api/v1/notifications/{id}")).await.status, 404);
}

#[tokio::test]
async fn all_can_be_cleared() {
    for path in ["/api/v1/notifications/clear", "/api/v2/notifications/clear"] {
        let (app, alice) = liked().await;
        assert_eq!(app.post_as(&alice.token, path, json!({})).await.ok(), json!({}));
        assert_eq!(all(&app, &alice).await, Vec::<Value>::new(), "{path}");
    }
}
