//! Requests as the signature code wants them, and answers with the right media types.

use kinds::AccountId;
use poem::{
    Request, Response,
    http::{HeaderMap, StatusCode, header},
};
use protocol::origin::{ACTIVITY_JSON, is_activity_json};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    ctx::Ctx,
    error::Result,
    federation::serve::{self, Part},
    web::{client_ip::asked_host, error::ApiError},
};

/// How long others may keep a public document, in seconds.
const MAX_AGE: u32 = 180;

/// The query of collections.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PartQuery {
    page: Option<String>,
    max_id: Option<i64>,
    min_id: Option<i64>,
}

impl PartQuery {
    /// The part that is asked for.
    pub(super) fn part(&self) -> Part {
        Part { page: self.page.is_some(), cursor: self.max_id.or(self.min_id) }
    }
}

/// A request's address as the outside world writes it, and its headers as text. The address begins with
/// the configured one; `Host` is what a trusted proxy says it was, and is checked with the signature.
pub(super) struct Parts {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
}

impl Parts {
    pub(super) fn of(ctx: &Ctx, request: &Request) -> Self {
        // These routes are not nested, so this is the address as it was sent. `original_uri` is not
        // set for requests that did not come over a socket.
        let uri = request.uri();
        let target = uri.path_and_query().map_or(uri.path(), |target| target.as_str());
        let mut headers = texts(request.headers());
        if let Some(host) = asked_host(ctx, request) {
            headers.retain(|(name, _)| name != "host");
            headers.push(("host".to_owned(), host.to_owned()));
        }
        Self { method: request.method().to_string(), uri: ctx.url(target), headers }
    }

    /// The headers, borrowed.
    pub(super) fn header_refs(&self) -> Vec<(&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// The request in the form that is verified.
    pub(super) fn request<'a>(
        &'a self,
        headers: &'a [(&'a str, &'a str)],
        body: &'a [u8],
    ) -> protocol::signature::Request<'a> {
        protocol::signature::Request { method: &self.method, uri: &self.uri, headers, body }
    }
}

/// Who asks (see [`serve::reader`]).
pub(super) async fn reader(ctx: &Ctx, request: &Request) -> Result<Option<AccountId>> {
    let parts = Parts::of(ctx, request);
    serve::reader(ctx, &parts.request(&parts.header_refs(), b"")).await
}

/// What is served to who asks, for whom this server answers at all (`federation.authorized_fetch`).
pub(super) async fn served<T: ToString, F: Future<Output = Result<T>>>(
    request: &Request,
    ctx: &Ctx,
    serve: impl FnOnce(Option<AccountId>) -> F,
) -> Response {
    match reader(ctx, request).await {
        Ok(reader) => document(serve(reader).await, reader.is_some()),
        Err(error) => refusal(error),
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &poem::http::HeaderValue| value.to_str().ok().map(str::to_owned);
    headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?))).collect()
}

/// Whether the client wants the document rather than the page about the same thing.
pub(super) fn wants_document(request: &Request) -> bool {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let Some(accept) = accept else { return true };
    accept.split(',').any(|part| is_activity_json(part.trim()) || part.trim().starts_with("application/json"))
        || !accept.contains("text/html")
}

/// Sends a browser to the page.
pub(super) fn redirect(location: String) -> Response {
    Response::builder()
        .status(StatusCode::FOUND)
        .header(header::LOCATION, location)
        .header(header::VARY, "Accept")
        .finish()
}

/// A document, or the error in its place. What only some may see is not cached.
pub(super) fn document(result: Result<impl ToString>, private: bool) -> Response {
    let value = match result {
        Ok(value) => value,
        Err(error) => return refusal(error),
    };
    let cache = if private { "private, no-store".to_owned() } else { format!("public, max-age={MAX_AGE}") };
    Response::builder()
        .content_type(ACTIVITY_JSON)
        .header(header::VARY, "Accept, Signature")
        .header(header::CACHE_CONTROL, cache)
        .body(value.to_string())
}

/// An answer that is no activity document.
pub(super) fn plain(result: Result<Value>, content_type: &str) -> Response {
    match result {
        Ok(value) => Response::builder().content_type(content_type).body(value.to_string()),
        Err(error) => refusal(error),
    }
}

/// An error.
pub(super) fn refusal(error: crate::error::ServiceError) -> Response {
    tracing::debug!(%error, "request of another server refused");
    poem::IntoResponse::into_response(ApiError::from(error))
}
