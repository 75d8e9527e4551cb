//! Reports: what people here and other servers tell the moderators. Kept with copies of the statuses, for
//! those may be gone when somebody looks.

use kinds::{AccountId, Millis, ReportCategory, RuleId, StatusId};
use protocol::html::clean_text;
use shared::{entities::Report, params::CreateReport};
use store::{
    Tx,
    entity::{account, report, status},
    query::{self, report as rows},
};

use super::{instance, present, staff};
use crate::{
    ctx::Ctx,
    effects::federate,
    error::{Result, ServiceError},
    job::Outgoing,
};

/// Most characters of a comment written here.
const MAX_COMMENT: usize = 1000;
/// Characters of another server's comment that are kept.
const MAX_FOREIGN_COMMENT: usize = 5000;
/// Most statuses of a report.
const MAX_STATUSES: usize = 200;
/// Reports of an account in a day.
const MAX_A_DAY: u64 = 400;

/// Reports an account, and statuses of it.
///
/// # Errors
/// 404 when the account or one of the statuses is not there for the reporter; 422 when the comment is too
/// long or a rule does not exist; 429 after too many reports.
pub async fn create(ctx: &Ctx, reporter: AccountId, params: CreateReport) -> Result<Report> {
    let db = ctx.db.read();
    let target = params.account_id.ok_or(ServiceError::NotFound)?;
    let target = query::account::by_id(db, target).await?.ok_or(ServiceError::NotFound)?;
    let comment = comment(params.comment)?;
    let rules = rules(ctx, params.rule_ids.unwrap_or_default())?;
    // There are no collections here that could be reported.
    if params.collection_ids.is_some_and(|ids| !ids.is_empty()) {
        return Err(ServiceError::NotFound);
    }
    let statuses = statuses(ctx, reporter, &target, params.status_ids.unwrap_or_default()).await?;
    let category = match params.category {
        _ if !rules.is_empty() => ReportCategory::Violation,
        category => category.unwrap_or(ReportCategory::Other),
    };
    let domains = params.forward_to_domains.unwrap_or_else(|| vec![target.domain.clone()]);
    let wanted = params.forward.unwrap_or_default();
    let forwarded = wanted && !target.domain.is_empty() && domains.contains(&target.domain);
    let tx = ctx.begin().await?;
    if rows::count(tx.conn(), reporter, tx.now().plus(-Millis::DAY)).await? >= MAX_A_DAY {
        return Err(ServiceError::TooMany { retry_after: 3600 });
    }
    let row = row(ctx, &tx, reporter, target.id, comment, &statuses)?;
    let row = report::Model { category, rule_ids: serde_json::to_string(&rules)?, forwarded, ..row };
    rows::insert(tx.conn(), &row, &statuses).await?;
    staff::tell_of_report(ctx, &tx, &row).await?;
    if wanted {
        federate::tell(ctx, &tx, Outgoing::Flag { report: row.id, domains })?;
    }
    ctx.commit(tx).await?;
    tell_log(&row, "local");
    let target = present::account(ctx, target.id).await?;
    present::report(row, target)
}

/// Keeps a report of another server about a local account. The same one twice is kept once.
///
/// # Errors
/// When the database fails.
pub async fn receive(
    ctx: &Ctx,
    reporter: &account::Model,
    target: AccountId,
    statuses: &[status::Model],
    comment: &str,
    uri: Option<&str>,
) -> Result<()> {
    let tx = ctx.begin().await?;
    let comment = clean_text(comment).chars().take(MAX_FOREIGN_COMMENT).collect();
    let row = row(ctx, &tx, reporter.id, target, comment, statuses)?;
    let row = report::Model { uri: uri.map(str::to_owned), ..row };
    let is_new = rows::insert(tx.conn(), &row, statuses).await?;
    if is_new {
        staff::tell_of_report(ctx, &tx, &row).await?;
    }
    ctx.commit(tx).await?;
    if is_new {
        tell_log(&row, &reporter.domain);
    }
    Ok(())
}

/// The log tells of reports, too: there may be no moderators but who reads it.
fn tell_log(row: &report::Model, from: &str) {
    tracing::warn!(report = %row.id, from, about = %row.target_account_id, "an account was reported");
}

fn comment(text: Option<String>) -> Result<String> {
    let text = clean_text(&text.unwrap_or_default());
    if text.chars().count() > MAX_COMMENT {
        let problem = format!("is too long (maximum is {MAX_COMMENT} characters)");
        return Err(ServiceError::field("comment", "ERR_TOO_LONG", problem));
    }
    Ok(text)
}

fn rules(ctx: &Ctx, ids: Vec<RuleId>) -> Result<Vec<RuleId>> {
    let known = instance::rules(ctx);
    if ids.iter().all(|id| known.iter().any(|rule| rule.id == *id)) {
        return Ok(ids);
    }
    Err(ServiceError::field("rule_ids", "ERR_INVALID", "does not reference valid rules"))
}

async fn statuses(
    ctx: &Ctx,
    reporter: AccountId,
    target: &account::Model,
    mut ids: Vec<StatusId>,
) -> Result<Vec<status::Model>> {
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_STATUSES {
        let problem = format!("are too many (maximum is {MAX_STATUSES})");
        return Err(ServiceError::field("status_ids", "ERR_TOO_MANY", problem));
    }
    let found = rows::reportable(ctx.db.read(), reporter, target.id, &ids).await?;
    if found.len() < ids.len() { Err(ServiceError::NotFound) } else { Ok(found) }
}

fn row(
    ctx: &Ctx,
    tx: &Tx,
    reporter: AccountId,
    target: AccountId,
    comment: String,
    statuses: &[status::Model],
) -> Result<report::Model> {
    let ids: Vec<StatusId> = statuses.iter().map(|status| status.id).collect();
    Ok(report::Model {
        id: ctx.next_id(),
        account_id: reporter,
        target_account_id: target,
        category: ReportCategory::Other,
        comment,
        status_ids: serde_json::to_string(&ids)?,
        rule_ids: "[]".to_owned(),
        forwarded: false,
        uri: None,
        assigned_account_id: None,
        action_taken_at: None,
        action_taken_by_account_id: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    })
}
