//! Polls: made with a status, voted in by people here and elsewhere, ended.
//!
//! Whoever changes or votes in a poll holds its row ([`store::query::poll::lock`]) until the commit,
//! so that nobody votes twice by asking twice at once.

mod draft;
mod end;
mod keep;
mod vote;

pub use draft::{LONGEST, MAX_OPTIONS, MAX_TITLE, NewPoll, SHORTEST, prepare};
pub use end::end;
pub use keep::{Change, insert, put};
pub use vote::{receive, vote};

use kinds::{AccountId, Millis, PollId};
use shared::entities::Poll;
use store::{
    entity::{poll, status},
    query::{poll as query, status_change as change},
};

use super::present;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, RefreshPoll},
};

/// The counts of another server are asked for again after this time.
const STALE: i64 = Millis::MINUTE;

/// A poll by id. Looking at one of another server has its counts asked for, if they are old.
///
/// # Errors
/// 404 when the viewer may not see the status it is under.
pub async fn show(ctx: &Ctx, viewer: Option<AccountId>, id: PollId) -> Result<Poll> {
    let (poll, status) = visible(ctx, viewer, id).await?;
    // Visitors do not make this server ask others.
    if viewer.is_some() && !status.local && is_stale(&poll, ctx.now()) {
        let tx = ctx.begin().await?;
        query::touch_fetched(tx.conn(), id, tx.now()).await?;
        tx.enqueue([RefreshPoll { uri: status.uri.clone() }.to_job()?]);
        ctx.commit(tx).await?;
    }
    present::status(ctx, viewer, status.id).await?.poll.ok_or(ServiceError::NotFound)
}

/// A poll with its status, if the viewer may see that.
async fn visible(ctx: &Ctx, viewer: Option<AccountId>, id: PollId) -> Result<(poll::Model, status::Model)> {
    let db = ctx.db.read();
    let poll = query::by_id(db, id).await?.ok_or(ServiceError::NotFound)?;
    let status = change::visible(db, viewer, poll.status_id).await?.ok_or(ServiceError::NotFound)?;
    Ok((poll, status))
}

/// Whether the counts may have changed since they were heard of: not when that was after the end.
fn is_stale(poll: &poll::Model, now: Millis) -> bool {
    let heard = poll.fetched_at.unwrap_or(poll.created_at);
    let final_counts = poll.expires_at.is_some_and(|end| end <= heard);
    now.since(heard) >= STALE && !final_counts
}

/// Whether a poll is over.
pub fn has_ended(expires_at: Option<Millis>, now: Millis) -> bool {
    expires_at.is_some_and(|end| end <= now)
}
