//! Yearly reports, and the figures they are made of.

use std::ops::Range;

use kinds::{AccountId, Millis, StatusId, Visibility};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};

use crate::{Result, Sql, entity::annual_report};

/// Most reports that are read at once.
const MOST: u64 = 50;

/// How much of what an account posted in a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Counts {
    /// Posts that answer nobody else.
    pub standalone: i64,
    /// Answers to others.
    pub replies: i64,
    /// Boosts.
    pub reblogs: i64,
    /// Polls.
    pub polls: i64,
}

/// The most successful open posts of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Top {
    /// By boosts.
    pub by_reblogs: Option<StatusId>,
    /// By favourites.
    pub by_favourites: Option<StatusId>,
    /// By answers.
    pub by_replies: Option<StatusId>,
}

/// What an account posted with ids in this range.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(db: &impl ConnectionTrait, account: AccountId, ids: Range<i64>) -> Result<Counts> {
    const REPLY: &str = "(s.in_reply_to_uri IS NOT NULL OR s.in_reply_to_account_id <> s.account_id)";
    let sum = |sql: Sql, condition: &str, name: &str| {
        sql.push("CAST(COALESCE(SUM(CASE WHEN s.reblog_of_id IS NULL AND ")
            .push(condition)
            .push(" THEN 1 ELSE 0 END), 0) AS BIGINT) AS ")
            .push(name)
            .push(", ")
    };
    let answers = format!("COALESCE({REPLY}, FALSE)");
    let sql = sum(Sql::new("SELECT "), &format!("NOT {answers}"), "standalone");
    let sql = sum(sql, &answers, "replies");
    let sql = sum(sql, "EXISTS (SELECT 1 FROM polls p WHERE p.status_id = s.id)", "polls");
    let sql = sql
        .push("CAST(COALESCE(SUM(CASE WHEN s.reblog_of_id IS NOT NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS reblogs ")
        .push("FROM statuses s WHERE s.account_id = ")
        .bind(account)
        .push(" AND s.id >= ")
        .bind(ids.start)
        .push(" AND s.id < ")
        .bind(ids.end);
    Ok(sql.one(db).await?.unwrap_or_default())
}

/// The most successful of the open posts of an account with ids in this range.
///
/// # Errors
/// When the database cannot be read.
pub async fn top(db: &impl ConnectionTrait, account: AccountId, ids: Range<i64>) -> Result<Top> {
    let best = |sql: Sql, column: &str, name: &str| {
        sql.push(
            "(SELECT s.id FROM statuses s JOIN status_stats t ON t.status_id = s.id WHERE s.account_id = ",
        )
        .bind(account)
        .push(" AND s.id >= ")
        .bind(ids.start)
        .push(" AND s.id < ")
        .bind(ids.end)
        .push(" AND s.reblog_of_id IS NULL AND s.visibility IN ")
        .bind_list(&[Visibility::Public, Visibility::Unlisted])
        .push(" AND t.")
        .push(column)
        .push(" > 0 ORDER BY t.")
        .push(column)
        .push(" DESC, s.id DESC LIMIT 1) AS ")
        .push(name)
    };
    let sql = best(Sql::new("SELECT "), "reblogs_count", "by_reblogs").push(", ");
    let sql = best(sql, "favourites_count", "by_favourites").push(", ");
    Ok(best(sql, "replies_count", "by_replies").one(db).await?.unwrap_or_default())
}

/// The report of a year.
///
/// # Errors
/// When the database cannot be read.
pub async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    year: i64,
) -> Result<Option<annual_report::Model>> {
    annual_report::Entity::find_by_id((account, year)).one(db).await
}

/// The reports that the account has not looked at, the latest year first.
///
/// # Errors
/// When the database cannot be read.
pub async fn unread(db: &impl ConnectionTrait, account: AccountId) -> Result<Vec<annual_report::Model>> {
    annual_report::Entity::find()
        .filter(annual_report::Column::AccountId.eq(account))
        .filter(annual_report::Column::ViewedAt.is_null())
        .order_by_desc(annual_report::Column::Year)
        .limit(MOST)
        .all(db)
        .await
}

/// Stores a report, unless there is one of this year.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(db: &impl ConnectionTrait, row: annual_report::Model) -> Result<()> {
    annual_report::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Notes that a report was looked at; false when there is none.
///
/// # Errors
/// When the database cannot be written.
pub async fn view(db: &impl ConnectionTrait, account: AccountId, year: i64, now: Millis) -> Result<bool> {
    let viewed = Sql::new("UPDATE annual_reports SET viewed_at = COALESCE(viewed_at, ")
        .bind(now)
        .push(") WHERE account_id = ")
        .bind(account)
        .push(" AND year = ")
        .bind(year)
        .execute(db)
        .await?;
    Ok(viewed > 0)
}
