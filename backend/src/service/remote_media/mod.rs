//! Files of other servers, passed on by this one (decision 024).
//!
//! Clients get addresses on this server, which it has signed. Looked at for the first time, a file is
//! fetched, checked, brought into its shape and kept; it goes again when it was unused for longest. So other
//! servers do not learn who reads, and what was seen once outlives their outages.

mod address;
mod fetch;
#[cfg(test)]
mod tests;
mod trim;

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};

use kinds::{AccountId, Millis};
use protocol::origin;
use sea_orm::ConnectionTrait;
use store::{
    Tx,
    entity::{media_attachment, remote_file},
    query::remote_file::{self as query, Files},
};
use tokio::sync::Semaphore;
use url::Url;

pub use address::{Address, Shape};
pub use store::query::remote_file::Total;
pub use trim::{Trimmed, trim, trim_to};

use super::{media, present};
use crate::{
    config::MediaConfig,
    ctx::Ctx,
    error::{Result, ServiceError},
    federation,
    keyed_lock::KeyedLocks,
    rate_limit::{self, Bucket},
};

/// Files that are fetched at the same time; each may lie on disk twice until it is kept.
const FETCHES: usize = 32;
/// Entries of the table of fetches under way before ended ones are dropped.
const MAX_FLIGHTS: usize = 4096;
/// Uses within this time count as one.
const USE: i64 = Millis::HOUR;
/// Uses are written together: so many, or after this time.
const USES: usize = 200;
const USES_WAIT: i64 = 10 * Millis::SECOND;

/// What the process keeps of files on their way.
pub struct RemoteMedia {
    /// A second request for the same file waits for the first and finds its row.
    flights: KeyedLocks,
    slots: Semaphore,
    /// Pictures that are drawn at the same time: fewer than may be, so that uploads get their turn.
    drawing: Semaphore,
    used: Mutex<Used>,
    /// Bytes kept since they were last counted.
    stored: AtomicU64,
}

/// Files that were used and whose rows do not say so yet.
#[derive(Default)]
struct Used {
    ids: HashSet<String>,
    written: Option<Millis>,
}

impl RemoteMedia {
    /// Nothing is on its way yet.
    pub fn new(config: &MediaConfig) -> Self {
        let drawing = usize::try_from(config.concurrency).unwrap_or(1).saturating_sub(1).max(1);
        Self {
            flights: KeyedLocks::new(MAX_FLIGHTS),
            slots: Semaphore::new(FETCHES),
            drawing: Semaphore::new(drawing),
            used: Mutex::default(),
            stored: AtomicU64::new(0),
        }
    }

    /// The lock under which a file is fetched.
    fn flight(&self, id: &str) -> Arc<tokio::sync::Mutex<()>> {
        self.flights.of(id)
    }

    /// Notes a use; hands out what is to be written now.
    fn note_use(&self, id: &str, now: Millis) -> Option<HashSet<String>> {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.ids.insert(id.to_owned());
        let due = used.written.is_none_or(|time| now.since(time) >= USES_WAIT);
        (due || used.ids.len() >= USES).then(|| {
            used.written = Some(now);
            std::mem::take(&mut used.ids)
        })
    }
}

/// The address under which clients get a file of another server: on this server, or the file's own when the
/// proxy is off. `None` for what no client may ask for. Depends on nothing but its arguments and the
/// configuration, so that it may be cached.
pub fn show(ctx: &Ctx, shape: Shape, owner: Option<AccountId>, url: &str) -> Option<String> {
    if !federation::may_show(ctx, url) {
        return None;
    }
    if !ctx.config.media.proxy {
        return Some(url.to_owned());
    }
    let address = Address { shape, owner, url: url.to_owned() };
    Some(ctx.url(&address.path(&ctx.secrets)))
}

/// The key of a file in the storage; it is fetched when it is not there yet, and counted for `client`.
///
/// # Errors
/// 404 when it cannot be had or may not be shown, 429 when too many were fetched, 503 when too many are on
/// their way.
pub async fn find(ctx: &Ctx, address: &Address, client: &str) -> Result<String> {
    if !ctx.config.media.proxy || !is_allowed(ctx, address).await? {
        return Err(ServiceError::NotFound);
    }
    if let Some(row) = decided(ctx, ctx.db.read(), &address.id()).await? {
        if row.file_key.is_some() {
            count("kept");
        }
        note_use(ctx, &row);
        return key(address, row);
    }
    rate_limit::limit(ctx, Bucket::RemoteMedia, client).await?;
    let row = fetch::once(ctx, address).await?;
    count(if row.file_key.is_some() { "fetched" } else { "failed" });
    key(address, row)
}

/// Forgets a file that the storage has lost: it will be fetched anew.
///
/// # Errors
/// When the database cannot be written.
pub async fn lost(ctx: &Ctx, address: &Address) -> Result<()> {
    let tx = ctx.begin().await?;
    forget(&tx, query::delete(tx.conn(), &[address.id()]).await?)?;
    ctx.commit(tx).await
}

/// How much is kept.
///
/// # Errors
/// When the database cannot be read.
pub async fn total(ctx: &Ctx) -> Result<Total> {
    Ok(query::total(ctx.db.read()).await?)
}

/// Forgets the files of attachments that are gone.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_attachments(tx: &Tx, media: &[media_attachment::Model]) -> Result<()> {
    let shapes = |media: &media_attachment::Model| {
        let id = |shape, url: &Option<String>| {
            Some(Address { shape, owner: Some(media.account_id), url: url.clone()? }.id())
        };
        let previews = [&media.remote_preview_url, &media.remote_url].map(|url| id(Shape::Preview, url));
        previews.into_iter().chain([id(Shape::Original, &media.remote_url)]).flatten().collect::<Vec<_>>()
    };
    let ids: Vec<String> = media.iter().flat_map(shapes).collect();
    if ids.is_empty() {
        return Ok(());
    }
    forget(tx, query::delete(tx.conn(), &ids).await?)
}

/// Forgets all files of an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn forget_account(tx: &Tx, account: AccountId) -> Result<()> {
    forget(tx, query::delete_of_account(tx.conn(), account).await?)
}

/// Has the files of rows that are gone removed.
fn forget(tx: &Tx, gone: Vec<Files>) -> Result<()> {
    media::forget(tx, gone.into_iter().flat_map(Files::keys))
}

/// Whether this server still passes a file on: not of suspended accounts, not of servers whose files the
/// administrator does not want.
async fn is_allowed(ctx: &Ctx, address: &Address) -> Result<bool> {
    let host = Url::parse(&address.url).ok().and_then(|url| origin::host_of_url(&url));
    let Some(host) = host else { return Ok(false) };
    if federation::block(ctx, &host).await?.media {
        return Ok(false);
    }
    let Some(owner) = address.owner else { return Ok(true) };
    let Some(account) = present::accounts(ctx, &[owner]).await?.remove(&owner) else { return Ok(false) };
    match account.acct.split_once('@') {
        _ if account.suspended == Some(true) => Ok(false),
        Some((_, domain)) => Ok(!federation::block(ctx, domain).await?.media),
        None => Ok(true),
    }
}

/// A row that says what to do: here is the file, or it is too early to try again.
async fn decided(ctx: &Ctx, db: &impl ConnectionTrait, id: &str) -> Result<Option<remote_file::Model>> {
    let row = query::by_id(db, id).await?;
    let early = |row: &remote_file::Model| row.retry_at.is_some_and(|time| time > ctx.now());
    Ok(row.filter(|row| row.file_key.is_some() || early(row)))
}

fn key(address: &Address, row: remote_file::Model) -> Result<String> {
    let still = row.still_key.filter(|_| address.shape.is_still());
    still.or(row.file_key).ok_or(ServiceError::NotFound)
}

/// Notes now and then that a file is used, while nobody waits for it.
fn note_use(ctx: &Ctx, row: &remote_file::Model) {
    let now = ctx.now();
    if now.since(row.used_at) < USE {
        return;
    }
    if let Some(ids) = ctx.remote_media.note_use(&row.id, now) {
        let ctx = ctx.clone();
        tokio::spawn(async move {
            let ids: Vec<String> = ids.into_iter().collect();
            if let Err(error) = query::touch(ctx.db.write(), &ids, now).await {
                tracing::warn!(%error, "the use of files could not be noted");
            }
        });
    }
}

fn count(outcome: &'static str) {
    metrics::counter!("phiomia_remote_media_total", "outcome" => outcome).increment(1);
}
