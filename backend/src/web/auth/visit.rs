//! Who is looking at a page, and proof that a form came from one of our pages.
//!
//! CSRF: a random cookie, and in every form an HMAC over that cookie and the session. Another site
//! can make a browser send the cookie, but cannot read it, and cannot compute the HMAC. The web app
//! proves itself with its header instead, as it does for the API.

use std::sync::Arc;

use aws_lc_rs::hmac;
use poem::{
    Error, FromRequest, Request, RequestBody, Response, Result,
    http::{HeaderValue, StatusCode, header},
};
use shared::form;

use super::page::Page;
use crate::{
    ctx::Ctx,
    error::ServiceError,
    locale::Locale,
    random,
    rate_limit::{self, Bucket},
    service::auth::{self, Credential, UserRow, Viewer, session},
    web::{
        client_ip::{client_ip, counted_client, is_from_this_machine},
        extract::{is_from_web_app, session_cookie},
    },
};

/// The cookie that forms are bound to.
const FORM_COOKIE: &str = "phiomia_form";
/// Name of the hidden field.
pub(super) const CSRF_FIELD: &str = "csrf";
/// Largest form.
const MAX_FORM: usize = 64 * 1024;

/// Everything a page needs to know about its visitor.
pub(super) struct Visit {
    pub(super) ctx: Ctx,
    pub(super) locale: Locale,
    /// The language that the address asks for, as applications do that know their user's.
    lang: Option<Locale>,
    /// Who is signed in in this browser.
    pub(super) viewer: Option<Arc<Viewer>>,
    pub(super) user_agent: String,
    /// The client's address; empty when it is not known.
    pub(super) ip: String,
    /// The client as rate limits count it.
    pub(super) counted: String,
    /// Whether mail is kept instead of sent, and this visitor may read it: `/dev/mail`.
    pub(super) reads_kept_mail: bool,
    /// The secret of the form cookie.
    form_secret: String,
    /// Whether the cookie has to be set.
    is_new: bool,
}

/// A form with a valid CSRF token, from a client that has not sent too many: whoever sends forms may be
/// guessing passwords, codes or links.
pub(super) struct Posted {
    pub(super) visit: Visit,
    pub(super) fields: Fields,
}

/// The fields of a form or a query.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first field of this name; empty when there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// Whether a checkbox is checked.
    pub(super) fn checked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    fn parse(text: &str) -> Self {
        Self(form::parse_pairs(text).unwrap_or_default())
    }
}

/// The query of the address.
pub(super) fn query(request: &Request) -> Fields {
    Fields::parse(request.uri().query().unwrap_or_default())
}

impl Visit {
    /// The CSRF token for a form on this visitor's page.
    pub(super) fn csrf(&self) -> String {
        hex::encode(hmac::sign(&self.key(), self.signed().as_bytes()))
    }

    /// The text in the visitor's language.
    pub(super) fn text(&self, key: &str) -> String {
        self.locale.text(key)
    }

    /// The cookie, when the browser has none yet.
    pub(super) fn new_cookie(&self) -> Option<HeaderValue> {
        self.is_new.then(|| set_cookie(&self.ctx, FORM_COOKIE, &self.form_secret, None)).flatten()
    }

    /// The signed-in user with account name, or a redirect to the sign-in page and back to `path`.
    pub(super) async fn require(&self, path: &str) -> Result<(UserRow, String)> {
        let sign_in = || {
            let lang = self.lang.map(|locale| ("lang", locale.tag()));
            let back = form::encode_pairs([("return_to", path)].into_iter().chain(lang));
            Error::from_response(see_other(&format!("/auth/sign_in?{back}")))
        };
        let viewer = self.viewer.as_ref().filter(|viewer| viewer.barrier.is_none()).ok_or_else(sign_in)?;
        let id = viewer.user.ok_or_else(sign_in)?;
        let found = auth::user_and_name(&self.ctx, id).await.map_err(|error| self.failed(error))?;
        found.ok_or_else(sign_in)
    }

    /// The page for an error that is not the visitor's fault, or has no place in a form.
    pub(super) fn failed(&self, error: impl Into<ServiceError>) -> Error {
        let error = error.into();
        let (status, key) = match &error {
            ServiceError::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, "error.too_many"),
            ServiceError::Internal { .. } => {
                tracing::error!(%error, "page failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error.server")
            }
            ServiceError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "error.server"),
            ServiceError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error.link"),
            _ => (StatusCode::FORBIDDEN, "error.other"),
        };
        let page = Page::new(self, "page.lost").notice("error", &self.text(key));
        let mut page = page.aside("", &self.text("page.home"), "/").respond(status);
        if let ServiceError::TooMany { retry_after } = error {
            page.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
        }
        Error::from_response(page)
    }

    /// Counts one more of this client's attempts at something.
    pub(super) async fn limit(&self, bucket: Bucket) -> Result<()> {
        rate_limit::limit(&self.ctx, bucket, &self.counted).await.map_err(|error| self.failed(error))
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.ctx.secrets.signing_key)
    }

    fn signed(&self) -> String {
        let session = self.viewer.as_ref().and_then(|viewer| viewer.session);
        format!("form:{}:{}", self.form_secret, session.map_or(0, |id| id.0))
    }

    fn accepts(&self, token: &str) -> bool {
        !self.is_new
            && hex::decode(token)
                .is_ok_and(|tag| hmac::verify(&self.key(), self.signed().as_bytes(), &tag).is_ok())
    }

    async fn read(request: &Request) -> Result<Self> {
        let ctx =
            request.data::<Ctx>().ok_or_else(|| Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?;
        let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let viewer = match session_cookie(request) {
            Some(cookie) => auth::authenticate(ctx, Credential::Session(cookie)).await.ok(),
            None => None,
        };
        let known = cookie(request, FORM_COOKIE).map(str::to_owned);
        let is_new = known.is_none();
        let form_secret = match known {
            Some(secret) => secret,
            None => random::token().map_err(|_| Error::from_status(StatusCode::INTERNAL_SERVER_ERROR))?,
        };
        let lang = Locale::from_tag(query(request).get("lang"));
        let preferred = || Locale::from_accept_language(header(header::ACCEPT_LANGUAGE).unwrap_or_default());
        Ok(Self {
            locale: lang.unwrap_or_else(preferred),
            lang,
            user_agent: header(header::USER_AGENT).unwrap_or_default().to_owned(),
            ip: client_ip(ctx, request).map_or_else(String::new, |ip| ip.to_string()),
            counted: counted_client(ctx, request),
            reads_kept_mail: ctx.config.mail.smtp_url.is_empty() && is_from_this_machine(ctx, request),
            ctx: ctx.clone(),
            viewer,
            form_secret,
            is_new,
        })
    }
}

impl<'a> FromRequest<'a> for Visit {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> Result<Self> {
        Self::read(request).await
    }
}

impl<'a> FromRequest<'a> for Posted {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let visit = Visit::read(request).await?;
        visit.limit(Bucket::SignIns).await?;
        let bytes = body.take()?.into_bytes_limit(MAX_FORM).await?;
        let fields = Fields::parse(std::str::from_utf8(&bytes).unwrap_or_default());
        if !visit.accepts(fields.get(CSRF_FIELD)) && !is_from_web_app(request) {
            let page = Page::new(&visit, "page.lost").notice("error", &visit.text("error.csrf"));
            return Err(Error::from_response(page.respond(StatusCode::FORBIDDEN)));
        }
        Ok(Self { visit, fields })
    }
}

/// A cookie's value, when it looks like one of ours.
fn cookie<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let headers = request.headers().get_all(header::COOKIE);
    let mut cookies =
        headers.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    cookies
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|value| (20..100).contains(&value.len()))
}

/// A cookie that scripts cannot read and other sites cannot make the browser send with a form.
fn set_cookie(ctx: &Ctx, name: &str, value: &str, max_age: Option<i64>) -> Option<HeaderValue> {
    let secure = if ctx.config.base_url().starts_with("https:") { "; Secure" } else { "" };
    let age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}").parse().ok()
}

/// Begins a session in this browser and leads on to `path`.
pub(super) async fn begin_session(visit: &Visit, user: &UserRow, path: &str) -> Result<Response> {
    /// A year: the session ends when it is ended, not when the browser closes.
    const LIFETIME: i64 = 365 * 86_400;
    let cookie = session::begin(&visit.ctx, user.id, &visit.user_agent, &visit.ip)
        .await
        .map_err(|error| visit.failed(error))?;
    let mut response = see_other(path);
    if let Some(cookie) = set_cookie(&visit.ctx, auth::SESSION_COOKIE, &cookie, Some(LIFETIME)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Forgets the session's cookie and leads on to `path`.
pub(super) fn forget_session(visit: &Visit, path: &str) -> Response {
    let mut response = see_other(path);
    if let Some(cookie) = set_cookie(&visit.ctx, auth::SESSION_COOKIE, "", Some(0)) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// 303: the next request is a GET, whatever this one was.
pub(super) fn see_other(address: &str) -> Response {
    Response::builder()
        .status(StatusCode::SEE_OTHER)
        .header(header::LOCATION, address)
        .header(header::CACHE_CONTROL, "no-store")
        .finish()
}

/// A path on this server, or the start page: nobody is led to another site after signing in.
pub(super) fn local_path(path: &str) -> &str {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(|c: char| c == '\\' || c.is_control());
    if own { path } else { "/" }
}
