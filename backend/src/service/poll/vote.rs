//! Voting: people here choose once and all at once; from elsewhere each choice comes by itself.

use kinds::{AccountId, PollId};
use shared::entities::Poll;
use store::{
    Event, Tx,
    entity::status,
    query::poll::{self as query, PollRow},
};

use super::{has_ended, keep::wait, visible};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
    service::present,
};

/// Votes.
///
/// # Errors
/// 404 when the poll cannot be seen; 422 when it is the viewer's own or has ended, when the viewer has
/// voted, or the choices are none that can be made.
pub async fn vote(ctx: &Ctx, viewer: AccountId, id: PollId, choices: &[i64]) -> Result<Poll> {
    let (_, status) = visible(ctx, Some(viewer), id).await?;
    let tx = ctx.begin().await?;
    let row = query::lock(tx.conn(), id, tx.now()).await?.ok_or(ServiceError::NotFound)?;
    refuse_closed(&tx, &row, &status, viewer)?;
    if !query::votes_of(tx.conn(), viewer, &[id]).await?.is_empty() {
        return Err(refused("You have already voted in this poll"));
    }
    let choices = chosen(&row, choices)?;
    count(&tx, &row, viewer, &choices, true).await?;
    if status.local {
        federate::tell_tally(ctx, &tx, status.id)?;
    } else {
        tell_author(ctx, &tx, viewer, &row, &choices)?;
        // The voter is told of the end, whoever made the poll.
        wait(&tx, &row.poll)?;
    }
    ctx.commit(tx).await?;
    present::status(ctx, Some(viewer), status.id).await?.poll.ok_or(ServiceError::NotFound)
}

/// Counts a choice that somebody elsewhere made in a poll of this server.
///
/// # Errors
/// 404 when there is no such poll that the voter may see, 422 when the vote does not count.
pub async fn receive(ctx: &Ctx, voter: AccountId, status: &status::Model, title: &str) -> Result<()> {
    let found = query::of_status(ctx.db.read(), status.id).await?.ok_or(ServiceError::NotFound)?;
    let id = found.poll.id;
    visible(ctx, Some(voter), id).await?;
    let tx = ctx.begin().await?;
    let row = query::lock(tx.conn(), id, tx.now()).await?.ok_or(ServiceError::NotFound)?;
    refuse_closed(&tx, &row, status, voter)?;
    let position = row.titles().iter().position(|known| *known == title).ok_or(unknown_choice())?;
    let position = i16::try_from(position).map_err(|_| unknown_choice())?;
    let before = query::votes_of(tx.conn(), voter, &[id]).await?;
    let again = before.iter().any(|vote| vote.position == position);
    if again || (!row.poll.multiple && !before.is_empty()) {
        return Err(refused("You have already voted in this poll"));
    }
    count(&tx, &row, voter, &[position], before.is_empty()).await?;
    federate::tell_tally(ctx, &tx, status.id)?;
    ctx.commit(tx).await
}

fn refuse_closed(tx: &Tx, row: &PollRow, status: &status::Model, voter: AccountId) -> Result<()> {
    if status.account_id == voter {
        return Err(refused("You cannot vote in a poll of your own"));
    }
    if has_ended(row.poll.expires_at, tx.now()) {
        return Err(refused("The poll has ended"));
    }
    Ok(())
}

/// The choices as they are stored, each once.
fn chosen(row: &PollRow, choices: &[i64]) -> Result<Vec<i16>> {
    let mut chosen: Vec<i16> = Vec::new();
    for choice in choices {
        let known = usize::try_from(*choice).is_ok_and(|choice| choice < row.options.len());
        let choice = i16::try_from(*choice).ok().filter(|_| known).ok_or(unknown_choice())?;
        if !chosen.contains(&choice) {
            chosen.push(choice);
        }
    }
    match chosen.len() {
        0 => Err(refused("A choice has to be made")),
        1 => Ok(chosen),
        _ if row.poll.multiple => Ok(chosen),
        _ => Err(refused("Only one choice can be made")),
    }
}

/// Writes votes; the poll is locked.
async fn count(tx: &Tx, row: &PollRow, voter: AccountId, choices: &[i16], first: bool) -> Result<()> {
    query::insert_votes(tx.conn(), row.poll.id, voter, choices, tx.now()).await?;
    for statement in query::counting(row.poll.id, choices, first) {
        tx.defer(statement);
    }
    tx.emit(Event::StatusTouched { status: row.poll.status_id });
    Ok(())
}

/// The server of origin counts; it alone is told, each choice by itself.
fn tell_author(ctx: &Ctx, tx: &Tx, voter: AccountId, row: &PollRow, choices: &[i16]) -> Result<()> {
    let title = |choice: &i16| {
        let (title, _) = usize::try_from(*choice).ok().and_then(|choice| row.options.get(choice))?;
        Some(title.clone())
    };
    let votes = choices.iter().filter_map(|choice| {
        Some(Outgoing::Vote {
            account: voter,
            status: row.poll.status_id,
            number: ctx.next_id(),
            option: title(choice)?,
        })
    });
    federate::tell_all(ctx, tx, votes)
}

fn unknown_choice() -> ServiceError {
    refused("There is no such choice")
}

fn refused(text: &'static str) -> ServiceError {
    ServiceError::invalid(format!("Validation failed: {text}"))
}
