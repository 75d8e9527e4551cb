//! Words of filters.

use kinds::{AccountId, FilterId, FilterKeywordId};
use shared::{
    entities::FilterKeyword,
    params::{KeywordAttributes, SaveFilterKeyword},
};
use store::{Tx, entity::filter_keyword, query::filter as query};

use super::{check, keyword_entity, tell};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// The words of a filter, oldest first.
///
/// # Errors
/// 404 when the account has no such filter.
pub async fn keywords(ctx: &Ctx, account: AccountId, filter: FilterId) -> Result<Vec<FilterKeyword>> {
    let db = ctx.db.read();
    query::find(db, account, filter).await?.ok_or(ServiceError::NotFound)?;
    Ok(query::keywords(db, filter).await?.into_iter().map(keyword_entity).collect())
}

/// A word.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn show_keyword(ctx: &Ctx, account: AccountId, id: FilterKeywordId) -> Result<FilterKeyword> {
    let row = query::find_keyword(ctx.db.read(), account, id).await?;
    row.map(keyword_entity).ok_or(ServiceError::NotFound)
}

/// Adds a word to a filter.
///
/// # Errors
/// 404 when the account has no such filter, 422 for a word that is empty or too long or one too many.
pub async fn add_keyword(
    ctx: &Ctx,
    account: AccountId,
    filter: FilterId,
    params: SaveFilterKeyword,
) -> Result<FilterKeyword> {
    let tx = ctx.begin().await?;
    query::find(tx.conn(), account, filter).await?.ok_or(ServiceError::NotFound)?;
    let row = insert(ctx, &tx, account, filter, params.keyword.as_deref(), params.whole_word).await?;
    check::counts(&tx, account).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(keyword_entity(row))
}

/// Changes a word; what is absent stays.
///
/// # Errors
/// 404 when no filter of the account has it, 422 for a word that is empty or too long.
pub async fn change_keyword(
    ctx: &Ctx,
    account: AccountId,
    id: FilterKeywordId,
    params: SaveFilterKeyword,
) -> Result<FilterKeyword> {
    let tx = ctx.begin().await?;
    let row = query::find_keyword(tx.conn(), account, id).await?.ok_or(ServiceError::NotFound)?;
    let row = replace(&tx, row, params.keyword.as_deref(), params.whole_word).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(keyword_entity(row))
}

/// Removes a word.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn remove_keyword(ctx: &Ctx, account: AccountId, id: FilterKeywordId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete_keyword(tx.conn(), account, id).await? {
        return Err(ServiceError::NotFound);
    }
    tell(&tx, account);
    ctx.commit(tx).await
}

/// Adds, changes and removes words of a filter. A word that is not of this filter is 404.
pub(super) async fn apply(
    ctx: &Ctx,
    tx: &Tx,
    account: AccountId,
    filter: FilterId,
    changes: Vec<KeywordAttributes>,
) -> Result<()> {
    // What could never be kept need not be tried: the most that are there are removed, and as many added.
    if i64::try_from(changes.len()).is_ok_and(|count| count > 2 * check::MAX_KEYWORDS) {
        return Err(ServiceError::field("keywords", "ERR_TOO_MANY", "are too many"));
    }
    for change in changes {
        let destroy = change.destroy == Some(true);
        let Some(id) = change.id else {
            if !destroy {
                insert(ctx, tx, account, filter, change.keyword.as_deref(), change.whole_word).await?;
            }
            continue;
        };
        let row = query::find_keyword(tx.conn(), account, id).await?;
        let row = row.filter(|row| row.filter_id == filter).ok_or(ServiceError::NotFound)?;
        if destroy {
            query::delete_keyword(tx.conn(), account, id).await?;
        } else {
            replace(tx, row, change.keyword.as_deref(), change.whole_word).await?;
        }
    }
    Ok(())
}

/// A word is a whole one unless something else is said.
pub(super) async fn insert(
    ctx: &Ctx,
    tx: &Tx,
    account: AccountId,
    filter: FilterId,
    text: Option<&str>,
    whole_word: Option<bool>,
) -> Result<filter_keyword::Model> {
    let row = filter_keyword::Model {
        id: ctx.next_id(),
        filter_id: filter,
        account_id: account,
        keyword: check::keyword(text.unwrap_or_default())?,
        whole_word: whole_word.unwrap_or(true),
    };
    query::insert_keyword(tx.conn(), row.clone()).await?;
    Ok(row)
}

pub(super) async fn replace(
    tx: &Tx,
    row: filter_keyword::Model,
    text: Option<&str>,
    whole_word: Option<bool>,
) -> Result<filter_keyword::Model> {
    let keyword = match text {
        Some(text) => check::keyword(text)?,
        None => row.keyword,
    };
    let row = filter_keyword::Model { keyword, whole_word: whole_word.unwrap_or(row.whole_word), ..row };
    query::update_keyword(tx.conn(), row.clone()).await?;
    Ok(row)
}
