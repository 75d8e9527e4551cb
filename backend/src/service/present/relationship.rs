//! How a viewer stands to accounts.

use std::collections::HashMap;

use kinds::AccountId;
use shared::entities::Relationship;
use store::query::relationship::{self as query, RelationshipRow};

use super::timestamp;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// How `viewer` stands to these accounts, in the order of `ids`. Unknown ids are left out, and
/// suspended accounts too unless they are asked for.
///
/// # Errors
/// When the database cannot be read.
pub async fn relationships(
    ctx: &Ctx,
    viewer: AccountId,
    ids: &[AccountId],
    with_suspended: bool,
) -> Result<Vec<Relationship>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = query::rows(ctx.db.read(), viewer, ids, ctx.now()).await?;
    let found: HashMap<AccountId, Relationship> = rows
        .into_iter()
        .filter(|row| with_suspended || !row.suspended)
        .map(|row| (row.id, render(row)))
        .collect();
    Ok(ids.iter().filter_map(|id| found.get(id).cloned()).collect())
}

/// How `viewer` stands to one account.
///
/// # Errors
/// 404 when there is no such account.
pub async fn relationship(ctx: &Ctx, viewer: AccountId, id: AccountId) -> Result<Relationship> {
    relationships(ctx, viewer, &[id], true).await?.pop().ok_or(ServiceError::NotFound)
}

fn render(row: RelationshipRow) -> Relationship {
    let languages = row.languages.or(row.requested_languages);
    let muting = row.muting.is_some();
    Relationship {
        id: row.id,
        following: row.following.is_some(),
        // A request shows the settings it will have when it is accepted.
        showing_reblogs: row.show_reblogs.or(row.requested_reblogs).unwrap_or(false),
        notifying: row.notify.or(row.requested_notify).unwrap_or(false),
        languages: languages.and_then(|languages| serde_json::from_str(&languages).ok()),
        followed_by: row.followed_by.is_some(),
        blocking: row.blocking.is_some(),
        blocked_by: row.blocked_by.is_some(),
        muting,
        muting_notifications: muting && row.hide_notifications.unwrap_or(false),
        muting_expires_at: row.mute_expires_at.map(timestamp),
        requested: row.requested.is_some(),
        requested_by: row.requested_by.is_some(),
        domain_blocking: row.domain_blocking.is_some(),
        endorsed: row.endorsed.is_some(),
        note: row.note.unwrap_or_default(),
    }
}
