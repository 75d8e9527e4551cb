//! Reports, and what is shown of them to the staff.

use std::{collections::HashMap, sync::Arc};

use kinds::{AccountId, ReportId};
use shared::entities::{Account, Report};
use store::{
    entity::{notification, report},
    query,
};

use super::timestamp;
use crate::{ctx::Ctx, error::Result, service::role};

/// A report of the account `target_account`.
///
/// # Errors
/// When what is stored of it is damaged.
pub fn report(row: report::Model, target_account: Arc<Account>) -> Result<Report> {
    Ok(Report {
        id: row.id,
        action_taken: row.action_taken_at.is_some(),
        action_taken_at: row.action_taken_at.map(timestamp),
        category: row.category,
        comment: row.comment,
        forwarded: row.forwarded,
        created_at: timestamp(row.created_at),
        status_ids: Some(serde_json::from_str(&row.status_ids)?),
        collection_ids: Some(Vec::new()),
        rule_ids: Some(serde_json::from_str(&row.rule_ids)?),
        target_account,
    })
}

/// The reports that notifications are about, if `viewer` manages reports; for others there are none. Nothing
/// is read when the notifications are about none.
pub(crate) async fn about_reports(
    ctx: &Ctx,
    viewer: AccountId,
    rows: &[notification::Model],
) -> Result<HashMap<ReportId, report::Model>> {
    let ids: Vec<ReportId> = rows.iter().filter_map(|row| row.report_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let bits = role::MANAGE_REPORTS | role::ADMINISTRATOR;
    let found = query::report::for_staff(ctx.db.read(), viewer, bits, &ids).await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// One of [`about_reports`] with its account.
pub(crate) fn shown_report(
    row: &report::Model,
    accounts: &HashMap<AccountId, Arc<Account>>,
) -> Option<Report> {
    report(row.clone(), accounts.get(&row.target_account_id)?.clone()).ok()
}
