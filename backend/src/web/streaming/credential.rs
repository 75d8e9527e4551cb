//! Who wants to listen. Browsers cannot set headers on WebSockets, so a token may also come in the
//! query or as the WebSocket's protocol.

use std::borrow::Cow;

use poem::{Request, http::header};
use shared::form::parse_pairs;

use crate::{ctx::Ctx, error::ServiceError, service::auth::Credential, web::extract::session_cookie};

/// The parameters of a stream.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// The stream's name.
    pub(super) stream: Option<String>,
    /// The stream's hashtag.
    pub(super) tag: Option<String>,
    /// The stream's list.
    pub(super) list: Option<String>,
    /// Only statuses with media.
    pub(super) only_media: bool,
    /// Send first what happened after this.
    pub(super) since: Option<i64>,
    token: Option<String>,
}

impl Parameters {
    /// Those that go with the stream's name.
    pub(super) fn of_channel(&self) -> crate::streaming::Parameters<'_> {
        crate::streaming::Parameters { tag: self.tag.as_deref(), list: self.list.as_deref() }
    }
}

/// A token or cookie out of a request.
#[derive(Debug)]
pub(super) enum Shown<'a> {
    /// An access token.
    Token(Cow<'a, str>),
    /// The web app's session.
    Session(&'a str),
}

impl Shown<'_> {
    /// As services want it.
    pub(super) fn credential(&self) -> Credential<'_> {
        match self {
            Self::Token(text) => Credential::Token(text),
            Self::Session(text) => Credential::Session(text),
        }
    }
}

/// Reads the query of a stream's address.
pub(super) fn parameters(request: &Request) -> Parameters {
    let mut read = Parameters::default();
    for (name, value) in parse_pairs(request.uri().query().unwrap_or_default()).unwrap_or_default() {
        match name.as_str() {
            "stream" => read.stream = Some(value),
            "tag" => read.tag = Some(value),
            "list" => read.list = Some(value),
            "only_media" => read.only_media = matches!(value.as_str(), "true" | "1"),
            "since" => read.since = value.parse().ok(),
            "access_token" => read.token = Some(value),
            _ => {}
        }
    }
    read
}

/// What the request shows: a bearer token (RFC 6750 section 2.1), a token in the query, a token as
/// WebSocket protocol, or the session cookie, which counts only from our own pages.
///
/// # Errors
/// 401 when it shows nothing.
pub(super) fn shown<'a>(
    ctx: &Ctx,
    request: &'a Request,
    parameters: &'a Parameters,
) -> Result<Shown<'a>, ServiceError> {
    let text = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let bearer = text(header::AUTHORIZATION).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    });
    let token = bearer.or(parameters.token.as_deref()).or_else(|| text(header::SEC_WEBSOCKET_PROTOCOL));
    if let Some(token) = token {
        return Ok(Shown::Token(Cow::Borrowed(token.trim())));
    }
    match session_cookie(request) {
        Some(cookie) if is_own_page(ctx, request) => Ok(Shown::Session(cookie)),
        _ => Err(ServiceError::Unauthorized("Missing access token".into())),
    }
}

/// Whether the request comes from a page of this server: browsers name the page's origin with every
/// WebSocket, and send cookies along whoever asks (RFC 6455 section 10.2).
fn is_own_page(ctx: &Ctx, request: &Request) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match text("origin") {
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin == ctx.config.base_url() || (host.is_some() && host == text("host"))
        }
        // Server-sent events of the same origin come without one; the browser says so otherwise.
        None => text("sec-fetch-site") == Some("same-origin") && text("upgrade").is_none(),
    }
}
