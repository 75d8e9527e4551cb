//! Makes room: files that must not be shown any more go, then those unused for longest.

use kinds::Millis;
use store::query::remote_file::{self as query, Files, Unused};

use super::forget;
use crate::{ctx::Ctx, error::Result, federation};

/// Rows removed in one transaction, and transactions of one run: what is left is done by the next.
const BATCH: i64 = 200;
const BATCHES: usize = 50;
/// Made room for at once, as a part of the size: not for every new file another one is looked for.
const ROOM: i64 = 10;
/// Failures are remembered for longer than the longest pause.
const FAILURES: i64 = 7 * Millis::DAY;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trimmed {
    /// Rows.
    pub files: usize,
    /// Bytes.
    pub bytes: i64,
}

impl std::ops::AddAssign for Trimmed {
    fn add_assign(&mut self, more: Self) {
        self.files += more.files;
        self.bytes += more.bytes;
    }
}

impl Trimmed {
    fn of(gone: &[Files]) -> Self {
        Self { files: gone.len(), bytes: gone.iter().map(|files| files.bytes).sum() }
    }
}

/// Removes what must not be shown any more; when more is kept than configured, also what was unused for
/// longest, until there is some room again.
///
/// # Errors
/// When the database fails.
pub async fn trim(ctx: &Ctx) -> Result<Trimmed> {
    let mut trimmed = unwanted(ctx).await?;
    let size = i64::try_from(ctx.config.media.cache_size).unwrap_or(i64::MAX);
    if query::total(ctx.db.read()).await?.bytes > size {
        trimmed += trim_to(ctx, size - size / ROOM).await?;
    }
    Ok(trimmed)
}

/// Removes what was unused for longest, until no more than so many bytes are kept.
///
/// # Errors
/// When the database fails.
pub async fn trim_to(ctx: &Ctx, bytes: i64) -> Result<Trimmed> {
    let mut trimmed = Trimmed::default();
    let mut too_many = query::total(ctx.db.read()).await?.bytes - bytes;
    for _ in 0..BATCHES {
        let ids = first(query::unused(ctx.db.read(), BATCH).await?, too_many);
        if ids.is_empty() {
            break;
        }
        let tx = ctx.begin().await?;
        let gone = query::delete(tx.conn(), &ids).await?;
        let removed = Trimmed::of(&gone);
        too_many -= removed.bytes;
        trimmed += removed;
        forget(&tx, gone)?;
        ctx.commit(tx).await?;
    }
    Ok(trimmed)
}

/// The first rows, as many as it takes for so many bytes.
fn first(rows: Vec<Unused>, mut bytes: i64) -> Vec<String> {
    let mut ids = Vec::new();
    for row in rows {
        if bytes <= 0 {
            break;
        }
        bytes -= row.bytes;
        ids.push(row.id);
    }
    ids
}

/// Removes files of accounts that are suspended or gone, and of servers whose files are not wanted; old
/// failures, too.
async fn unwanted(ctx: &Ctx) -> Result<Trimmed> {
    let mut hosts = Vec::new();
    for host in query::hosts(ctx.db.read()).await? {
        if federation::block(ctx, &host).await?.media {
            hosts.push(host);
        }
    }
    let mut trimmed = Trimmed::default();
    for _ in 0..BATCHES {
        let tx = ctx.begin().await?;
        let db = tx.conn();
        query::delete_failures(db, tx.now().plus(-FAILURES)).await?;
        let mut gone = query::delete_orphans(db, BATCH).await?;
        if !hosts.is_empty() {
            gone.extend(query::delete_of_hosts(db, &hosts, BATCH).await?);
        }
        let is_last = gone.is_empty();
        trimmed += Trimmed::of(&gone);
        forget(&tx, gone)?;
        ctx.commit(tx).await?;
        if is_last {
            break;
        }
    }
    Ok(trimmed)
}
