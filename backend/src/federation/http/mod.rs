//! The one client for requests to other servers.
//!
//! Every address is checked at the moment of connecting (names through the resolver, literals
//! before), redirects are followed by hand so that each hop is checked and signed anew, a request
//! has one deadline for everything, and bodies are counted as they are unpacked. Clippy forbids
//! making another client (`clippy.toml`).

mod address;
mod call;
mod download;
mod error;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use dashmap::DashMap;
use kinds::Millis;
use moka::sync::Cache;
use protocol::{
    origin,
    signature::{self, PrivateKey, Scheme},
};
use reqwest::{
    Client, Method, Response, StatusCode,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{self, HeaderMap},
    redirect,
};
use tokio::sync::{OnceCell, Semaphore};
use url::{Host, Url};

use crate::config::FederationConfig;
use address::Guard;

pub use call::Call;
pub use download::Download;
pub use error::HttpError;

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Connections to one server that are kept open unused.
const IDLE_CONNECTIONS: usize = 4;
/// Hosts whose limits are remembered before unused ones are dropped.
const MAX_HOSTS: usize = 4096;
/// Servers whose way to sign is remembered, and for how long.
const MAX_SCHEMES: u64 = 10_000;
const SCHEME_KEPT: Duration = Duration::from_secs(14 * 86_400);
/// Longest pause that a `Retry-After` is obeyed for.
const MAX_PAUSE: i64 = Millis::DAY;

/// Who signs a request.
#[derive(Clone, Debug)]
pub struct Signer {
    /// The key's id, as published.
    pub key_id: String,
    /// The key.
    pub key: Arc<PrivateKey>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Get<'a> {
    /// Where.
    pub url: &'a Url,
    /// The `Accept` header.
    pub accept: &'static str,
    /// Which content types are taken.
    pub content_type: fn(&str) -> bool,
    /// Who signs.
    pub signer: Option<&'a Signer>,
    /// How much of the answer is read.
    pub size: Size,
}

/// How much of an answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// A document, whole, up to the configured size.
    Document,
    /// A file of at most so many bytes, whole.
    File(usize),
    /// So many bytes; what comes after them is not needed.
    Beginning(usize),
}

/// A document and the address that gave it in the end.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The address after redirects.
    pub url: Url,
    /// The `Content-Type`.
    pub content_type: String,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

/// The client.
pub struct Http {
    client: OnceCell<Client>,
    guard: Guard,
    config: FederationConfig,
    user_agent: String,
    hosts: DashMap<String, Arc<Semaphore>>,
    /// How servers want requests signed that have refused the usual way.
    schemes: Cache<String, Scheme>,
}

impl Http {
    /// A client for this configuration. `base_url` is put into the `User-Agent`.
    pub fn new(config: &FederationConfig, base_url: &str) -> Self {
        Self {
            client: OnceCell::new(),
            guard: Guard::new(&config.allow_addresses),
            config: config.clone(),
            user_agent: format!("Phiomia/{} (+{base_url}/)", env!("CARGO_PKG_VERSION")),
            hosts: DashMap::new(),
            schemes: Cache::builder().max_capacity(MAX_SCHEMES).time_to_live(SCHEME_KEPT).build(),
        }
    }

    /// The scheme that other servers are asked with first.
    pub fn scheme(&self) -> &'static str {
        if self.config.allow_http { "http" } else { "https" }
    }

    /// Fetches a document.
    ///
    /// # Errors
    /// When the address is refused, or the answer is late, too large, or not what was asked for.
    pub async fn get(&self, get: &Get<'_>, now: Millis) -> Result<Fetched, HttpError> {
        self.within_deadline(self.follow(get, now)).await
    }

    /// Posts an activity. Redirects are not followed: an inbox says where it is.
    ///
    /// # Errors
    /// When the address is refused, or the answer is late or no success.
    pub async fn post(
        &self,
        url: &Url,
        body: Arc<[u8]>,
        signer: &Signer,
        now: Millis,
    ) -> Result<(), HttpError> {
        // To wait for a turn says nothing about the host: its time begins after that.
        let _turn = self.turn(url).await?;
        let post = async {
            let signed = Signed {
                method: Method::POST,
                url: url.clone(),
                body: Some(body),
                signer: Some(signer.clone()),
            };
            taken(self.knock(&signed, "*/*", now).await?, now).await
        };
        self.within_deadline(post).await
    }

    /// Posts a message to a push service, with these headers and no signature. Redirects are not followed.
    ///
    /// # Errors
    /// When the address is refused, or the answer is late or no success.
    pub async fn push(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
        now: Millis,
    ) -> Result<(), HttpError> {
        let _turn = self.turn(url).await?;
        let push = async {
            self.check(url)?;
            let mut builder = self.client().await?.post(url.clone()).body(body);
            for (name, value) in headers {
                builder = builder.header(*name, value);
            }
            taken(builder.send().await.map_err(|error| network(&error))?, now).await
        };
        self.within_deadline(push).await
    }

    async fn within_deadline<T>(
        &self,
        work: impl Future<Output = Result<T, HttpError>>,
    ) -> Result<T, HttpError> {
        let deadline = Duration::from_secs(self.config.timeout_seconds.max(1));
        tokio::time::timeout(deadline, Box::pin(work)).await.unwrap_or(Err(HttpError::Timeout))
    }

    /// Whether an address may be one of a file that is shown to people.
    pub fn may_show(&self, url: &Url) -> bool {
        (url.scheme() == "https" || self.config.allow_http) && self.guard.may_show(url)
    }

    /// Whether an address may be given to people as a link.
    pub fn may_link(&self, url: &Url) -> bool {
        self.guard.may_link(url)
    }

    async fn follow(&self, get: &Get<'_>, now: Millis) -> Result<Fetched, HttpError> {
        let mut url = get.url.clone();
        url.set_fragment(None);
        for _ in 0..=MAX_REDIRECTS {
            let _turn = self.turn(&url).await?;
            let signed =
                Signed { method: Method::GET, url: url.clone(), body: None, signer: get.signer.cloned() };
            let response = self.knock(&signed, get.accept, now).await?;
            if response.status().is_redirection() {
                url = next_hop(&url, &response)?;
                continue;
            }
            if response.status() != StatusCode::OK {
                return Err(failure(&response, now));
            }
            let kind = text(response.headers(), &header::CONTENT_TYPE).unwrap_or_default();
            if !(get.content_type)(kind) {
                return Err(HttpError::ContentType);
            }
            let content_type = kind.to_owned();
            return Ok(Fetched { url, content_type, body: self.read(response, get.size).await? });
        }
        Err(HttpError::Redirect)
    }

    /// One request, signed the way its server is known to take. Where that is refused the other way is
    /// tried once, and remembered when it works (protocol §11).
    async fn knock(&self, request: &Signed, accept: &str, now: Millis) -> Result<Response, HttpError> {
        let host = origin::host_of_url(&request.url).unwrap_or_default();
        let first = self.schemes.get(&host).unwrap_or(Scheme::Draft);
        let response = self.send(request, first, accept, now).await?;
        if request.signer.is_none() || !is_refusal(response.status()) {
            return Ok(response);
        }
        let second = match first {
            Scheme::Draft => Scheme::Rfc9421,
            Scheme::Rfc9421 => Scheme::Draft,
        };
        match self.send(request, second, accept, now).await {
            Ok(again) if !is_refusal(again.status()) => {
                self.schemes.insert(host, second);
                Ok(again)
            }
            _ => Ok(response),
        }
    }

    /// One request, checked and signed.
    async fn send(
        &self,
        request: &Signed,
        scheme: Scheme,
        accept: &str,
        now: Millis,
    ) -> Result<Response, HttpError> {
        self.check(&request.url)?;
        let client = self.client().await?;
        let mut builder = client.request(request.method.clone(), request.url.clone());
        builder = builder.header(header::ACCEPT, accept);
        for (name, value) in request.headers(scheme, now).await? {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body.clone() {
            builder = builder.body(bytes::Bytes::from_owner(body));
        }
        builder.send().await.map_err(|error| network(&error))
    }

    async fn read(&self, mut response: Response, size: Size) -> Result<Vec<u8>, HttpError> {
        let limit = match size {
            Size::Document => usize::try_from(self.config.document_bytes).unwrap_or(usize::MAX),
            Size::File(bytes) | Size::Beginning(bytes) => bytes,
        };
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| network(&error))? {
            if body.len() + chunk.len() > limit {
                if !matches!(size, Size::Beginning(_)) {
                    return Err(HttpError::TooLarge);
                }
                body.extend(chunk.iter().take(limit - body.len()));
                break;
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// What can be said of an address before connecting.
    fn check(&self, url: &Url) -> Result<(), HttpError> {
        match url.scheme() {
            "https" => {}
            "http" if self.config.allow_http => {}
            _ => return Err(HttpError::Refused("only https is used")),
        }
        if origin::host_of_url(url).is_none() {
            return Err(HttpError::Refused("not a plain address"));
        }
        let literal = match url.host() {
            Some(Host::Ipv4(v4)) => Some(v4.into()),
            Some(Host::Ipv6(v6)) => Some(v6.into()),
            _ => None,
        };
        match literal {
            Some(address) if !self.guard.allows(address) => Err(HttpError::Refused("not a public address")),
            _ => Ok(()),
        }
    }

    /// Waits until there is room for another request to the address's host.
    async fn turn(&self, url: &Url) -> Result<tokio::sync::OwnedSemaphorePermit, HttpError> {
        if self.hosts.len() > MAX_HOSTS {
            self.hosts.retain(|_, limit| Arc::strong_count(limit) > 1);
        }
        let host = origin::host_of_url(url).ok_or(HttpError::Refused("not a plain address"))?;
        self.turn_of(host).await
    }

    async fn turn_of(&self, key: String) -> Result<tokio::sync::OwnedSemaphorePermit, HttpError> {
        let permits = usize::try_from(self.config.host_concurrency.max(1)).unwrap_or(1);
        let limit = self.hosts.entry(key).or_insert_with(|| Arc::new(Semaphore::new(permits))).clone();
        limit.acquire_owned().await.map_err(|error| HttpError::Internal(error.to_string()))
    }

    async fn client(&self) -> Result<&Client, HttpError> {
        self.client.get_or_try_init(|| async { self.build() }).await
    }

    #[expect(clippy::disallowed_methods, reason = "the one place that makes a client")]
    fn build(&self) -> Result<Client, HttpError> {
        let internal = |error: &dyn std::fmt::Display| HttpError::Internal(error.to_string());
        let mut builder = Client::builder()
            .user_agent(self.user_agent.clone())
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true)
            .https_only(!self.config.allow_http)
            .dns_resolver(Arc::new(GuardedResolver(self.guard.clone())));
        if !self.config.extra_ca.is_empty() {
            let pem = std::fs::read(&self.config.extra_ca).map_err(|error| internal(&error))?;
            let authority = reqwest::Certificate::from_pem(&pem).map_err(|error| internal(&error))?;
            builder = builder.tls_certs_merge([authority]);
        }
        builder.build().map_err(|error| internal(&error))
    }
}

/// A request that is about to be signed.
struct Signed {
    method: Method,
    url: Url,
    body: Option<Arc<[u8]>>,
    signer: Option<Signer>,
}

impl Signed {
    /// The headers of the signature, made on a thread where slow work may be done.
    async fn headers(&self, scheme: Scheme, now: Millis) -> Result<Vec<(&'static str, String)>, HttpError> {
        let Some(signer) = self.signer.clone() else { return Ok(Vec::new()) };
        let (method, url, body) = (self.method.clone(), self.url.clone(), self.body.clone());
        let time = chrono::DateTime::from_timestamp_millis(now.0).unwrap_or_default();
        let sign = move || {
            let signer = signature::Signer { key_id: &signer.key_id, key: &signer.key };
            let body = body.as_deref().map(|body| (body, origin::ACTIVITY_JSON));
            let request = signature::Outgoing { method: method.as_str(), url: &url, body };
            match scheme {
                Scheme::Draft => signature::sign_draft(&signer, &request, time),
                Scheme::Rfc9421 => signature::sign_rfc9421(&signer, &request, time),
            }
        };
        tokio::task::spawn_blocking(sign)
            .await
            .map_err(|error| HttpError::Internal(error.to_string()))?
            .map_err(|error| HttpError::Internal(error.to_string()))
    }
}

/// Looks names up and hands out only addresses that may be connected to, so that the address that
/// was checked is the one that is dialled.
struct GuardedResolver(Guard);

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|address| guard.allows(address.ip())).collect();
            if allowed.is_empty() {
                return Err("the name has no public address".into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// Whether a server took what it was sent.
async fn taken(mut response: Response, now: Millis) -> Result<(), HttpError> {
    if !response.status().is_success() {
        return Err(failure(&response, now));
    }
    // Read to the end (within reason), so that the connection can be used again.
    let mut read = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        if read > 64 * 1024 {
            break;
        }
    }
    Ok(())
}

/// What servers answer to signatures they cannot read.
fn is_refusal(status: StatusCode) -> bool {
    matches!(status, StatusCode::BAD_REQUEST | StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

/// Where a redirect leads. Never from `https` to `http`.
fn next_hop(url: &Url, response: &Response) -> Result<Url, HttpError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Err(HttpError::Redirect);
    }
    let location = text(response.headers(), &header::LOCATION).ok_or(HttpError::Redirect)?;
    let mut next = url.join(location).map_err(|_| HttpError::Redirect)?;
    next.set_fragment(None);
    if url.scheme() == "https" && next.scheme() != "https" {
        return Err(HttpError::Redirect);
    }
    Ok(next)
}

fn failure(response: &Response, now: Millis) -> HttpError {
    let retry_at = text(response.headers(), &header::RETRY_AFTER).and_then(|value| retry_time(value, now));
    HttpError::Status { status: response.status().as_u16(), retry_at }
}

/// `Retry-After`: seconds or a date (RFC 9110 section 10.2.3), never more than a day ahead.
fn retry_time(value: &str, now: Millis) -> Option<Millis> {
    let pause = match value.trim().parse::<i64>() {
        Ok(seconds) => seconds.saturating_mul(Millis::SECOND),
        Err(_) => {
            let date = chrono::DateTime::parse_from_rfc2822(value.trim()).ok()?;
            Millis(date.timestamp_millis()).since(now)
        }
    };
    (pause > 0).then(|| now.plus(pause.min(MAX_PAUSE)))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn network(error: &reqwest::Error) -> HttpError {
    // The cause at the end of the chain says most ("connection refused").
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    if error.is_timeout() { HttpError::Timeout } else { HttpError::Network(cause.to_string()) }
}

#[cfg(test)]
mod tests;
