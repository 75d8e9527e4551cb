//! Filters: words and statuses somebody does not want to see, and where.
//!
//! What they match is told with every status by [`super::present`]. Others' filters do not exist.

mod check;
mod entry;
mod keyword;
pub mod v1;

use kinds::{AccountId, FilterAction, FilterId};
use shared::{
    entities::{Filter, FilterKeyword, FilterStatus},
    params::SaveFilter,
};
use store::{
    Event, Tx,
    entity::{filter, filter_keyword, filter_status},
    query::filter as query,
};

pub use entry::{add_status, remove_status, show_status, statuses};
pub use keyword::{add_keyword, change_keyword, keywords, remove_keyword, show_keyword};

use super::present;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// All filters of an account, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, account: AccountId) -> Result<Vec<Filter>> {
    let db = ctx.db.read();
    let rows = query::all(db, account).await?;
    let keywords = query::all_keywords(db, account).await?;
    let statuses = query::all_statuses(db, account).await?;
    let whole = |row: filter::Model| {
        let keywords = keywords.iter().filter(|keyword| keyword.filter_id == row.id).cloned().collect();
        let statuses = statuses.iter().filter(|status| status.filter_id == row.id).cloned().collect();
        entity(row, keywords, statuses)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// A filter.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn show(ctx: &Ctx, account: AccountId, id: FilterId) -> Result<Filter> {
    let db = ctx.db.read();
    let row = query::find(db, account, id).await?.ok_or(ServiceError::NotFound)?;
    Ok(entity(row, query::keywords(db, id).await?, query::statuses(db, id).await?))
}

/// Makes a filter.
///
/// # Errors
/// 422 when title or contexts are missing, something is too long, or there are too many.
pub async fn create(ctx: &Ctx, account: AccountId, params: SaveFilter) -> Result<Filter> {
    let row = filter::Model {
        id: ctx.next_id(),
        account_id: account,
        title: String::new(),
        contexts: 0,
        action: FilterAction::Warn,
        expires_at: None,
        created_at: ctx.now(),
    };
    let now = row.created_at;
    let row = check::changed(row, &params, now)?;
    let id = row.id;
    let tx = ctx.begin().await?;
    query::insert(tx.conn(), row).await?;
    keyword::apply(ctx, &tx, account, id, params.keywords_attributes.unwrap_or_default()).await?;
    check::counts(&tx, account).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    show(ctx, account, id).await
}

/// Changes a filter and its words; what is absent stays.
///
/// # Errors
/// 404 when the account has none of this id, or the filter no such word; 422 as in [`create`].
pub async fn update(ctx: &Ctx, account: AccountId, id: FilterId, params: SaveFilter) -> Result<Filter> {
    let tx = ctx.begin().await?;
    let row = query::find(tx.conn(), account, id).await?.ok_or(ServiceError::NotFound)?;
    query::update(tx.conn(), check::changed(row, &params, tx.now())?).await?;
    keyword::apply(ctx, &tx, account, id, params.keywords_attributes.unwrap_or_default()).await?;
    check::counts(&tx, account).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    show(ctx, account, id).await
}

/// Removes a filter.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn delete(ctx: &Ctx, account: AccountId, id: FilterId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete(tx.conn(), account, id).await? {
        return Err(ServiceError::NotFound);
    }
    tell(&tx, account);
    ctx.commit(tx).await
}

/// What follows every change.
fn tell(tx: &Tx, account: AccountId) {
    tx.emit(Event::FiltersChanged { account });
}

fn entity(
    row: filter::Model,
    keywords: Vec<filter_keyword::Model>,
    statuses: Vec<filter_status::Model>,
) -> Filter {
    Filter {
        keywords: Some(keywords.into_iter().map(keyword_entity).collect()),
        statuses: Some(statuses.into_iter().map(status_entity).collect()),
        ..present::filter(row)
    }
}

fn keyword_entity(row: filter_keyword::Model) -> FilterKeyword {
    FilterKeyword { id: row.id, keyword: row.keyword, whole_word: row.whole_word }
}

fn status_entity(row: filter_status::Model) -> FilterStatus {
    FilterStatus { id: row.id, status_id: row.status_id }
}
