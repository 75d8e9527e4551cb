//! Fetching documents: signed by the server's own actor, believed only when the document's id is the
//! address that gave it (CVE-2024-23832), and never from this server itself.

use protocol::{
    Uri,
    origin::{self, OriginError},
    parse::{self, ParseError},
    vocab::Document,
    webfinger::{self, Confirmed, Handle, Jrd},
};
use url::Url;

use super::{
    http::{Download, Fetched, Get, HttpError, Size},
    is_blocked, is_own_host, keys,
};
use crate::{ctx::Ctx, error::ServiceError};

/// Bytes of a page that are looked at: what it says about itself stands at its beginning.
const PAGE_BYTES: usize = 1024 * 1024;
/// Largest document that describes a page, and largest picture of one.
const OEMBED_BYTES: usize = 256 * 1024;
const PICTURE_BYTES: usize = 8 * 1024 * 1024;

/// Why something of another server could not be had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It did not answer, or not well.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// What it answered is no usable document.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// What it answered is not its to say.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// It is this server, or the administrator has blocked it.
    #[error("{0}")]
    Refused(&'static str),
    /// The handle is not confirmed by WebFinger.
    #[error("the handle is not confirmed")]
    Unconfirmed,
    /// Our own fault.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl FetchError {
    /// Whether another try may go better.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Http(error) => error.is_temporary(),
            Self::Service(error) => {
                matches!(error, ServiceError::Internal { .. } | ServiceError::Unavailable(_))
            }
            _ => false,
        }
    }

    /// Whether the other server says that it was there and never will be again.
    pub fn is_gone_for_good(&self) -> bool {
        matches!(self, Self::Http(error) if error.is_gone_for_good())
    }

    /// Whether the other server says that it is not there (any more).
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Http(error) if error.is_gone())
    }
}

impl From<FetchError> for ServiceError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::Service(error) => error,
            error if error.is_temporary() => {
                Self::Unavailable(format!("The other server could not be reached: {error}").into())
            }
            // Clients need not know why; the log may.
            error => {
                tracing::debug!(%error, "not fetched");
                Self::NotFound
            }
        }
    }
}

impl From<sea_orm::DbErr> for FetchError {
    #[track_caller]
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// What a fetch led to.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document's own address.
    pub uri: Uri,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// Fetches the document with this id.
///
/// # Errors
/// When it cannot be had, or is not what was asked for.
pub async fn document(ctx: &Ctx, uri: &Uri) -> Result<Document, FetchError> {
    Ok(parse::document(&source(ctx, uri).await?.body)?)
}

/// Fetches the bytes of the document with this id. When the address leads to a document with another
/// id of the same origin, that one is fetched once more and must then be itself.
///
/// # Errors
/// When it cannot be had, or is not what was asked for.
pub async fn source(ctx: &Ctx, uri: &Uri) -> Result<Source, FetchError> {
    let first = bytes(ctx, uri).await?;
    let Some(id) = id_of(&first.body)? else { return Err(ParseError::Bad("id").into()) };
    if origin::fetched_document_matches(&id, &first.uri)? {
        return Ok(first);
    }
    let second = bytes(ctx, &id).await?;
    let Some(again) = id_of(&second.body)? else { return Err(ParseError::Bad("id").into()) };
    origin::check_fetched(&again, &second.uri)?;
    Ok(second)
}

fn id_of(body: &[u8]) -> Result<Option<Uri>, ParseError> {
    Ok(parse::document(body)?.id().cloned())
}

/// One request for an activity document. The address is the last one of the redirects; ids are kept
/// byte for byte when there was none.
pub(super) async fn bytes(ctx: &Ctx, uri: &Uri) -> Result<Source, FetchError> {
    let url = uri.without_fragment().to_url().ok_or(FetchError::Refused("not an address"))?;
    let fetched = get(ctx, &url, origin::ACCEPT, origin::is_activity_json).await?;
    let uri = if fetched.url == url {
        uri.without_fragment()
    } else {
        Uri::parse(fetched.url.as_str()).map_err(|_| FetchError::Refused("not an address"))?
    };
    if is_own_host(ctx, &uri.host()) {
        return Err(FetchError::Refused("the address leads back to this server"));
    }
    Ok(Source { uri, body: fetched.body })
}

async fn get(
    ctx: &Ctx,
    url: &Url,
    accept: &'static str,
    content_type: fn(&str) -> bool,
) -> Result<Fetched, FetchError> {
    let signer = Some(keys::instance(ctx).await?);
    ask(ctx, &Get { url, accept, content_type, signer, size: Size::Document }).await
}

/// What is fetched of the web beyond the fediverse, for previews of links. Nobody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Web {
    /// The beginning of a page.
    Page,
    /// A JSON document that describes one.
    Json,
    /// A picture.
    Picture,
}

/// Fetches a page or a file of the web.
///
/// # Errors
/// When it cannot be had, or is not what was asked for.
pub async fn web(ctx: &Ctx, url: &Url, what: Web) -> Result<Fetched, FetchError> {
    let (accept, content_type, size): (_, fn(&str) -> bool, _) = match what {
        Web::Page => ("text/html,application/xhtml+xml", is_html, Size::Beginning(PAGE_BYTES)),
        Web::Json => ("application/json", is_json, Size::File(OEMBED_BYTES)),
        Web::Picture => ("image/webp,image/png,image/jpeg,image/gif", is_picture, Size::File(PICTURE_BYTES)),
    };
    ask(ctx, &Get { url, accept, content_type, signer: None, size }).await
}

/// Begins to read a file of another server, of at most `limit` bytes.
///
/// # Errors
/// When it cannot be had.
pub async fn file(ctx: &Ctx, url: &Url, limit: u64) -> Result<Download, FetchError> {
    check(ctx, url).await?;
    let download = ctx.federation.http.download(url, limit, ctx.now()).await?;
    // Redirects may lead to a server that is blocked.
    check(ctx, &download.url).await?;
    Ok(download)
}

/// One request, if the host is one to be asked.
async fn ask(ctx: &Ctx, get: &Get<'_>) -> Result<Fetched, FetchError> {
    check(ctx, get.url).await?;
    Ok(ctx.federation.http.get(get, ctx.now()).await?)
}

/// Whether an address's host is one to be asked.
async fn check(ctx: &Ctx, url: &Url) -> Result<(), FetchError> {
    if !ctx.config.federation.enabled {
        return Err(FetchError::Refused("this server does not federate"));
    }
    let host = origin::host_of_url(url).ok_or(FetchError::Refused("not an address"))?;
    if is_own_host(ctx, &host) {
        return Err(FetchError::Refused("the address is this server's own"));
    }
    if is_blocked(ctx, &host).await? {
        return Err(FetchError::Refused("the server is blocked"));
    }
    Ok(())
}

/// What the hosts concerned say about a handle: its canonical form and its actor.
///
/// # Errors
/// [`FetchError::Unconfirmed`] when the loop does not close, else why a host could not be asked.
pub async fn webfinger(ctx: &Ctx, asked: &Handle) -> Result<(Handle, Uri), FetchError> {
    let first = query(ctx, asked).await?;
    match webfinger::confirm(asked, &first, false) {
        Confirmed::Yes(handle, actor) => Ok((handle, actor)),
        Confirmed::No => Err(FetchError::Unconfirmed),
        Confirmed::AskAgain(next) => match webfinger::confirm(&next, &query(ctx, &next).await?, true) {
            // The loop closes where both hosts name the same actor.
            Confirmed::Yes(handle, actor) if first.actor.as_ref() == Some(&actor) => Ok((handle, actor)),
            _ => Err(FetchError::Unconfirmed),
        },
    }
}

async fn query(ctx: &Ctx, handle: &Handle) -> Result<Jrd, FetchError> {
    let scheme = ctx.federation.http.scheme();
    let url = webfinger::query_url(scheme, handle).ok_or(FetchError::Refused("not a host"))?;
    let answer = match get(ctx, &url, webfinger::ACCEPT, is_json).await {
        Err(error) if error.is_gone() => match template(ctx, scheme, handle).await {
            Some(url) => get(ctx, &url, webfinger::ACCEPT, is_json).await?,
            None => return Err(error),
        },
        answer => answer?,
    };
    webfinger::parse(&answer.body).map_err(|_| FetchError::Unconfirmed)
}

/// Where host-meta says that the handle is answered for.
async fn template(ctx: &Ctx, scheme: &str, handle: &Handle) -> Option<Url> {
    let url = webfinger::host_meta_url(scheme, &handle.host)?;
    let answer = get(ctx, &url, "application/xrd+xml", |kind| kind.contains("xml")).await.ok()?;
    let template = webfinger::template_from_host_meta(&String::from_utf8_lossy(&answer.body))?;
    let acct: String = url::form_urlencoded::byte_serialize(handle.acct().as_bytes()).collect();
    Url::parse(&template.replace("{uri}", &acct)).ok()
}

fn is_html(content_type: &str) -> bool {
    matches!(essence(content_type).as_str(), "text/html" | "application/xhtml+xml")
}

fn is_picture(content_type: &str) -> bool {
    essence(content_type).starts_with("image/")
}

fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_json(content_type: &str) -> bool {
    let kind = essence(content_type);
    kind == "application/json" || kind.ends_with("+json")
}
