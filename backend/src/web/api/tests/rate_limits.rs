//! Every operation is counted, and every answer says where the client stands.

use poem::http::Method;
use serde_json::json;

use super::{Objects, objects::with_parameter, operations};
use crate::{
    config::RateLimitsConfig,
    testing::{Answer, TestApp},
};

/// Asserts that the three headers are there and make sense.
#[track_caller]
fn assert_told(answer: &Answer, what: &str) {
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
    let count = |name: &str| header(name).and_then(|text| text.parse::<u32>().ok());
    let (limit, remaining) = (count("x-ratelimit-limit"), count("x-ratelimit-remaining"));
    assert!(limit.is_some() && remaining.is_some() && remaining <= limit, "{what}: {limit:?} {remaining:?}");
    let reset = header("x-ratelimit-reset").unwrap_or_default();
    assert!(chrono::DateTime::parse_from_rfc3339(&reset).is_ok(), "{what}: {reset}");
}

/// A server on which only `change` is tight.
async fn counting(change: impl FnOnce(&mut RateLimitsConfig)) -> TestApp {
    TestApp::with(|config| {
        config.rate_limits.enabled = true;
        change(&mut config.rate_limits);
    })
    .await
}

#[tokio::test]
async fn every_answer_says_how_many_requests_are_left() {
    let app = counting(|limits| (limits.api, limits.account, limits.deletes) = (9_999, 9_999, 9_999)).await;
    let objects = Objects::on(app).await;
    for operation in operations(&objects.app.ctx) {
        let stranger = objects.ask(&operation, None, None).await;
        assert_told(&stranger, &format!("{operation}, a visitor"));
        let answer = objects.ask(&operation, Some(&objects.bob.token), None).await;
        assert_told(&answer, &format!("{operation}, a user"));
    }
}

#[tokio::test]
async fn every_operation_refuses_what_is_too_much() {
    let app = counting(|limits| limits.api = 0).await;
    for operation in operations(&app.ctx) {
        let path = with_parameter(&operation.path, "1");
        let answer = app.request(operation.method.clone(), &path, None, None).await;
        answer.is_error(429, "Too many requests");
        assert_told(&answer, &operation.to_string());
        assert!(answer.headers.contains_key("retry-after"), "{operation}");
    }
}

/// Two requests that belong to the same bucket, and are counted there.
async fn is_refused_twice(app: &TestApp, first: (Method, &str), second: (Method, &str)) {
    let alice = app.user("alice").await;
    let first = app.request(first.0, first.1, Some(&alice.token), Some(json!({}))).await;
    assert_ne!(first.status, 429);
    assert_eq!(first.headers["x-ratelimit-remaining"], "0", "the tightest bucket is told");
    let refused = app.request(second.0, second.1, Some(&alice.token), Some(json!({}))).await;
    refused.is_error(429, "Too many requests");
    assert_eq!(refused.headers["x-ratelimit-limit"], "1");
    app.get_as(&alice.token, "/api/v1/preferences").await.ok();
}

#[tokio::test]
async fn uploads_are_counted_apart() {
    let app = counting(|limits| limits.media = 1).await;
    is_refused_twice(&app, (Method::POST, "/api/v1/media"), (Method::POST, "/api/v2/media")).await;
}

#[tokio::test]
async fn deletions_and_undone_boosts_are_counted_apart() {
    let app = counting(|limits| limits.deletes = 1).await;
    let undone = (Method::POST, "/api/v1/statuses/1/unreblog");
    is_refused_twice(&app, (Method::DELETE, "/api/v1/statuses/1"), undone).await;
}

#[tokio::test]
async fn pages_are_counted_apart() {
    let app = counting(|limits| limits.paging = 1).await;
    let pages = ["/api/v1/timelines/home?max_id=1", "/api/v1/notifications?limit=1&since_id=1"];
    is_refused_twice(&app, (Method::GET, pages[0]), (Method::GET, pages[1])).await;
}

#[tokio::test]
async fn posts_are_counted_apart() {
    let app = counting(|limits| limits.statuses = 1).await;
    is_refused_twice(&app, (Method::POST, "/api/v1/statuses"), (Method::POST, "/api/v1/statuses")).await;
}

#[tokio::test]
async fn follows_are_counted_apart() {
    let app = counting(|limits| limits.follows = 1).await;
    let follow = |id| format!("/api/v1/accounts/{id}/follow");
    is_refused_twice(&app, (Method::POST, &follow(1)), (Method::POST, &follow(2))).await;
}

#[tokio::test]
async fn sign_ups_are_counted_by_address() {
    let app = counting(|limits| limits.sign_ups = 1).await;
    app.request(Method::POST, "/api/v1/accounts", None, Some(json!({}))).await;
    let refused = app.request(Method::POST, "/api/v1/accounts", None, Some(json!({}))).await;
    refused.is_error(429, "Too many requests");
    app.get("/api/v1/instance/rules").await.ok();
}

#[tokio::test]
async fn all_tokens_of_an_account_count_together() {
    let app = counting(|limits| limits.account = 2).await;
    let alice = app.user("alice").await;
    let other = app.token_for(&alice, "read").await;
    app.get_as(&alice.token, "/api/v1/preferences").await.ok();
    app.get_as(&other, "/api/v1/preferences").await.ok();
    app.get_as(&alice.token, "/api/v1/preferences").await.is_error(429, "Too many requests");
}

#[test]
fn without_configuration_the_limits_are_those_of_mastodon() {
    let limits = RateLimitsConfig::default();
    assert!(limits.enabled);
    assert_eq!((limits.api, limits.account, limits.paging), (300, 1500, 300));
    assert_eq!((limits.media, limits.deletes, limits.sign_ups), (30, 30, 5));
    assert_eq!((limits.sign_ins, limits.mails), (25, 5));
    assert_eq!((limits.follows, limits.statuses), (400, 300));
}
