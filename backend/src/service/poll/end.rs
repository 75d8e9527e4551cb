//! The end of a poll.

use kinds::{AccountId, Millis, NotificationKind, PollId};
use store::{
    Event,
    query::{poll as query, status_change as change},
};

use super::has_ended;
use crate::{
    ctx::Ctx,
    effects::{federate, notify::notify},
    error::Result,
    job::{JobKind, Outgoing, RefreshPoll},
};

/// Voters told in one transaction.
const CHUNK: i64 = 100;

/// Tells everybody concerned that a poll has ended: people here who made it or voted in it, and other
/// servers; of a poll made elsewhere, the last counts are asked for. Returns the end if that is still to come.
///
/// # Errors
/// When the database fails.
pub async fn end(ctx: &Ctx, id: PollId) -> Result<Option<Millis>> {
    let db = ctx.db.read();
    let Some(poll) = query::by_id(db, id).await? else { return Ok(None) };
    let Some(status) = change::by_id(db, poll.status_id).await? else { return Ok(None) };
    if !has_ended(poll.expires_at, ctx.now()) {
        // An edit has moved the end.
        return Ok(poll.expires_at);
    }
    let tx = ctx.begin().await?;
    tx.emit(Event::StatusTouched { status: status.id });
    notify(ctx, &tx, status.account_id, status.account_id, NotificationKind::Poll, Some(status.id)).await?;
    if status.local {
        federate::tell(ctx, &tx, Outgoing::PollTally { status: status.id })?;
    } else {
        tx.enqueue([RefreshPoll { uri: status.uri.clone() }.to_job()?]);
    }
    ctx.commit(tx).await?;
    let mut last = AccountId(0);
    loop {
        let voters = query::local_voters(ctx.db.read(), id, last, CHUNK).await?;
        let Some(next) = voters.last().copied() else { return Ok(None) };
        let tx = ctx.begin().await?;
        for voter in voters {
            notify(ctx, &tx, voter, status.account_id, NotificationKind::Poll, Some(status.id)).await?;
        }
        ctx.commit(tx).await?;
        last = next;
    }
}
