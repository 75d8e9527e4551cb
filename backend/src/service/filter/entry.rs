//! Single statuses of filters.

use kinds::{AccountId, FilterId, FilterStatusId, StatusId};
use shared::entities::FilterStatus;
use store::{entity::filter_status, query::filter as query};

use super::{check, status_entity, tell};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present,
};

/// The statuses of a filter, oldest first.
///
/// # Errors
/// 404 when the account has no such filter.
pub async fn statuses(ctx: &Ctx, account: AccountId, filter: FilterId) -> Result<Vec<FilterStatus>> {
    let db = ctx.db.read();
    query::find(db, account, filter).await?.ok_or(ServiceError::NotFound)?;
    Ok(query::statuses(db, filter).await?.into_iter().map(status_entity).collect())
}

/// A status of a filter.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn show_status(ctx: &Ctx, account: AccountId, id: FilterStatusId) -> Result<FilterStatus> {
    let row = query::find_status(ctx.db.read(), account, id).await?;
    row.map(status_entity).ok_or(ServiceError::NotFound)
}

/// Adds a status to a filter.
///
/// # Errors
/// 404 when the account has no such filter or may not see the status, 422 when the filter has it already
/// or there are too many.
pub async fn add_status(
    ctx: &Ctx,
    account: AccountId,
    filter: FilterId,
    status: Option<StatusId>,
) -> Result<FilterStatus> {
    let found = query::find(ctx.db.read(), account, filter).await?;
    found.ok_or(ServiceError::NotFound)?;
    let status = status.ok_or_else(|| ServiceError::field("status", "ERR_BLANK", "must exist"))?;
    present::status(ctx, Some(account), status).await?;
    let tx = ctx.begin().await?;
    let row =
        filter_status::Model { id: ctx.next_id(), filter_id: filter, account_id: account, status_id: status };
    if !query::insert_status(tx.conn(), &row).await? {
        return Err(ServiceError::field("status", "ERR_TAKEN", "has already been taken"));
    }
    check::counts(&tx, account).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(status_entity(row))
}

/// Removes a status from its filter; answers with what was removed.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn remove_status(ctx: &Ctx, account: AccountId, id: FilterStatusId) -> Result<FilterStatus> {
    let tx = ctx.begin().await?;
    let row = query::find_status(tx.conn(), account, id).await?.ok_or(ServiceError::NotFound)?;
    query::delete_status(tx.conn(), account, id).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(status_entity(row))
}
