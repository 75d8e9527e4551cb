//! Work that goes on after an answer: the client learns its name and asks how it is going.

use kinds::{AccountId, AsyncRefreshState, Millis, StatusId, Visibility};
use shared::entities::{AsyncRefresh, WrappedAsyncRefresh};
use store::{
    NewJob, Sql, Tx,
    entity::async_refresh,
    query::{async_refresh as query, status_change as change},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{FetchReplies, JobKind},
    random,
};

/// Seconds after which a client should look again.
pub const RETRY: u32 = 3;
/// Work that has not ended after this time never will.
const LONGEST: i64 = 10 * Millis::MINUTE;
/// The replies to a post are asked for once in so long.
const COOLDOWN: i64 = 15 * Millis::MINUTE;

/// How a refresh is going.
///
/// # Errors
/// 404 when there is none of this name.
pub async fn show(ctx: &Ctx, id: &str) -> Result<WrappedAsyncRefresh> {
    // No other name was ever given.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
        return Err(ServiceError::NotFound);
    }
    let row = query::by_id(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)?;
    Ok(WrappedAsyncRefresh { async_refresh: entity(row, ctx.now()) })
}

/// What is under way for the thread of a status. A user who looks at a post of another server has its
/// replies asked for there, if that was not done lately.
///
/// # Errors
/// When the database fails.
pub async fn of_context(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<Option<AsyncRefresh>> {
    let subject = subject_of_context(id);
    let latest = query::latest(ctx.db.read(), &subject).await?;
    let now = ctx.now();
    let lately = latest.as_ref().is_some_and(|row| now.since(row.created_at) < COOLDOWN);
    if let Some(row) = latest.filter(|row| is_running(row, now)) {
        return Ok(Some(entity(row, now)));
    }
    // Visitors do not make this server ask others.
    if viewer.is_none() || lately || !ctx.config.federation.enabled {
        return Ok(None);
    }
    let Some(status) = change::by_id(ctx.db.read(), id).await? else { return Ok(None) };
    let open = matches!(status.visibility, Visibility::Public | Visibility::Unlisted);
    if status.local || !open || status.reblog_of_id.is_some() {
        return Ok(None);
    }
    let tx = ctx.begin().await?;
    let started = start(&tx, subject, FetchReplies { status: id }.to_job()?).await?;
    ctx.commit(tx).await?;
    Ok(Some(started))
}

/// Counts one more reply that was fetched for a thread.
///
/// # Errors
/// When the database fails.
pub async fn count_reply(ctx: &Ctx, id: StatusId) -> Result<()> {
    Ok(query::count(ctx.db.write(), &subject_of_context(id)).await?)
}

/// Notes that all replies for a thread have been fetched.
///
/// # Errors
/// When the database fails.
pub async fn end_context(ctx: &Ctx, id: StatusId) -> Result<()> {
    query::finishing(&subject_of_context(id)).execute(ctx.db.write()).await?;
    Ok(())
}

/// What is under way for a subject.
///
/// # Errors
/// When the database cannot be read.
pub async fn running(ctx: &Ctx, subject: &str) -> Result<Option<AsyncRefresh>> {
    let now = ctx.now();
    let latest = query::latest(ctx.db.read(), subject).await?;
    Ok(latest.filter(|row| is_running(row, now)).map(|row| entity(row, now)))
}

/// The statement that ends what is under way for a subject.
pub fn ending(subject: &str) -> Sql {
    query::finishing(subject)
}

/// Begins a refresh; `job` does the work and ends it.
///
/// # Errors
/// When the database fails.
pub async fn start(tx: &Tx, subject: String, job: NewJob) -> Result<AsyncRefresh> {
    let row = async_refresh::Model {
        id: random::token()?,
        subject,
        finished: false,
        result_count: Some(0),
        created_at: tx.now(),
    };
    query::insert(tx.conn(), row.clone()).await?;
    tx.enqueue([job]);
    Ok(entity(row, tx.now()))
}

fn subject_of_context(id: StatusId) -> String {
    format!("context:{id}")
}

fn is_running(row: &async_refresh::Model, now: Millis) -> bool {
    !row.finished && now.since(row.created_at) < LONGEST
}

fn entity(row: async_refresh::Model, now: Millis) -> AsyncRefresh {
    let running = is_running(&row, now);
    AsyncRefresh {
        status: if running { AsyncRefreshState::Running } else { AsyncRefreshState::Finished },
        id: row.id,
        result_count: row.result_count,
    }
}
