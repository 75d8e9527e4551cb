//! Statuses: one file a use-case. Local people come in through `web`, other servers through
//! `federation`; both end in the same functions, which write the status, its counters, events and
//! jobs in one transaction.

mod acts;
mod content;
mod context;
mod delete;
mod draft;
mod edit;
mod history;
mod insert;
mod language;
mod pin;
mod post;
mod react;
mod reblog;
mod schedule;

pub use acts::{
    bookmark, favourite, favourited_by, mute, reblogged_by, remove_favourite, store_favourite, unbookmark,
    unfavourite, unmute,
};
pub(super) use content::rendered;
pub use context::context;
pub use delete::{delete, remove};
pub use draft::{create_draft, delete_draft, list_drafts, replace_draft, show_draft};
pub use edit::{Revision, edit, notify_boosters, revise};
pub use history::{history, source};
pub use insert::{Media, NewStatus, Parent, insert, is_open};
pub(crate) use language::code as language_code;
pub use pin::{pin, set_all_pinned, set_pinned, unpin};
pub use post::post;
pub use react::{Stored, react, reactions, remove_reaction, store_reaction, unreact};
pub use reblog::{Boost, boost, may_boost, reblog, unboost, unreblog};
pub use schedule::{list_scheduled, post_or_schedule, publish, reschedule, show_scheduled, unschedule};

use kinds::{AccountId, StatusId};
use shared::entities::Status;
use store::{entity::status, query::status_change as change};

use super::present;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Most statuses asked for by id at once.
const MAX_BATCH: usize = 20;

/// A status by id.
///
/// # Errors
/// 404 when there is none that the viewer may see.
pub async fn show(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<Status> {
    present::status(ctx, viewer, id).await
}

/// Statuses by id; those the viewer may not see are left out.
///
/// # Errors
/// 422 when there are too many.
pub async fn list(ctx: &Ctx, viewer: Option<AccountId>, ids: &[StatusId]) -> Result<Vec<Status>> {
    if ids.len() > MAX_BATCH {
        return Err(ServiceError::invalid(format!("At most {MAX_BATCH} posts can be asked for at once")));
    }
    present::statuses(ctx, viewer, ids).await
}

/// The status that an act on `id` is about: of a boost, the boosted one.
async fn target(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<status::Model> {
    let db = ctx.db.read();
    let found = change::visible(db, Some(viewer), id).await?.ok_or(ServiceError::NotFound)?;
    match found.reblog_of_id {
        Some(original) => change::visible(db, Some(viewer), original).await?.ok_or(ServiceError::NotFound),
        None => Ok(found),
    }
}

/// The status that something done with `id` was about, whether it can still be seen or not: what somebody did can be
/// taken back.
async fn once_target(ctx: &Ctx, id: StatusId) -> Result<status::Model> {
    let db = ctx.db.read();
    let named = change::by_id(db, id).await?.ok_or(ServiceError::NotFound)?;
    match named.reblog_of_id {
        Some(original) => change::by_id(db, original).await?.ok_or(ServiceError::NotFound),
        None => Ok(named),
    }
}

/// A status of one's own.
async fn own(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<status::Model> {
    let found = change::by_id(ctx.db.read(), id).await?;
    found.filter(|row| row.account_id == viewer).ok_or(ServiceError::NotFound)
}
