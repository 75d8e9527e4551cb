//! Polls of other servers.

use kinds::Millis;
use protocol::vocab::Object;
use store::entity::status;

use super::fetch::FetchError;
use crate::{
    ctx::Ctx,
    service::poll::{NewPoll, put},
};

/// The poll with the counts that its author's server tells. One that says to be over is over now.
pub(super) fn poll(ctx: &Ctx, object: &Object) -> Option<NewPoll> {
    let poll = object.poll.as_ref()?;
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let ends_at = poll.ends_at.map(|time| Millis(time.timestamp_millis()));
    let closed = poll.closed.then(|| ctx.now());
    Some(NewPoll {
        options: poll.options.iter().map(|option| (option.title.clone(), count(option.votes))).collect(),
        multiple: poll.multiple,
        hide_totals: false,
        expires_at: ends_at.into_iter().chain(closed).min(),
        voters: poll.voters.map(count),
    })
}

/// Takes over the poll of a post that is otherwise the same: that is no edit. False without a poll.
pub(super) async fn counted(ctx: &Ctx, object: &Object, known: &status::Model) -> Result<bool, FetchError> {
    let Some(poll) = poll(ctx, object) else { return Ok(false) };
    let tx = ctx.begin().await?;
    put(ctx, &tx, known, Some(poll)).await?;
    ctx.commit(tx).await?;
    Ok(true)
}
