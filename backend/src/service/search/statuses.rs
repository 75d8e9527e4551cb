//! Statuses by their words.

mod recent;

pub use recent::Searches;

use kinds::{AccountId, StatusId};
use shared::{entities::Status, params::SearchQuery};
use store::{
    id,
    query::{
        self,
        status_search::{StatusSearch, Term, author_word},
    },
};

use super::{
    operators::{self, Asked},
    server,
};
use crate::{ctx::Ctx, error::Result, service::present};

/// Statuses that `viewer` may find, the newest first.
pub(super) async fn find(
    ctx: &Ctx,
    viewer: AccountId,
    text: &str,
    query: &SearchQuery,
    (offset, limit): (i64, i64),
) -> Result<Vec<Status>> {
    let key = recent::Key {
        viewer,
        text: text.to_owned(),
        account: query.account_id,
        above: query.min_id,
        below: query.max_id,
        stretch: (offset, limit),
    };
    let ids = recent::or_search(ctx, key.clone(), search(ctx, &key)).await?;
    present::statuses(ctx, Some(viewer), &ids).await
}

async fn search(ctx: &Ctx, key: &recent::Key) -> Result<Vec<StatusId>> {
    let mut asked = operators::read(&key.text);
    let is_empty = asked.terms.is_empty() && asked.from.is_empty() && asked.since.is_none();
    if asked.impossible
        || (is_empty && asked.until.is_none())
        || !authors(ctx, key.viewer, &mut asked).await?
    {
        return Ok(Vec::new());
    }
    if let Some(account) = key.account {
        asked.terms.push(by(account, false));
    }
    let since = asked.since.map(|time| id::first_at(time) - 1);
    let until = asked.until.map(id::first_at);
    let search = StatusSearch {
        viewer: key.viewer,
        terms: &asked.terms,
        scope: asked.scope,
        above: since.into_iter().chain(key.above.map(|id| id.0)).max(),
        below: until.into_iter().chain(key.below.map(|id| id.0)).min(),
        now: ctx.now(),
        offset: key.stretch.0,
        limit: key.stretch.1,
    };
    Ok(query::status_search::statuses(ctx.db.read(), &search).await?)
}

/// Turns names of authors into facts. False when one is not known, and so has written nothing.
async fn authors(ctx: &Ctx, viewer: AccountId, asked: &mut Asked) -> Result<bool> {
    for (name, negated) in std::mem::take(&mut asked.from) {
        match author(ctx, viewer, &name).await? {
            Some(account) => asked.terms.push(by(account, negated)),
            None if negated => {}
            None => return Ok(false),
        }
    }
    Ok(true)
}

async fn author(ctx: &Ctx, viewer: AccountId, name: &str) -> Result<Option<AccountId>> {
    if name.eq_ignore_ascii_case("me") {
        return Ok(Some(viewer));
    }
    let (username, domain) = name.split_once('@').unwrap_or((name, ""));
    let domain = if domain.is_empty() { String::new() } else { server(domain) };
    let here = domain == ctx.config.account_domain() || domain == ctx.config.web_domain();
    let domain = if here { "" } else { domain.as_str() };
    Ok(query::account::by_handle(ctx.db.read(), username, domain).await?.map(|row| row.id))
}

fn by(account: AccountId, negated: bool) -> Term {
    Term { words: vec![author_word(account)], prefix: false, negated }
}

#[cfg(test)]
mod many_tests;
#[cfg(test)]
mod tests;
