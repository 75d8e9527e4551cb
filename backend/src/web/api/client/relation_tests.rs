//! Following, blocking, muting, as apps ask for it.

use poem::http::Method;
use serde_json::{Value, json};

use crate::testing::{TestApp, TestUser};

async fn people() -> (TestApp, TestUser, TestUser) {
    let app = TestApp::start().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    (app, alice, bob)
}

async fn act(app: &TestApp, user: &TestUser, path: &str) -> Value {
    app.post_as(&user.token, path, json!({})).await.ok()
}

#[tokio::test]
async fn a_follow_can_be_ended_from_both_sides() {
    let (app, alice, bob) = people().await;
    let (alices, bobs) = (alice.account, bob.account);
    assert_eq!(act(&app, &alice, &format!("/api/v1/accounts/{bobs}/follow")).await["following"], true);
    let following = app.get(&format!("/api/v1/accounts/{alices}/following")).await.ok();
    assert_eq!(following[0]["username"], "bob");
    assert_eq!(act(&app, &alice, &format!("/api/v1/accounts/{bobs}/unfollow")).await["following"], false);
    act(&app, &alice, &format!("/api/v1/accounts/{bobs}/follow")).await;
    let relation = act(&app, &bob, &format!("/api/v1/accounts/{alices}/remove_from_followers")).await;
    assert_eq!(relation["followed_by"], false);
    assert_eq!(app.get(&format!("/api/v1/accounts/{alices}/following")).await.ok(), json!([]));
}

#[tokio::test]
async fn blocks_and_mutes_come_and_go() {
    let (app, alice, bob) = people().await;
    let bob = bob.account;
    for (on, off, field) in [
        (format!("/api/v1/accounts/{bob}/block"), format!("/api/v1/accounts/{bob}/unblock"), "blocking"),
        (format!("/api/v1/accounts/{bob}/mute"), format!("/api/v1/accounts/{bob}/unmute"), "muting"),
    ] {
        assert_eq!(act(&app, &alice, &on).await[field], true, "{on}");
        assert_eq!(act(&app, &alice, &off).await[field], false, "{off}");
    }
}

#[tokio::test]
async fn a_locked_account_answers_who_asks() {
    let (app, alice, bob) = people().await;
    let carol = app.user("carol").await;
    let (lock, path) = (json!({ "locked": true }), "/api/v1/accounts/update_credentials");
    app.request(Method::PATCH, path, Some(&alice.token), Some(lock)).await.ok();
    for asking in [&bob, &carol] {
        let path = format!("/api/v1/accounts/{}/follow", alice.account);
        assert_eq!(act(&app, asking, &path).await["requested"], true);
    }
    let id = bob.account;
    let yes = act(&app, &alice, &format!("/api/v1/follow_requests/{id}/authorize")).await;
    let id = carol.account;
    let no = act(&app, &alice, &format!("/api/v1/follow_requests/{id}/reject")).await;
    assert_eq!((&yes["followed_by"], &no["followed_by"]), (&json!(true), &json!(false)));
    assert_eq!(app.get_as(&alice.token, "/api/v1/follow_requests").await.ok(), json!([]));
}

#[tokio::test]
async fn familiar_followers_are_followed_followers() {
    let (app, alice, bob) = people().await;
    let carol = app.user("carol").await;
    act(&app, &alice, &format!("/api/v1/accounts/{}/follow", bob.account)).await;
    act(&app, &bob, &format!("/api/v1/accounts/{}/follow", carol.account)).await;
    let id = carol.account;
    let path = format!("/api/v1/accounts/familiar_followers?id[]={id}");
    let found = app.get_as(&alice.token, &path).await.ok();
    assert_eq!((&found[0]["id"], &found[0]["accounts"][0]["username"]), (&json!(id), &json!("bob")));
}

#[tokio::test]
async fn what_blocking_a_server_would_end_is_told_before() {
    let (app, alice, _) = people().await;
    let max = app.remote("max", "far.example").await;
    act(&app, &alice, &format!("/api/v1/accounts/{max}/follow")).await;
    crate::service::follow::accept(&app.ctx, max, alice.account).await.unwrap();
    let told = app.get_as(&alice.token, "/api/v1/domain_blocks/preview?domain=far.example").await.ok();
    assert_eq!(told, json!({ "following_count": 1, "followers_count": 0 }));
}

#[tokio::test]
async fn endorsements_come_and_go_under_both_names() {
    let (app, alice, bob) = people().await;
    let bob = bob.account;
    act(&app, &alice, &format!("/api/v1/accounts/{bob}/follow")).await;
    for (on, off) in [
        (format!("/api/v1/accounts/{bob}/endorse"), format!("/api/v1/accounts/{bob}/unendorse")),
        (format!("/api/v1/accounts/{bob}/pin"), format!("/api/v1/accounts/{bob}/unpin")),
    ] {
        assert_eq!(act(&app, &alice, &on).await["endorsed"], true, "{on}");
        assert_eq!(act(&app, &alice, &off).await["endorsed"], false, "{off}");
    }
}

#[tokio::test]
async fn a_hashtag_is_featured_and_no_longer() {
    let (app, alice, _) = people().await;
    let name = "rust";
    assert_eq!(act(&app, &alice, &format!("/api/v1/tags/{name}/feature")).await["featuring"], true);
    assert_eq!(act(&app, &alice, &format!("/api/v1/tags/{name}/unfeature")).await["featuring"], false);
}

#[tokio::test]
async fn nobody_has_identity_proofs_any_more() {
    let (app, alice, bob) = people().await;
    let path = format!("/api/v1/accounts/{}/identity_proofs", bob.account);
    assert_eq!(app.get_as(&alice.token, &path).await.ok(), json!([]));
}
