//! Filters as they were before Mastodon 4: a word each. What an old app sees as a filter is a word of one.

use kinds::{AccountId, FilterAction, FilterKeywordId};
use sea_orm::ConnectionTrait;
use shared::{
    entities::V1Filter,
    params::{SaveFilter, SaveV1Filter},
};
use store::{
    Tx,
    entity::{filter, filter_keyword},
    query::filter as query,
};

use super::{check, keyword, tell};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present,
};

/// All words of an account's filters, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, account: AccountId) -> Result<Vec<V1Filter>> {
    let db = ctx.db.read();
    let filters = query::all(db, account).await?;
    let of = |word: &filter_keyword::Model| filters.iter().find(|row| row.id == word.filter_id).cloned();
    let words = query::all_keywords(db, account).await?;
    Ok(words.into_iter().filter_map(|word| Some(entity(of(&word)?, word))).collect())
}

/// A word with what its filter says.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn show(ctx: &Ctx, account: AccountId, id: FilterKeywordId) -> Result<V1Filter> {
    let (row, word) = find(ctx.db.read(), account, id).await?;
    Ok(entity(row, word))
}

/// Makes a filter of one word, which is its title too.
///
/// # Errors
/// 422 when phrase or contexts are missing, something is too long, or there are too many.
pub async fn create(ctx: &Ctx, account: AccountId, params: SaveV1Filter) -> Result<V1Filter> {
    let phrase = params.phrase.clone().unwrap_or_default();
    let row = filter::Model {
        id: ctx.next_id(),
        account_id: account,
        title: phrase_of(&phrase)?,
        contexts: 0,
        action: FilterAction::Warn,
        expires_at: None,
        created_at: ctx.now(),
    };
    let now = row.created_at;
    let row = check::changed(row, &of_filter(&params), now)?;
    let tx = ctx.begin().await?;
    query::insert(tx.conn(), row.clone()).await?;
    let word = keyword::insert(ctx, &tx, account, row.id, Some(&phrase), params.whole_word).await?;
    check::counts(&tx, account).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(entity(row, word))
}

/// Changes a word and its filter; what is absent stays.
///
/// # Errors
/// 404 when no filter of the account has it; 422 as in [`create`], and when something changes that would
/// concern other words too, of which the app cannot know.
pub async fn update(
    ctx: &Ctx,
    account: AccountId,
    id: FilterKeywordId,
    params: SaveV1Filter,
) -> Result<V1Filter> {
    let tx = ctx.begin().await?;
    let (row, word) = find(tx.conn(), account, id).await?;
    let alone = query::keywords(tx.conn(), row.id).await?.len() == 1;
    let titled_alike = alone && row.title == check::title(&word.keyword);
    let word = keyword::replace(&tx, word, params.phrase.as_deref(), params.whole_word).await?;
    let mut changed = check::changed(row.clone(), &of_filter(&params), tx.now())?;
    if changed != row && !alone {
        return Err(ServiceError::invalid(
            "This filter has several keywords: where and how it applies can only be changed by an app \
             that knows of them",
        ));
    }
    if titled_alike {
        changed.title = check::title(&word.keyword);
    }
    query::update(tx.conn(), changed.clone()).await?;
    tell(&tx, account);
    ctx.commit(tx).await?;
    Ok(entity(changed, word))
}

/// Removes a word; its filter too, when nothing else is left of it that the app could see or remove.
///
/// # Errors
/// 404 when no filter of the account has it.
pub async fn delete(ctx: &Ctx, account: AccountId, id: FilterKeywordId) -> Result<()> {
    let tx = ctx.begin().await?;
    let (row, _) = find(tx.conn(), account, id).await?;
    query::delete_keyword(tx.conn(), account, id).await?;
    if is_empty(&tx, &row).await? {
        query::delete(tx.conn(), account, row.id).await?;
    }
    tell(&tx, account);
    ctx.commit(tx).await
}

async fn is_empty(tx: &Tx, row: &filter::Model) -> Result<bool> {
    let (words, statuses) =
        (query::keywords(tx.conn(), row.id).await?, query::statuses(tx.conn(), row.id).await?);
    Ok(words.is_empty() && statuses.is_empty())
}

async fn find(
    db: &impl ConnectionTrait,
    account: AccountId,
    id: FilterKeywordId,
) -> Result<(filter::Model, filter_keyword::Model)> {
    let word = query::find_keyword(db, account, id).await?.ok_or(ServiceError::NotFound)?;
    let row = query::find(db, account, word.filter_id).await?.ok_or(ServiceError::NotFound)?;
    Ok((row, word))
}

/// The title of a filter that is made of this phrase.
fn phrase_of(phrase: &str) -> Result<String> {
    let problem = |code, text: &str| ServiceError::field("phrase", code, text);
    match check::keyword(phrase) {
        Ok(word) => Ok(check::title(&word)),
        Err(_) if phrase.trim().is_empty() => Err(problem("ERR_BLANK", "can't be blank")),
        Err(_) => Err(problem("ERR_TOO_LONG", &check::too_long_text())),
    }
}

/// What the old form says of the filter, in the words of the new one.
fn of_filter(params: &SaveV1Filter) -> SaveFilter {
    let action = |irreversible| if irreversible { FilterAction::Hide } else { FilterAction::Warn };
    SaveFilter {
        context: params.context.clone(),
        filter_action: params.irreversible.map(action),
        expires_in: params.expires_in,
        ..SaveFilter::default()
    }
}

fn entity(row: filter::Model, word: filter_keyword::Model) -> V1Filter {
    let filter = present::filter(row);
    V1Filter {
        id: word.id,
        phrase: word.keyword,
        context: filter.context,
        expires_at: filter.expires_at,
        irreversible: filter.filter_action == FilterAction::Hide,
        whole_word: word.whole_word,
    }
}
