//! Talking with other servers: what they post here is checked and turned into calls of the services,
//! what happens here is turned into activities and delivered.
//!
//! Everything that comes in is hostile until `protocol` has parsed it and an origin rule has said
//! who may speak for it. Requests go out only through [`http`].

pub mod actor;
mod collection;
pub mod deliver;
pub mod distribute;
pub mod documents;
pub mod fetch;
pub mod http;
pub mod inbox;
mod interaction;
pub mod keys;
pub mod note;
mod question;
pub mod quote;
pub mod receive;
pub mod replies;
pub mod resolve;
pub mod serve;
pub mod showcase;
pub mod verify;

use std::{sync::Arc, time::Duration};

use dashmap::DashSet;
use moka::sync::Cache;
use protocol::{Uri, origin};
use store::query;
use tokio::sync::Mutex;
use url::Url;

use crate::{config::Config, ctx::Ctx, error::Result, keyed_lock::KeyedLocks};

/// Entries of the table of fetches under way before ended ones are dropped.
const MAX_FETCHES: usize = 1024;
/// Hosts of one domain that may bring new accounts within a time.
const MAX_NEWCOMERS: usize = 10;
const NEWCOMER_WINDOW: Duration = Duration::from_secs(300);
/// Severity of a domain block that ends all traffic (`domain_blocks.severity`).
const SUSPENDED: i16 = 1;

/// What the process keeps for federation.
pub struct Federation {
    /// The client.
    pub http: http::Http,
    /// Keys, ours and theirs.
    pub keys: keys::Keys,
    /// What deliveries need again and again.
    pub outgoing: deliver::Outgoing,
    /// Fetches under way: a second one for the same id waits for the first and finds its row.
    fetching: KeyedLocks,
    /// The hosts this server answers for.
    own_hosts: [String; 2],
    /// Hosts that have brought new accounts lately, by the domain they belong to.
    newcomers: Cache<String, Arc<DashSet<String>>>,
}

impl Federation {
    /// The parts for a configuration.
    pub fn new(config: &Config) -> Self {
        Self {
            http: http::Http::new(&config.federation, config.base_url()),
            keys: keys::Keys::new(config.caches.keys),
            outgoing: deliver::Outgoing::default(),
            fetching: KeyedLocks::new(MAX_FETCHES),
            own_hosts: [config.web_domain(), config.account_domain()]
                .map(|host| origin::normalize_host(host).unwrap_or_else(|| host.to_owned())),
            newcomers: Cache::builder().max_capacity(10_000).time_to_live(NEWCOMER_WINDOW).build(),
        }
    }

    /// Whether a host may bring a new account now: only so many hosts of one domain do, because whoever
    /// owns a domain has hosts without end (CVE-2022-46405).
    fn admits(&self, host: &str) -> bool {
        let domain = origin::registrable_domain(host).to_owned();
        let hosts = self.newcomers.get_with(domain, Default::default);
        hosts.contains(host) || (hosts.len() < MAX_NEWCOMERS && hosts.insert(host.to_owned()))
    }

    /// The lock under which `uri` is fetched and stored.
    fn fetch_lock(&self, uri: &str) -> Arc<Mutex<()>> {
        self.fetching.of(uri)
    }
}

/// The hosts this server answers for, normalised: of its address, and of its handles.
pub fn own_hosts(ctx: &Ctx) -> &[String; 2] {
    &ctx.federation.own_hosts
}

/// Whether `host` is this server: its addresses are rows here and are never fetched.
pub fn is_own_host(ctx: &Ctx, host: &str) -> bool {
    own_hosts(ctx).iter().any(|own| own == host)
}

/// Whether an id is one of ours.
pub fn is_own(ctx: &Ctx, uri: &Uri) -> bool {
    is_own_host(ctx, &uri.host())
}

/// Whether an address of another server may be one of a file that is shown to people: one that this
/// server itself would ask, and not its own, which others have no say about.
pub fn may_show(ctx: &Ctx, address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    ctx.federation.http.may_show(&url)
        && origin::host_of_url(&url).is_some_and(|host| !is_own_host(ctx, &host))
}

/// Whether an address of another server may be given to people as a link: not one within their own
/// network.
pub fn may_link(ctx: &Ctx, address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| ctx.federation.http.may_link(&url))
}

/// What the administrator has ended with a server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// All traffic.
    pub traffic: bool,
    /// Showing its files.
    pub media: bool,
}

/// What the administrator has ended with a host.
///
/// # Errors
/// When the database cannot be read.
pub async fn block(ctx: &Ctx, host: &str) -> Result<Block> {
    let (cache, host) = (&ctx.caches.blocked_hosts, host.to_owned());
    if let Some(block) = cache.get(&host) {
        return Ok(*block);
    }
    let ticket = cache.ticket(&host);
    let row = query::federation::domain_block(ctx.db.read(), &host).await?;
    let block = row.map_or_else(Block::default, |row| {
        let traffic = row.severity >= SUSPENDED;
        Block { traffic, media: traffic || row.reject_media }
    });
    cache.insert(host, block.into(), ticket);
    Ok(block)
}

/// Whether the administrator has ended all traffic with a host.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_blocked(ctx: &Ctx, host: &str) -> Result<bool> {
    Ok(block(ctx, host).await?.traffic)
}

#[cfg(test)]
mod tests;
