//! Who is let in.

use kinds::Scopes;

use super::{Objects, Operation, assert_refused, operations};
use crate::{service::auth::token, testing::TestApp};

/// Let any token in, or that of an application.
const NOT_FOR_USERS_ONLY: [&str; 4] = [
    "GET /api/v1/apps/verify_credentials",
    "POST /api/v1/accounts",
    "GET /api/v1/statuses/{id}/source",
    "POST /api/v1/statuses/{id}/translate",
];

fn is_for_users_only(operation: &Operation) -> bool {
    !NOT_FOR_USERS_ONLY.contains(&operation.to_string().as_str())
}

/// A token of an application itself that allows everything.
async fn token_of_application(app: &TestApp) -> String {
    let tx = app.ctx.begin().await.unwrap();
    let issued = token::issue(&app.ctx, &tx, None, None, &Scopes::full()).await.unwrap();
    app.ctx.commit(tx).await.unwrap();
    issued.text
}

#[tokio::test]
async fn what_needs_a_token_refuses_visitors_and_wrong_tokens() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx) {
        if operation.needs_token() {
            assert_refused(&operation, &objects.ask(&operation, None, None).await, &[401]);
        }
        if operation.reads_tokens() {
            assert_refused(&operation, &objects.ask(&operation, Some("no token"), None).await, &[401]);
        }
    }
}

#[tokio::test]
async fn an_application_is_not_a_user() {
    let objects = Objects::new().await;
    let token = token_of_application(&objects.app).await;
    for operation in operations(&objects.app.ctx) {
        if operation.needs_token() && is_for_users_only(&operation) {
            let answer = objects.ask(&operation, Some(&token), None).await;
            assert_refused(&operation, &answer, &[422]);
            assert_eq!(answer.body["error"], "This method requires an authenticated user", "{operation}");
        }
    }
}

#[tokio::test]
async fn a_token_with_other_scopes_is_refused() {
    let objects = Objects::new().await;
    let pushes = objects.app.token_for(&objects.alice, "push").await;
    let reads = objects.app.token_for(&objects.alice, "read:search").await;
    for operation in operations(&objects.app.ctx) {
        if let Some(scope) = operation.scope() {
            let token = if scope == "push" { &reads } else { &pushes };
            let answer = objects.ask(&operation, Some(token), None).await;
            assert_refused(&operation, &answer, &[403]);
            assert_eq!(answer.body["error"], "This action is outside the authorized scopes", "{operation}");
        }
    }
}

#[tokio::test]
async fn the_scope_that_the_document_names_is_enough() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx) {
        let Some(scope) = operation.scope() else { continue };
        let token = objects.app.token_for(&objects.alice, scope).await;
        let answer = objects.ask(&operation, Some(&token), None).await;
        assert_ne!(answer.status, 401, "{operation}: {}", answer.body);
        if is_for_users_only(&operation) {
            let refusal = "This action is outside the authorized scopes";
            assert_ne!(answer.body["error"], refusal, "{operation}");
        }
    }
}

#[tokio::test]
async fn who_is_not_in_yet_is_told_why() {
    let objects = Objects::new().await;
    let app = &objects.app;
    let pending = app.user_with("pending", |new| new.approved = false).await;
    let unconfirmed = app.user_with("unconfirmed", |new| new.confirmed = false).await;
    for operation in operations(&app.ctx) {
        // Confirming the address is for those who have not.
        let is_for_newcomers = operation.path.starts_with("/api/v1/emails/");
        if operation.scope().is_none() || is_for_newcomers {
            continue;
        }
        for (user, reason) in [
            (&pending, "Your login is currently pending approval"),
            (&unconfirmed, "Your login is missing a confirmed e-mail address"),
        ] {
            let answer = objects.ask(&operation, Some(&user.token), None).await;
            assert_refused(&operation, &answer, &[403]);
            if is_for_users_only(&operation) {
                assert_eq!(answer.body["error"], reason, "{operation}");
            }
        }
    }
}

#[tokio::test]
async fn every_answer_tells_where_the_client_stands() {
    let app = TestApp::with(|config| config.rate_limits.enabled = true).await;
    for operation in operations(&app.ctx) {
        let answer = app.request(operation.method.clone(), &operation.path, None, None).await;
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(answer.headers.contains_key(name), "{operation}: {}", answer.status);
        }
    }
}
