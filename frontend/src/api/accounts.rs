//! Accounts, relationships, follow requests, one's own profile.

use gloo_net::http::Method;
use serde_json::json;
use shared::{
    entities::{Account, CredentialAccount, Relationship, Status, Suggestion},
    kinds::AccountId,
};
use web_sys::FormData;

use super::http::{self, Answer, Page, act, encode, get, page};

/// Who is logged in.
pub(crate) async fn verify_credentials() -> Answer<CredentialAccount> {
    get("/api/v1/accounts/verify_credentials").await
}

/// Changes one's profile; pictures make it a form.
pub(crate) async fn update_credentials(form: FormData) -> Answer<CredentialAccount> {
    http::send_form(Method::PATCH, "/api/v1/accounts/update_credentials", form).await
}

/// Changes settings of one's profile that are no pictures.
pub(crate) async fn update_settings(settings: &serde_json::Value) -> Answer<CredentialAccount> {
    http::send_json(Method::PATCH, "/api/v1/accounts/update_credentials", settings).await
}

/// The account behind a handle.
pub(crate) async fn lookup(acct: &str) -> Answer<Account> {
    get(&format!("/api/v1/accounts/lookup?acct={}", encode(acct))).await
}

/// The posts an account has pinned to its profile.
pub(crate) async fn pinned(id: AccountId) -> Answer<Vec<Status>> {
    get(&format!("/api/v1/accounts/{id}/statuses?pinned=true")).await
}

/// Whom one may like to follow.
pub(crate) async fn suggestions(limit: u8) -> Answer<Vec<Suggestion>> {
    get(&format!("/api/v2/suggestions?limit={limit}")).await
}

/// People of this server who want to be found, the newest first.
pub(crate) async fn newcomers(limit: u8) -> Answer<Vec<Account>> {
    get(&format!("/api/v1/directory?local=true&order=new&limit={limit}")).await
}

/// How one stands to some accounts.
pub(crate) async fn relationships(ids: &[AccountId]) -> Answer<Vec<Relationship>> {
    let query: Vec<String> = ids.iter().map(|id| format!("id[]={id}")).collect();
    get(&format!("/api/v1/accounts/relationships?{}", query.join("&"))).await
}

/// What one can do with another account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Follow,
    Unfollow,
    Mute,
    Unmute,
    Block,
    Unblock,
    RemoveFollower,
}

/// Does something with another account.
pub(crate) async fn relate(id: AccountId, deed: Deed) -> Answer<Relationship> {
    let verb = match deed {
        Deed::Follow => "follow",
        Deed::Unfollow => "unfollow",
        Deed::Mute => "mute",
        Deed::Unmute => "unmute",
        Deed::Block => "block",
        Deed::Unblock => "unblock",
        Deed::RemoveFollower => "remove_from_followers",
    };
    act(&format!("/api/v1/accounts/{id}/{verb}")).await
}

/// Follows, with or without the account's boosts and with or without a notification for each post.
pub(crate) async fn follow_with(id: AccountId, reblogs: bool, notify: bool) -> Answer<Relationship> {
    let body = json!({"reblogs": reblogs, "notify": notify});
    http::send_json(Method::POST, &format!("/api/v1/accounts/{id}/follow"), &body).await
}

/// A list of accounts, by the path of its page.
pub(crate) async fn list(path: &str) -> Answer<Page<Account>> {
    page(path).await
}

/// Lets somebody follow, or not.
pub(crate) async fn answer_request(id: AccountId, accept: bool) -> Answer<Relationship> {
    let verb = if accept { "authorize" } else { "reject" };
    act(&format!("/api/v1/follow_requests/{id}/{verb}")).await
}
