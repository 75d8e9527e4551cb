//! Live streams over WebSockets and server-sent events, as Mastodon's streaming API has them.
//!
//! Beyond Mastodon, every message carries the sequence number of its event: `id` in WebSocket frames,
//! `id:` lines in server-sent events. A client that comes back with `since` (or `Last-Event-ID`) is
//! first sent what it missed.

mod credential;
mod sse;
#[cfg(test)]
mod tests;
mod websocket;

use poem::{Response, handler, http::StatusCode};

pub(super) use sse::events;
pub(super) use websocket::socket;

use crate::{
    error::ServiceError,
    streaming::{Channel, Parameters, UnknownChannel},
};

/// The streaming part is alive.
#[handler]
pub(super) fn health() -> Response {
    Response::builder().status(StatusCode::OK).content_type("text/plain; charset=utf-8").body("OK")
}

/// Which stream a request names.
fn channel(name: &str, parameters: Parameters<'_>, only_media: bool) -> Result<Channel, ServiceError> {
    let unknown = |UnknownChannel| ServiceError::BadRequest("Unknown stream type".into());
    Channel::parse(name, parameters, only_media).map_err(unknown)
}
