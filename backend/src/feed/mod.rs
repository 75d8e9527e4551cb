//! Home feeds and the timelines of lists. The database is the truth; a feed is a packed list of ids that saves reading it again.
//!
//! A feed is built by one query when somebody asks for it, grows by the events of the fan-out, and is
//! forgotten when what its owner follows changes. Pages beyond its end are read from the database,
//! so a home has no end. `rule` says what belongs into a home; the fan-out (`fan_out`) says the same
//! for many owners at once, as SQL, and a test holds the two equal. Lists are read from the database page
//! by page, with the same query (`docs/decisions/013-lists-are-queries.md`).

mod fan_out;
mod feeds;
mod list;
mod packed;
mod rule;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use kinds::{AccountId, StatusId};
use store::{
    id::{first_at, time_of},
    query::{
        home::{self, Candidate, Feed, horizon},
        window::Window,
    },
};

pub use fan_out::run as fan_out;
pub use feeds::Feeds;
pub use list::{enters_list, list_page};

use packed::Packed;
use rule::REPEAT;

use crate::{
    ctx::Ctx,
    error::Result,
    service::present::{Relations, relations},
};

/// Candidates read when a feed is built.
const BUILD: u64 = 2_000;
/// Candidates of all sources together that a query may walk over.
const WALK: i64 = 20_000;
/// Rounds of reading for a page of which nearly nothing is shown.
const ROUNDS: usize = 8;

/// A page of an account's home: ids, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn page(ctx: &Ctx, account: AccountId, window: &Window) -> Result<Vec<StatusId>> {
    let feed = match ctx.caches.feeds.get(account) {
        Some(feed) => feed,
        None => build(ctx, account).await?,
    };
    let (mut ids, missing) = feed.page(window);
    if let Some(rest) = missing {
        ids.extend(read(ctx, account, Feed::Home, &rest).await?);
    }
    Ok(ids)
}

/// Builds the feed of an account and keeps it, unless it was forgotten meanwhile.
async fn build(ctx: &Ctx, account: AccountId) -> Result<Packed> {
    let building = ctx.caches.feeds.begin(account);
    let relations = relations(ctx, account).await?;
    let window = Window { limit: BUILD, ..Window::default() };
    let (shown, edge) = round(ctx, account, &relations, Feed::Home, &window).await?;
    let ids = shown.into_iter().rev().map(|id| id.0).collect();
    Ok(building.finish(Packed::new(ids, edge.map(|edge| edge.0))))
}

/// Reads a page from the database.
async fn read(ctx: &Ctx, account: AccountId, feed: Feed, window: &Window) -> Result<Vec<StatusId>> {
    let relations = relations(ctx, account).await?;
    let wanted = usize::try_from(window.limit).unwrap_or(usize::MAX);
    // Some candidates will not be shown.
    let mut ask = Window { limit: window.limit * 3 + 20, ..*window };
    let mut ids = Vec::new();
    for _ in 0..ROUNDS {
        let (shown, edge) = round(ctx, account, &relations, feed, &ask).await?;
        ids.extend(shown);
        let Some(edge) = edge.filter(|_| ids.len() < wanted) else { break };
        if ask.ascending() {
            ask.after = Some(edge.0);
        } else {
            ask.below = Some(edge.0);
        }
    }
    ids.truncate(wanted);
    Ok(window.newest_first(ids))
}

/// One question to the database: what is shown, in the order of the window, and the id down to
/// which that is all there is (`None`: there is no more).
async fn round(
    ctx: &Ctx,
    account: AccountId,
    relations: &Relations,
    feed: Feed,
    window: &Window,
) -> Result<(Vec<StatusId>, Option<StatusId>)> {
    let each = each(relations, feed, window);
    let mut candidates = home::candidates(ctx.db.read(), account, feed, window, each).await?;
    let edge = horizon(&candidates, window, each);
    if let Some(edge) = edge {
        candidates.retain(
            |candidate| {
                if window.ascending() { candidate.id <= edge } else { candidate.id >= edge }
            },
        );
    }
    let accepted = accepted(ctx, account, relations, feed, candidates);
    // Nothing lies before what was read to the end.
    let whole = edge.is_none() && !window.ascending() && window.above.is_none();
    let earlier = if whole { Vec::new() } else { earlier(ctx, account, relations, feed, &accepted).await? };
    Ok((rule::without_repeats(&accepted, &earlier), edge))
}

/// How many of each source: the more sources, the fewer.
fn each(relations: &Relations, feed: Feed, window: &Window) -> i64 {
    let sources = match feed {
        Feed::Home => relations.following.len() + relations.tags.len(),
        Feed::List(list) => relations.lists.get(&list).map_or(0, |list| list.members.len()),
    };
    let sources = i64::try_from(sources).unwrap_or(i64::MAX - 1) + 1;
    let most = i64::try_from(window.limit).unwrap_or(i64::MAX);
    (WALK / sources).clamp(10, 2_000).min(most.max(10))
}

/// What of these candidates belongs into the feed, in their order, each once.
fn accepted(
    ctx: &Ctx,
    account: AccountId,
    relations: &Relations,
    feed: Feed,
    candidates: Vec<Candidate>,
) -> Vec<Candidate> {
    let now = ctx.now();
    let fits = |candidate: &Candidate| match feed {
        Feed::Home => rule::in_home(account, relations, candidate, now),
        Feed::List(list) => relations
            .lists
            .get(&list)
            .is_some_and(|list| rule::in_list(account, relations, list, candidate, now)),
    };
    let mut accepted: Vec<Candidate> = candidates.into_iter().filter(fits).collect();
    // An account and a hashtag may both have brought it.
    accepted.dedup_by_key(|candidate| candidate.id);
    accepted
}

/// What the feed has shown shortly before the first of these, if they boost it: whether a boost is a repeat
/// must not hang on where the page begins.
async fn earlier(
    ctx: &Ctx,
    account: AccountId,
    relations: &Relations,
    feed: Feed,
    page: &[Candidate],
) -> Result<Vec<Candidate>> {
    let Some(first) = page.iter().map(|candidate| candidate.id).min() else { return Ok(Vec::new()) };
    let near = time_of(first.0).plus(REPEAT);
    let boosts = page.iter().filter(|candidate| time_of(candidate.id.0) < near);
    let originals: BTreeSet<StatusId> = boosts.filter_map(|candidate| candidate.reblog_of).collect();
    if originals.is_empty() {
        return Ok(Vec::new());
    }
    let originals: Vec<StatusId> = originals.into_iter().collect();
    let since = first_at(time_of(first.0).plus(-REPEAT));
    let found = home::showings(ctx.db.read(), account, feed, &originals, since, first).await?;
    Ok(accepted(ctx, account, relations, feed, found))
}
