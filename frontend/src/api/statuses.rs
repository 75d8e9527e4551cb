//! Posts: reading, writing, and the switches on them.

use gloo_net::http::Method;
use serde::Serialize;
use shared::{
    entities::{Context, Poll, Status, StatusEdit, StatusSource},
    kinds::{MediaId, PollId, ReplyPolicy, StatusId, Visibility},
};

use super::http::{self, Answer, Page, act, get, page};

/// What a new post is made of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewStatus {
    pub(crate) status: String,
    pub(crate) spoiler_text: String,
    pub(crate) sensitive: bool,
    pub(crate) media_ids: Vec<MediaId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) visibility: Option<Visibility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reply_approval_policy: Option<ReplyPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) in_reply_to_id: Option<StatusId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) poll: Option<NewPoll>,
}

/// A poll of a new post.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub(crate) struct NewPoll {
    pub(crate) options: Vec<String>,
    /// Seconds; none leaves the end of an edited poll as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_in: Option<u64>,
    pub(crate) multiple: bool,
    #[serde(default)]
    pub(crate) hide_totals: bool,
}

/// Posts; the same key twice posts once.
pub(crate) async fn create(draft: &NewStatus, key: &str) -> Answer<Status> {
    http::post_once("/api/v1/statuses", draft, key).await
}

/// Changes a post.
pub(crate) async fn edit(id: StatusId, draft: &NewStatus) -> Answer<Status> {
    http::send_json(Method::PUT, &format!("/api/v1/statuses/{id}"), draft).await
}

/// One post.
pub(crate) async fn one(id: StatusId) -> Answer<Status> {
    get(&format!("/api/v1/statuses/{id}")).await
}

/// Several posts; those that are gone are left out.
pub(crate) async fn several(ids: &[StatusId]) -> Answer<Vec<Status>> {
    let query: Vec<String> = ids.iter().map(|id| format!("id[]={id}")).collect();
    get(&format!("/api/v1/statuses?{}", query.join("&"))).await
}

/// What a post answers and what answers it.
pub(crate) async fn context(id: StatusId) -> Answer<Context> {
    get(&format!("/api/v1/statuses/{id}/context")).await
}

/// The text of one's own post as it was typed.
pub(crate) async fn source(id: StatusId) -> Answer<StatusSource> {
    get(&format!("/api/v1/statuses/{id}/source")).await
}

/// Earlier versions of a post, oldest first.
pub(crate) async fn history(id: StatusId) -> Answer<Vec<StatusEdit>> {
    get(&format!("/api/v1/statuses/{id}/history")).await
}

/// Deletes a post.
pub(crate) async fn delete(id: StatusId) -> Answer<()> {
    http::delete(&format!("/api/v1/statuses/{id}")).await
}

/// Turns a switch of a post, such as `favourite` or `unbookmark`.
pub(crate) async fn switch(id: StatusId, verb: &str) -> Answer<Status> {
    act(&format!("/api/v1/statuses/{id}/{verb}")).await
}

/// A page of a timeline, by its path.
pub(crate) async fn timeline(path: &str) -> Answer<Page<Status>> {
    page(path).await
}

/// A poll as it is now.
pub(crate) async fn poll(id: PollId) -> Answer<Poll> {
    get(&format!("/api/v1/polls/{id}")).await
}

/// Votes.
pub(crate) async fn vote(id: PollId, choices: &[usize]) -> Answer<Poll> {
    http::send_json(
        Method::POST,
        &format!("/api/v1/polls/{id}/votes"),
        &serde_json::json!({"choices": choices}),
    )
    .await
}
