//! Reports for the moderators, with copies of what was reported.

use kinds::{AccountId, Millis, ReportId, StatusId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use super::visibility::visible_to;
use crate::{
    Result, Sql,
    entity::{report, status},
};

/// Stores a report with copies of these statuses; false when the same report of another server is there
/// already.
///
/// # Errors
/// When the database cannot be written.
pub async fn insert(
    db: &impl ConnectionTrait,
    row: &report::Model,
    statuses: &[status::Model],
) -> Result<bool> {
    let sql = Sql::new(
        "INSERT INTO reports (id, account_id, target_account_id, category, comment, status_ids, rule_ids, \
         forwarded, uri, created_at, updated_at) VALUES (",
    );
    let added = sql
        .bind(row.id)
        .push(", ")
        .bind(row.account_id)
        .push(", ")
        .bind(row.target_account_id)
        .push(", ")
        .bind(row.category)
        .push(", ")
        .bind(row.comment.as_str())
        .push(", ")
        .bind(row.status_ids.as_str())
        .push(", ")
        .bind(row.rule_ids.as_str())
        .push(", ")
        .bind(row.forwarded)
        .push(", ")
        .bind(row.uri.clone())
        .push(", ")
        .bind(row.created_at)
        .push(", ")
        .bind(row.updated_at)
        .push(") ON CONFLICT (uri, target_account_id) DO NOTHING")
        .execute(db)
        .await?;
    if added > 0 {
        let ids: Vec<StatusId> = statuses.iter().map(|status| status.id).collect();
        copy(db, row.id, &ids).await?;
    }
    Ok(added > 0)
}

async fn copy(db: &impl ConnectionTrait, id: ReportId, statuses: &[StatusId]) -> Result<()> {
    if statuses.is_empty() {
        return Ok(());
    }
    Sql::new(
        "INSERT INTO report_statuses (report_id, status_id, uri, visibility, spoiler_text, content, created_at) \
         SELECT CAST(",
    )
    .bind(id)
    .push(
        " AS BIGINT), id, uri, visibility, spoiler_text, content, created_at FROM statuses WHERE id IN ",
    )
    .bind_list(statuses)
    .execute(db)
    .await?;
    Ok(())
}

/// A report by id: for the job that sends it on.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_id(db: &impl ConnectionTrait, id: ReportId) -> Result<Option<report::Model>> {
    report::Entity::find_by_id(id).one(db).await
}

/// Those of these reports that `viewer` may see: its role has one of the permissions `bits`.
///
/// # Errors
/// When the database cannot be read.
pub async fn for_staff(
    db: &impl ConnectionTrait,
    viewer: AccountId,
    bits: i64,
    ids: &[ReportId],
) -> Result<Vec<report::Model>> {
    Sql::new("SELECT r.* FROM reports r WHERE r.id IN ")
        .bind_list(ids)
        .push(" AND EXISTS (SELECT 1 FROM users u JOIN roles o ON o.id = u.role_id WHERE u.account_id = ")
        .bind(viewer)
        .push(" AND (o.permissions & ")
        .bind(bits)
        .push(") <> 0)")
        .all(db)
        .await
}

/// How much an account has reported since `since`.
///
/// # Errors
/// When the database cannot be read.
pub async fn count(db: &impl ConnectionTrait, account: AccountId, since: Millis) -> Result<u64> {
    report::Entity::find()
        .filter(report::Column::AccountId.eq(account))
        .filter(report::Column::Id.gte(crate::id::first_at(since)))
        .count(db)
        .await
}

/// Those of these statuses that `target` wrote and the reporter may see.
///
/// # Errors
/// When the database cannot be read.
pub async fn reportable(
    db: &impl ConnectionTrait,
    reporter: AccountId,
    target: AccountId,
    ids: &[StatusId],
) -> Result<Vec<status::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new("SELECT * FROM statuses WHERE account_id = ")
        .bind(target)
        .push(" AND reblog_of_id IS NULL AND id IN ")
        .bind_list(ids)
        .push(" AND ")
        .push_condition(visible_to(Some(reporter)))
        .push(" ORDER BY id")
        .all(db)
        .await
}

/// Those of these statuses of local accounts that people of `domain` may have seen: the open ones, and
/// those that mention somebody there.
///
/// # Errors
/// When the database cannot be read.
pub async fn flagged(db: &impl ConnectionTrait, uris: &[String], domain: &str) -> Result<Vec<status::Model>> {
    Sql::new("SELECT * FROM statuses s WHERE s.local AND s.reblog_of_id IS NULL AND s.uri IN ")
        .bind_list(uris)
        .push(
            " AND (s.visibility IN (0, 1) OR EXISTS (SELECT 1 FROM mentions m JOIN accounts a \
             ON a.id = m.account_id WHERE m.status_id = s.id AND a.domain = ",
        )
        .bind(domain)
        .push(")) ORDER BY s.id")
        .all(db)
        .await
}

/// Somebody whose status a reported one answers.
#[derive(Clone, Debug, FromQueryResult)]
pub struct AnsweredRow {
    /// The account.
    pub id: AccountId,
    /// Its server.
    pub domain: String,
}

/// Accounts of other servers that these statuses answer.
///
/// # Errors
/// When the database cannot be read.
pub async fn answered(db: &impl ConnectionTrait, statuses: &[StatusId]) -> Result<Vec<AnsweredRow>> {
    Sql::new(
        "SELECT DISTINCT a.id, a.domain FROM statuses s JOIN accounts a ON a.id = s.in_reply_to_account_id \
         WHERE a.domain <> '' AND s.id IN ",
    )
    .bind_list(statuses)
    .all(db)
    .await
}
