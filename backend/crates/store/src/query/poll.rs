//! Polls, their choices and votes. Who may see a poll is decided by who may see its status: the
//! caller's business.

use std::collections::HashMap;

use kinds::{AccountId, Millis, PollId, StatusId};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use crate::{
    Result, Sql,
    entity::{poll, poll_option, poll_vote},
};

/// A poll with its choices in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollRow {
    /// The poll.
    pub poll: poll::Model,
    /// Titles and votes.
    pub options: Vec<(String, i64)>,
}

impl PollRow {
    /// The titles of the choices.
    pub fn titles(&self) -> Vec<&str> {
        self.options.iter().map(|(title, _)| title.as_str()).collect()
    }
}

/// A vote of somebody whose votes are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromQueryResult)]
pub struct OwnVote {
    /// The poll.
    pub poll_id: PollId,
    /// The choice, counted from zero.
    pub position: i16,
}

/// The polls of these statuses, in two statements.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_statuses(db: &impl ConnectionTrait, statuses: &[StatusId]) -> Result<Vec<PollRow>> {
    let polls: Vec<poll::Model> =
        Sql::new("SELECT * FROM polls WHERE status_id IN ").bind_list(statuses).all(db).await?;
    if polls.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PollId> = polls.iter().map(|poll| poll.id).collect();
    let options: Vec<poll_option::Model> = Sql::new("SELECT * FROM poll_options WHERE poll_id IN ")
        .bind_list(&ids)
        .push(" ORDER BY poll_id, position")
        .all(db)
        .await?;
    let mut by_poll: HashMap<PollId, Vec<(String, i64)>> = HashMap::new();
    for option in options {
        by_poll.entry(option.poll_id).or_default().push((option.title, option.votes_count));
    }
    let row = |poll: poll::Model| PollRow { options: by_poll.remove(&poll.id).unwrap_or_default(), poll };
    Ok(polls.into_iter().map(row).collect())
}

/// The poll of a status.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_status(db: &impl ConnectionTrait, status: StatusId) -> Result<Option<PollRow>> {
    Ok(of_statuses(db, &[status]).await?.pop())
}

/// A poll by id.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: PollId) -> Result<Option<poll::Model>> {
    poll::Entity::find_by_id(id).one(db).await
}

/// A poll that nobody else changes or votes in until the end of the transaction.
///
/// # Errors
/// When the database cannot be written.
pub async fn lock(db: &impl ConnectionTrait, id: PollId, now: Millis) -> Result<Option<PollRow>> {
    let poll: Option<poll::Model> = Sql::new("UPDATE polls SET updated_at = ")
        .bind(now)
        .push(" WHERE id = ")
        .bind(id)
        .push(" RETURNING *")
        .one(db)
        .await?;
    let Some(poll) = poll else { return Ok(None) };
    let options = poll_option::Entity::find()
        .filter(poll_option::Column::PollId.eq(id))
        .order_by_asc(poll_option::Column::Position)
        .all(db)
        .await?;
    let options = options.into_iter().map(|option| (option.title, option.votes_count)).collect();
    Ok(Some(PollRow { poll, options }))
}

/// Stores a poll.
///
/// # Errors
/// When the database refuses the row.
pub async fn insert(db: &impl ConnectionTrait, row: PollRow) -> Result<()> {
    let id = row.poll.id;
    poll::Entity::insert(poll::ActiveModel::from(row.poll)).exec_without_returning(db).await?;
    insert_options(db, id, row.options).await
}

/// Changes a poll; its choices and their counts are written anew.
///
/// # Errors
/// When the database refuses the row.
pub async fn update(db: &impl ConnectionTrait, row: PollRow) -> Result<()> {
    let id = row.poll.id;
    poll::Entity::update(row.poll.into_active_model().reset_all()).exec(db).await?;
    poll_option::Entity::delete_many().filter(poll_option::Column::PollId.eq(id)).exec(db).await?;
    insert_options(db, id, row.options).await
}

async fn insert_options(db: &impl ConnectionTrait, id: PollId, options: Vec<(String, i64)>) -> Result<()> {
    let rows: Vec<poll_option::ActiveModel> = options
        .into_iter()
        .zip(0_i16..)
        .map(|((title, votes_count), position)| poll_option::Model {
            poll_id: id,
            position,
            title,
            votes_count,
        })
        .map(poll_option::ActiveModel::from)
        .collect();
    if !rows.is_empty() {
        poll_option::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Removes a poll with its votes.
///
/// # Errors
/// When the database cannot be written.
pub async fn delete(db: &impl ConnectionTrait, id: PollId) -> Result<()> {
    poll::Entity::delete_by_id(id).exec(db).await?;
    Ok(())
}

/// Removes all votes in a poll.
///
/// # Errors
/// When the database cannot be written.
pub async fn clear_votes(db: &impl ConnectionTrait, id: PollId) -> Result<()> {
    poll_vote::Entity::delete_many().filter(poll_vote::Column::PollId.eq(id)).exec(db).await?;
    Ok(())
}

/// Stores somebody's votes. The poll is [locked](lock), and the votes are known to be new.
///
/// # Errors
/// When the database refuses a row.
pub async fn insert_votes(
    db: &impl ConnectionTrait,
    id: PollId,
    account: AccountId,
    choices: &[i16],
    now: Millis,
) -> Result<()> {
    let row = |position: &i16| poll_vote::Model {
        poll_id: id,
        account_id: account,
        position: *position,
        created_at: now,
    };
    let rows: Vec<_> = choices.iter().map(row).map(poll_vote::ActiveModel::from).collect();
    if !rows.is_empty() {
        poll_vote::Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The statements that count votes, and the voter if this is somebody's first vote.
pub fn counting(id: PollId, choices: &[i16], first: bool) -> Vec<Sql> {
    let choices: Vec<i32> = choices.iter().map(|choice| i32::from(*choice)).collect();
    let votes = Sql::new("UPDATE poll_options SET votes_count = votes_count + 1 WHERE poll_id = ")
        .bind(id)
        .push(" AND position IN ")
        .bind_list(&choices);
    // Where the number of voters is not known it stays unknown.
    let voter = Sql::new("UPDATE polls SET voters_count = voters_count + 1 WHERE id = ").bind(id);
    if first { vec![votes, voter] } else { vec![votes] }
}

/// What `account` chose in these polls.
///
/// # Errors
/// When the database cannot be read.
pub async fn votes_of(
    db: &impl ConnectionTrait,
    account: AccountId,
    polls: &[PollId],
) -> Result<Vec<OwnVote>> {
    Sql::new("SELECT poll_id, position FROM poll_votes WHERE account_id = ")
        .bind(account)
        .push(" AND poll_id IN ")
        .bind_list(polls)
        .push(" ORDER BY poll_id, position")
        .all(db)
        .await
}

/// Up to `limit` people of this server who voted, in the order of their ids, those after `after`.
///
/// # Errors
/// When the database cannot be read.
pub async fn local_voters(
    db: &impl ConnectionTrait,
    id: PollId,
    after: AccountId,
    limit: i64,
) -> Result<Vec<AccountId>> {
    Sql::new("SELECT DISTINCT v.account_id AS id FROM poll_votes v JOIN accounts a ON a.id = v.account_id WHERE v.poll_id = ")
        .bind(id)
        .push(" AND a.domain = '' AND v.account_id > ")
        .bind(after)
        .push(" ORDER BY v.account_id LIMIT ")
        .bind(limit)
        .ids(db)
        .await
}

/// Notes that the server of origin is asked for the counts now.
///
/// # Errors
/// When the database cannot be written.
pub async fn touch_fetched(db: &impl ConnectionTrait, id: PollId, now: Millis) -> Result<()> {
    Sql::new("UPDATE polls SET fetched_at = ").bind(now).push(" WHERE id = ").bind(id).execute(db).await?;
    Ok(())
}
