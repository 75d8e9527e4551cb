//! Gets a file from its server and keeps it; or remembers that it could not be had.

use std::{
    fs::File,
    io::{Read, Seek},
    sync::atomic::Ordering,
    time::Duration,
};

use kinds::Millis;
use protocol::origin;
use store::{entity::remote_file, query::remote_file as query};
use tokio::io::AsyncWriteExt;
use url::Url;

use super::{Address, Shape, decided};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    federation::{
        fetch::{self, FetchError},
        http::{Download, HttpError},
    },
    job::{DeleteFiles, JobKind, TrimRemoteFiles},
    media::{
        foreign::{self, Kind, Known},
        picture::{self, Encoded, Shown},
        storage::new_key,
    },
    service::{media, present},
};

/// Longest wait for a turn.
const WAIT: Duration = Duration::from_secs(20);
/// After the first failure the next try is this far; four times as far after each other one.
const PAUSE: i64 = Millis::MINUTE;
/// What is refused, and no longest pause, is tried again after this time.
const LONG_PAUSE: i64 = Millis::DAY;
/// A new file that no row has claimed after this time is removed.
const UNCLAIMED: i64 = Millis::HOUR;
/// Files up to this size are written in one go.
const SMALL: u64 = 1024 * 1024;
/// When so much of the cache's size was added, it is looked whether it is full.
const LOOKS: u64 = 20;

/// What came of it.
enum Outcome {
    /// It is kept.
    Kept(Kept),
    /// It cannot be had: whether another try soon may go better.
    Failed { temporary: bool },
}

/// Keys and bytes.
struct Kept {
    file_key: String,
    still_key: Option<String>,
    bytes: u64,
}

/// Fetches a file, unless somebody else just has. It goes on when who asked has gone away.
///
/// # Errors
/// 503 when too many files are on their way.
pub(super) async fn once(ctx: &Ctx, address: &Address) -> Result<remote_file::Model> {
    let flight = ctx.remote_media.flight(&address.id()).lock_owned().await;
    if let Some(row) = decided(ctx, ctx.db.read(), &address.id()).await? {
        return Ok(row);
    }
    let (ctx, address) = (ctx.clone(), address.clone());
    let work = async move {
        let _flight = flight;
        let slot = tokio::time::timeout(WAIT, ctx.remote_media.slots.acquire()).await;
        let _slot = slot
            .map_err(|_| ServiceError::Unavailable("Too many files are being fetched".into()))?
            .map_err(ServiceError::internal)?;
        let outcome = get(&ctx, &address).await?;
        save(&ctx, &address, outcome).await
    };
    tokio::spawn(work).await.map_err(ServiceError::internal)?
}

/// Stores what came of it.
async fn save(ctx: &Ctx, address: &Address, outcome: Outcome) -> Result<remote_file::Model> {
    let host = host(ctx, address).await?;
    let tx = ctx.begin().await?;
    let (now, id) = (tx.now(), address.id());
    let old = query::by_id(tx.conn(), &id).await?;
    let failures = old.as_ref().map_or(0, |row| row.failures);
    let blank = remote_file::Model {
        id,
        account_id: address.owner,
        host,
        file_key: None,
        still_key: None,
        bytes: 0,
        failures: 0,
        retry_at: None,
        fetched_at: now,
        used_at: now,
    };
    let row = match outcome {
        Outcome::Kept(Kept { file_key, still_key, bytes }) => {
            ctx.remote_media.stored.fetch_add(bytes, Ordering::Relaxed);
            let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
            remote_file::Model { file_key: Some(file_key), still_key, bytes, ..blank }
        }
        Outcome::Failed { temporary } => {
            let retry_at = Some(now.plus(pause(failures, temporary)));
            remote_file::Model { failures: failures.saturating_add(1), retry_at, ..blank }
        }
    };
    query::save(tx.conn(), row.clone()).await?;
    media::claim(&tx, [&row.file_key, &row.still_key]).await?;
    media::forget(&tx, old.into_iter().flat_map(|old| [old.file_key, old.still_key]))?;
    if is_time_to_trim(ctx) {
        tx.enqueue([TrimRemoteFiles {}.to_job()?]);
    }
    ctx.commit(tx).await?;
    Ok(row)
}

/// How long a file is not asked for again.
fn pause(failures: i64, temporary: bool) -> i64 {
    if !temporary {
        return LONG_PAUSE;
    }
    let doublings = u32::try_from(failures.clamp(0, 10) * 2).unwrap_or(0);
    PAUSE.saturating_mul(1 << doublings).min(LONG_PAUSE)
}

/// Whether so much was added that the cache may be full.
fn is_time_to_trim(ctx: &Ctx) -> bool {
    let stored = &ctx.remote_media.stored;
    let due = stored.load(Ordering::Relaxed) > ctx.config.media.cache_size / LOOKS;
    if due {
        stored.store(0, Ordering::Relaxed);
    }
    due
}

/// The server that a row is about: the owner's, or that of the file.
async fn host(ctx: &Ctx, address: &Address) -> Result<String> {
    if let Some(owner) = address.owner
        && let Some(account) = present::accounts(ctx, &[owner]).await?.remove(&owner)
        && let Some((_, domain)) = account.acct.split_once('@')
    {
        return Ok(domain.to_owned());
    }
    let url = Url::parse(&address.url).ok();
    Ok(url.and_then(|url| origin::host_of_url(&url)).unwrap_or_default())
}

/// Gets the file and keeps it.
async fn get(ctx: &Ctx, address: &Address) -> Result<Outcome> {
    let fetched = match read(ctx, address).await {
        Ok(fetched) => fetched,
        Err(FetchError::Service(error @ ServiceError::Internal { .. })) => return Err(error),
        Err(error) => {
            tracing::debug!(%error, url = address.url, "a file of another server cannot be had");
            return Ok(Outcome::Failed { temporary: is_temporary(&error) });
        }
    };
    let kept = match address.shape.pixels() {
        // A picture of a format that is not read here is taken as it came, if it is small.
        Some(_) if fetched.known.extension == foreign::AVIF && fetched.size <= picture::MOVING_BYTES => {
            as_it_came(ctx, fetched).await
        }
        Some(_) if fetched.known.kind != Kind::Picture => return Ok(Outcome::Failed { temporary: false }),
        Some(pixels) => drawn(ctx, fetched, pixels, address.shape != Shape::Preview).await,
        None => as_it_came(ctx, fetched).await,
    };
    match kept {
        Ok(kept) => Ok(Outcome::Kept(kept)),
        Err(error @ ServiceError::Internal { .. }) => Err(error),
        Err(_) => Ok(Outcome::Failed { temporary: false }),
    }
}

/// Whether a file may be there soon: some are told of before they can be had.
fn is_temporary(error: &FetchError) -> bool {
    match error {
        FetchError::Http(HttpError::Status { status, .. }) => *status != 410,
        error => error.is_temporary(),
    }
}

/// A file on disk, without a name.
struct Fetched {
    file: File,
    size: u64,
    known: Known,
}

/// Reads the file, as long as it is of a kind that is shown and not too large.
async fn read(ctx: &Ctx, address: &Address) -> Result<Fetched, FetchError> {
    let url = Url::parse(&address.url).map_err(|_| FetchError::Refused("not an address"))?;
    let config = &ctx.config.media;
    let download = fetch::file(ctx, &url, config.remote_bytes.max(config.image_bytes)).await?;
    let file = tokio::task::spawn_blocking(tempfile::tempfile).await.map_err(ServiceError::internal)?;
    let file = file.map_err(ServiceError::internal)?;
    let target = file.try_clone().map_err(ServiceError::internal)?;
    let (known, size) = spool(ctx, download, tokio::fs::File::from_std(target)).await?;
    Ok(Fetched { file, size, known })
}

/// Writes to disk what comes; what it is told by its beginning.
async fn spool(
    ctx: &Ctx,
    mut download: Download,
    mut target: tokio::fs::File,
) -> Result<(Known, u64), FetchError> {
    let (mut head, mut size, mut known) = (Vec::new(), 0_u64, None);
    while let Some(chunk) = download.chunk().await? {
        if known.is_none() {
            head.extend(chunk.iter().take(foreign::HEAD - head.len()));
            if head.len() == foreign::HEAD {
                known = Some(foreign::sniff(&head).ok_or(HttpError::ContentType)?);
            }
        }
        size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        if known.is_some_and(|known| size > limit(ctx, known)) {
            return Err(HttpError::TooLarge.into());
        }
        target.write_all(&chunk).await.map_err(ServiceError::internal)?;
    }
    target.flush().await.map_err(ServiceError::internal)?;
    let known = known.or_else(|| foreign::sniff(&head)).ok_or(HttpError::ContentType)?;
    Ok((known, size))
}

fn limit(ctx: &Ctx, known: Known) -> u64 {
    match known.kind {
        Kind::Picture => ctx.config.media.image_bytes,
        Kind::Film | Kind::Sound => ctx.config.media.remote_bytes,
    }
}

/// Keeps the file.
async fn as_it_came(ctx: &Ctx, fetched: Fetched) -> Result<Kept> {
    let file_key = reserve(ctx, fetched.known.extension).await?;
    let storage = &ctx.media.storage;
    if fetched.size <= SMALL {
        storage.put(&file_key, bytes(fetched.file).await?).await?;
    } else {
        storage.put_file(&file_key, fetched.file).await?;
    }
    Ok(Kept { file_key, still_key: None, bytes: fetched.size })
}

/// Keeps a picture in the size that it is shown in.
async fn drawn(ctx: &Ctx, fetched: Fetched, pixels: u64, moves: bool) -> Result<Kept> {
    let (most, mut file) = (ctx.config.media.image_pixels, fetched.file);
    let draw = move || picture::shown(&content(&mut file)?, most, pixels, moves);
    let turn = ctx.remote_media.drawing.acquire().await.map_err(ServiceError::internal)?;
    let Shown { picture, still } = ctx.media.work(draw).await?;
    drop(turn);
    let size = |picture: &Encoded| u64::try_from(picture.bytes.len()).unwrap_or(u64::MAX);
    let bytes = size(&picture) + still.as_ref().map_or(0, size);
    let still_key = match still {
        Some(still) => Some(put(ctx, still).await?),
        None => None,
    };
    Ok(Kept { file_key: put(ctx, picture).await?, still_key, bytes })
}

async fn put(ctx: &Ctx, picture: Encoded) -> Result<String> {
    let key = reserve(ctx, picture.file_type.extension()).await?;
    ctx.media.storage.put(&key, picture.bytes).await?;
    Ok(key)
}

/// A key whose file is removed unless a row claims it soon.
async fn reserve(ctx: &Ctx, extension: &str) -> Result<String> {
    let key = new_key(extension)?;
    ctx.submit(DeleteFiles::unless_claimed(&key, ctx.now().plus(UNCLAIMED))?).await?;
    Ok(key)
}

async fn bytes(mut file: File) -> Result<Vec<u8>> {
    let read = tokio::task::spawn_blocking(move || content(&mut file)).await;
    read.map_err(ServiceError::internal)?.map_err(ServiceError::internal)
}

/// The whole content. Blocks.
fn content(file: &mut File) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
