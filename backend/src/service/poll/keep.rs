//! Stores polls and new versions of them, in the transaction of their status.

use kinds::PollId;
use store::{
    Event, Tx,
    entity::{poll, status},
    job_queue,
    query::poll::{self as query, PollRow},
};

use super::NewPoll;
use crate::{
    ctx::Ctx,
    effects::federate,
    error::Result,
    job::{EndPoll, JobKind, Outgoing},
};

/// What became of a status's poll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The choices it had.
    pub before: Option<Vec<String>>,
    /// The choices it has.
    pub after: Option<Vec<String>>,
    /// Whether it is another question now, or none: what was voted counts no more.
    pub is_another: bool,
}

/// Puts a poll under a status that has none.
///
/// # Errors
/// When the database fails.
pub async fn insert(ctx: &Ctx, tx: &Tx, status: &status::Model, new: NewPoll) -> Result<()> {
    let poll = poll::Model {
        id: ctx.next_id(),
        status_id: status.id,
        multiple: new.multiple,
        hide_totals: new.hide_totals,
        voters_count: new.voters,
        expires_at: new.expires_at,
        fetched_at: (!status.local).then_some(tx.now()),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    // Of polls made elsewhere, only those somebody here voted in are waited for.
    if status.local {
        wait(tx, &poll)?;
    }
    query::insert(tx.conn(), PollRow { poll, options: new.options }).await?;
    Ok(())
}

/// Makes `new` the poll of a status that may have one already; `None` takes that away. Votes are kept
/// while choices and mode are the same. A status of another server brings its counts along.
///
/// # Errors
/// When the database fails.
pub async fn put(ctx: &Ctx, tx: &Tx, status: &status::Model, new: Option<NewPoll>) -> Result<Change> {
    let db = tx.conn();
    let old = match query::of_status(db, status.id).await? {
        Some(old) => query::lock(db, old.poll.id, tx.now()).await?,
        None => None,
    };
    let titles = |options: &[(String, i64)]| options.iter().map(|(title, _)| title.clone()).collect();
    let before: Option<Vec<String>> = old.as_ref().map(|old| titles(&old.options));
    let after: Option<Vec<String>> = new.as_ref().map(|new| titles(&new.options));
    let is_another = match (&old, &new) {
        (Some(old), Some(new)) => before != after || old.poll.multiple != new.multiple,
        (None, None) => return Ok(Change::default()),
        _ => true,
    };
    match (old, new) {
        (Some(old), Some(new)) => replace(ctx, tx, status, old, new, is_another).await?,
        (Some(old), None) => remove(tx, old.poll.id).await?,
        (None, Some(new)) => insert(ctx, tx, status, new).await?,
        (None, None) => {}
    }
    tx.emit(Event::StatusTouched { status: status.id });
    Ok(Change { before, after, is_another })
}

async fn replace(
    ctx: &Ctx,
    tx: &Tx,
    status: &status::Model,
    old: PollRow,
    new: NewPoll,
    is_another: bool,
) -> Result<()> {
    let db = tx.conn();
    if is_another {
        query::clear_votes(db, old.poll.id).await?;
    }
    let counted_here = status.local && !is_another;
    let kept_end = old.poll.expires_at.filter(|_| status.local);
    let poll = poll::Model {
        multiple: new.multiple,
        hide_totals: new.hide_totals,
        voters_count: if counted_here { old.poll.voters_count } else { new.voters },
        expires_at: new.expires_at.or(kept_end),
        fetched_at: (!status.local).then_some(tx.now()),
        updated_at: tx.now(),
        ..old.poll
    };
    if poll.expires_at != old.poll.expires_at {
        job_queue::cancel(db, EndPoll { poll: poll.id }.unique_key().into_iter().collect()).await?;
        wait(tx, &poll)?;
    }
    let shown_otherwise = (poll.expires_at, poll.hide_totals) != (old.poll.expires_at, old.poll.hide_totals);
    if status.local && !is_another && shown_otherwise {
        // Without another question it is no edit; still the others are to know.
        federate::tell(ctx, tx, Outgoing::PollTally { status: status.id })?;
    }
    let options = if counted_here { old.options } else { new.options };
    query::update(db, PollRow { poll, options }).await?;
    Ok(())
}

async fn remove(tx: &Tx, id: PollId) -> Result<()> {
    job_queue::cancel(tx.conn(), EndPoll { poll: id }.unique_key().into_iter().collect()).await?;
    Ok(query::delete(tx.conn(), id).await?)
}

/// Has the end of a poll noticed.
pub(super) fn wait(tx: &Tx, poll: &poll::Model) -> Result<()> {
    if let Some(end) = poll.expires_at {
        tx.enqueue([EndPoll { poll: poll.id }.to_job_at(end)?]);
    }
    Ok(())
}
