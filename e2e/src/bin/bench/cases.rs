//! What is measured.

use kinds::StatusId;
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
    /// Connections of the load generator.
    pub(crate) connections: u32,
    /// What is to be reached: CPU milliseconds for each request.
    pub(crate) cpu_goal: Option<f64>,
}

const ACTIVITY: &str = "application/activity+json";

/// Connections unless a case says otherwise.
const CONNECTIONS: u32 = 32;

/// Every case, for the data that was made; `thread` is a post with many replies.
pub(crate) fn all(seeded: &Seeded, thread: StatusId) -> Vec<Case> {
    let author = seeded.accounts.get(1).map(ToString::to_string).unwrap_or_default();
    let Seeded { username, status, host, deep, .. } = seeded;
    let case = |name, path: &str, cpu_goal| Case {
        name,
        path: path.to_owned(),
        token: None,
        accept: None,
        connections: CONNECTIONS,
        cpu_goal,
    };
    let with_token = |name, path: &str, cpu_goal| Case {
        token: seeded.tokens.first().cloned(),
        ..case(name, path, cpu_goal)
    };
    vec![
        with_token("home, 20 posts", "/api/v1/timelines/home", Some(0.25)),
        Case { connections: 8, ..with_token("home, 8 connections", "/api/v1/timelines/home", None) },
        with_token("home, 1,500 posts deep", &format!("/api/v1/timelines/home?max_id={deep}"), Some(0.375)),
        with_token("public local", "/api/v1/timelines/public?local=true", Some(0.30)),
        with_token("a status", &format!("/api/v1/statuses/{status}"), Some(0.06)),
        with_token("verify_credentials", "/api/v1/accounts/verify_credentials", Some(0.04)),
        with_token("search, a word of every post", "/api/v2/search?type=statuses&q=tomatoes", None),
        with_token("search, rare words", "/api/v2/search?type=statuses&q=number+%221208+of%22", None),
        with_token("notifications", "/api/v1/notifications", None),
        with_token("account statuses", &format!("/api/v1/accounts/{author}/statuses"), None),
        // Its goal is a p99 under 30 ms; many at once would wait for each other's turn.
        Case {
            connections: 2,
            ..with_token("context, 500 replies", &format!("/api/v1/statuses/{thread}/context"), None)
        },
        case("instance v2", "/api/v2/instance", Some(0.03)),
        Case { accept: Some(ACTIVITY), ..case("actor", &format!("/users/{username}"), Some(0.05)) },
        case("webfinger", &format!("/.well-known/webfinger?resource=acct:{username}@{host}"), Some(0.04)),
    ]
}
