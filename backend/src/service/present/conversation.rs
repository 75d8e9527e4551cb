//! Direct conversations.

use std::collections::HashMap;

use kinds::{AccountId, StatusId};
use shared::entities::{Conversation, Status};
use store::entity::account_conversation;

use super::{accounts, statuses};
use crate::{ctx::Ctx, error::Result};

/// Conversations of the viewer, in this order.
///
/// # Errors
/// When the database cannot be read.
pub async fn conversations(
    ctx: &Ctx,
    viewer: AccountId,
    rows: &[account_conversation::Model],
) -> Result<Vec<Conversation>> {
    let last: Vec<StatusId> = rows.iter().map(|row| row.last_status_id).collect();
    let shown = statuses(ctx, Some(viewer), &last).await?;
    let mut shown: HashMap<StatusId, Status> = shown.into_iter().map(|status| (status.id, status)).collect();
    let people: Vec<Vec<AccountId>> = rows.iter().map(|row| people(viewer, row)).collect::<Result<_>>()?;
    let known = accounts(ctx, &people.concat()).await?;
    let entity = |(row, people): (&account_conversation::Model, Vec<AccountId>)| Conversation {
        id: row.id,
        unread: row.unread,
        accounts: people.iter().filter_map(|id| known.get(id).cloned()).collect(),
        last_status: shown.remove(&row.last_status_id),
    };
    Ok(rows.iter().zip(people).map(entity).collect())
}

/// The others; somebody who writes to nobody talks to themselves.
fn people(viewer: AccountId, row: &account_conversation::Model) -> Result<Vec<AccountId>> {
    let others: Vec<AccountId> = serde_json::from_str(&row.participants)?;
    Ok(if others.is_empty() { vec![viewer] } else { others })
}
