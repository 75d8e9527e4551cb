//! What is measured.

use testkit::seed::Seeded;

/// One request, again and again.
pub(crate) struct Case {
    /// The name in the table.
    pub(crate) name: &'static str,
    /// Path and query.
    pub(crate) path: String,
    /// The access token, if it is sent.
    pub(crate) token: Option<String>,
    /// The `Accept` header, if it matters.
    pub(crate) accept: Option<&'static str>,
}

const ACTIVITY: &str = "application/activity+json";

/// Every case, for the data that was made.
pub(crate) fn all(seeded: &Seeded) -> Vec<Case> {
    let Seeded { username, status, host, deep, .. } = seeded;
    let with_token =
        |name, path: String| Case { name, path, token: Some(seeded.token.clone()), accept: None };
    let visitor = |name, path: String, accept| Case { name, path, token: None, accept };
    vec![
        with_token("home, 20 posts", "/api/v1/timelines/home".to_owned()),
        with_token("home, 1,500 posts deep", format!("/api/v1/timelines/home?max_id={deep}")),
        with_token("public local", "/api/v1/timelines/public?local=true".to_owned()),
        with_token("a status", format!("/api/v1/statuses/{status}")),
        with_token("verify_credentials", "/api/v1/accounts/verify_credentials".to_owned()),
        with_token("notifications", "/api/v1/notifications".to_owned()),
        visitor("instance v2", "/api/v2/instance".to_owned(), None),
        visitor("actor", format!("/users/{username}"), Some(ACTIVITY)),
        visitor("webfinger", format!("/.well-known/webfinger?resource=acct:{username}@{host}"), None),
    ]
}
