//! How the app talks to its server: same origin, session cookie, JSON.
//! A request whose future is dropped (its page was left) is aborted.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use leptos::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use web_sys::{AbortController, FormData};

use crate::logic::link_header::{self, Links};

/// The header the server demands on every unsafe request made with the session cookie. Other sites
/// cannot send it, so they cannot act in a person's name.
pub(crate) const CSRF_HEADER: &str = "X-Phiomia-Web";

/// Why a request gave no answer to work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The server was not reached.
    Offline,
    /// Logged out, or the session has ended.
    Unauthorized,
    Forbidden,
    NotFound,
    TooMany,
    /// The server refuses what was sent, and says why.
    Invalid,
    /// The server failed, or answered something unreadable.
    Server,
}

/// A failed request, with the server's own words where there are any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) failure: Failure,
    pub(crate) message: Option<String>,
}

impl ApiError {
    pub(crate) fn offline() -> Self {
        Self { failure: Failure::Offline, message: None }
    }

    pub(crate) fn from_status(status: u16, body: &str) -> Self {
        let failure = match status {
            401 => Failure::Unauthorized,
            403 => Failure::Forbidden,
            404 | 410 => Failure::NotFound,
            429 => Failure::TooMany,
            400..=499 => Failure::Invalid,
            _ => Failure::Server,
        };
        Self { failure, message: server_words(body) }
    }
}

/// The `error` member of an error answer (client API, "Error" entity).
fn server_words(body: &str) -> Option<String> {
    let answer: serde_json::Value = serde_json::from_str(body).ok()?;
    let words = answer.get("error_description").or_else(|| answer.get("error"))?.as_str()?;
    Some(words.to_owned())
}

/// What an API call gives.
pub(crate) type Answer<T> = Result<T, ApiError>;

/// One page of a list and the addresses of its neighbours.
#[derive(Clone, Debug)]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) links: Links,
}

/// Aborts the request when dropped.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn builder(method: Method, path: &str) -> (RequestBuilder, Option<AbortOnDrop>) {
    let safe = method == Method::GET;
    let mut request = RequestBuilder::new(path).method(method).header("Accept", "application/json");
    if !safe {
        // A change that was asked for is carried out even if the page is left meanwhile.
        return (request.header(CSRF_HEADER, "1"), None);
    }
    let controller = AbortController::new().ok();
    request = request.abort_signal(controller.as_ref().map(AbortController::signal).as_ref());
    (request, controller.map(AbortOnDrop))
}

async fn answer(response: Result<Response, gloo_net::Error>) -> Answer<Response> {
    let response = response.map_err(|_| ApiError::offline())?;
    if response.ok() {
        return Ok(response);
    }
    let body = response.text().await.unwrap_or_default();
    Err(ApiError::from_status(response.status(), &body))
}

async fn json<T: DeserializeOwned>(response: Response) -> Answer<T> {
    let text = response.text().await.map_err(|_| ApiError::offline())?;
    serde_json::from_str(&text).map_err(|error| {
        leptos::logging::warn!("unreadable answer from {}: {error}", response.url());
        ApiError { failure: Failure::Server, message: None }
    })
}

/// Fetches one thing.
pub(crate) async fn get<T: DeserializeOwned>(path: &str) -> Answer<T> {
    let (request, _guard) = builder(Method::GET, path);
    json(answer(request.send().await).await?).await
}

/// Fetches a page of a list.
pub(crate) async fn page<T: DeserializeOwned>(path: &str) -> Answer<Page<T>> {
    let (request, _guard) = builder(Method::GET, path);
    let response = answer(request.send().await).await?;
    let links = response.headers().get("Link").map(|header| link_header::parse(&header)).unwrap_or_default();
    Ok(Page { items: json(response).await?, links })
}

async fn send(request: Result<Request, gloo_net::Error>) -> Answer<Response> {
    let request = request.map_err(|_| ApiError { failure: Failure::Server, message: None })?;
    answer(request.send().await).await
}

/// Sends JSON and reads what comes back.
pub(crate) async fn send_json<T: DeserializeOwned>(
    method: Method,
    path: &str,
    body: &impl Serialize,
) -> Answer<T> {
    let (request, _) = builder(method, path);
    json(send(request.json(body)).await?).await
}

/// Sends a form with files and reads what comes back.
pub(crate) async fn send_form<T: DeserializeOwned>(method: Method, path: &str, form: FormData) -> Answer<T> {
    let (request, _) = builder(method, path);
    json(send(request.body(form)).await?).await
}

/// Posts without a body: a switch such as favourite or follow.
pub(crate) async fn act<T: DeserializeOwned>(path: &str) -> Answer<T> {
    let (request, _) = builder(Method::POST, path);
    json(send(request.build()).await?).await
}

/// Posts JSON and reads what comes back; `key` makes a repeated attempt harmless (`Idempotency-Key`).
pub(crate) async fn post_once<T: DeserializeOwned>(
    path: &str,
    body: &impl Serialize,
    key: &str,
) -> Answer<T> {
    let (request, _) = builder(Method::POST, path);
    json(send(request.header("Idempotency-Key", key).json(body)).await?).await
}

/// Deletes; what comes back does not matter.
pub(crate) async fn delete(path: &str) -> Answer<()> {
    let (request, _) = builder(Method::DELETE, path);
    send(request.build()).await.map(|_| ())
}

/// Makes text safe as a part of a path or a query.
pub(crate) fn encode(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// The host this app was loaded from.
pub(crate) fn own_host() -> String {
    location().host().unwrap_or_default()
}
