//! Trends: what many write about, share and like at the moment.
//!
//! A job makes the lists anew every few minutes from what was used lately (`refresh`); reading them is one
//! question each, to which who asks is added: nobody meets whom they have blocked or muted. What the staff has
//! refused, or not allowed where that is asked for, is on no list. Decision 022 tells why it is so.

#[cfg(test)]
mod cost_tests;
mod refresh;
mod score;
#[cfg(test)]
mod tests;

pub use refresh::{refresh, schedule};

use std::collections::HashMap;

use kinds::{AccountId, PreviewCardId, TrendKind};
use shared::entities::{Status, Tag, TrendsLink};
use store::query::{
    trend::{self as query, Reading, Reviewed},
    trend_use::{self as uses, DayUse},
};

use super::{
    link,
    listing::{Listing, Page, Stretch, window},
    present, tag,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Statuses on a page, and at most.
pub const STATUSES: (i64, i64) = (20, 40);
/// Hashtags and links on a page, and at most.
pub const OTHERS: (i64, i64) = (10, 20);
/// As far as lists can be walked: they are not longer.
pub const MAX_OFFSET: i64 = 1000;
/// The most trends that the staff is shown.
const LISTED: i64 = 1000;

/// The trending hashtags, and whether there may be more.
///
/// # Errors
/// When the database cannot be read.
pub async fn tags(ctx: &Ctx, viewer: Option<AccountId>, stretch: Stretch) -> Result<(Vec<Tag>, bool)> {
    if !ctx.config.trends.enabled {
        return Ok((Vec::new(), false));
    }
    let rows = query::tags(ctx.db.read(), ctx.config.trends.review, stretch).await?;
    let full = is_full(rows.len(), stretch);
    let rows = rows.into_iter().map(|row| (row.id, row.name)).collect();
    Ok((tag::several(ctx, viewer, rows).await?, full))
}

/// The trending statuses, one of each author, and whether there may be more.
///
/// # Errors
/// When the database cannot be read.
pub async fn statuses(ctx: &Ctx, viewer: Option<AccountId>, stretch: Stretch) -> Result<(Vec<Status>, bool)> {
    if !ctx.config.trends.enabled {
        return Ok((Vec::new(), false));
    }
    let ids = query::statuses(ctx.db.read(), reading(ctx, viewer), stretch).await?;
    Ok((present::statuses(ctx, viewer, &ids).await?, is_full(ids.len(), stretch)))
}

/// The trending links with how often they were shared, and whether there may be more.
///
/// # Errors
/// When the database cannot be read.
pub async fn links(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    stretch: Stretch,
) -> Result<(Vec<TrendsLink>, bool)> {
    if !ctx.config.trends.enabled {
        return Ok((Vec::new(), false));
    }
    let ids = query::links(ctx.db.read(), reading(ctx, viewer), stretch).await?;
    let full = is_full(ids.len(), stretch);
    Ok((shown_links(ctx, viewer, &ids).await?, full))
}

async fn shown_links(ctx: &Ctx, viewer: Option<AccountId>, ids: &[PreviewCardId]) -> Result<Vec<TrendsLink>> {
    let cards = present::cards(ctx, ids).await?;
    let authors: Vec<AccountId> = cards.values().filter_map(present::CardParts::author).collect();
    let accounts = present::accounts(ctx, &authors).await?;
    let history = history(ctx, ids).await?;
    let (today, _) = tag::week(ctx);
    let link = |id: &PreviewCardId| {
        let used = history.get(&id.0).map_or(&[][..], Vec::as_slice);
        Some(TrendsLink {
            card: cards.get(id)?.seen_by(viewer, &accounts),
            history: tag::days(today, used.iter()),
        })
    };
    Ok(ids.iter().filter_map(link).collect())
}

/// How often links were shared in the last days.
async fn history(ctx: &Ctx, ids: &[PreviewCardId]) -> Result<HashMap<i64, Vec<DayUse>>> {
    let mut history: HashMap<i64, Vec<DayUse>> = HashMap::new();
    if ids.is_empty() {
        return Ok(history);
    }
    let cards: Vec<i64> = ids.iter().map(|id| id.0).collect();
    for used in uses::days_of_links(ctx.db.read(), &cards, tag::week(ctx).1).await? {
        history.entry(used.id).or_default().push(used);
    }
    Ok(history)
}

/// Public statuses with a link that is a trend.
///
/// # Errors
/// 404 when it is none.
pub async fn link_timeline(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    url: &str,
    page: &Page,
) -> Result<Listing<Status>> {
    if !ctx.config.trends.enabled {
        return Err(ServiceError::NotFound);
    }
    // As the card names it, or as somebody would write it.
    let urls: Vec<String> =
        std::iter::once(url.to_owned()).chain(link::plain(ctx, url).map(String::from)).collect();
    let (db, reading) = (ctx.db.read(), reading(ctx, viewer));
    let window = window(page, STATUSES.0.unsigned_abs(), STATUSES.1.unsigned_abs());
    let ids = query::with_link(db, &urls, reading, &window).await?;
    if ids.is_empty() && !query::is_link(db, &urls, reading.review).await? {
        return Err(ServiceError::NotFound);
    }
    let cursors: Vec<i64> = ids.iter().map(|id| id.0).collect();
    Ok(Listing::new(present::statuses(ctx, viewer, &ids).await?, &cursors, window.limit))
}

/// Lets something be a trend, or not, whatever others do with it.
///
/// # Errors
/// 404 when there is no such thing.
pub async fn review(ctx: &Ctx, kind: TrendKind, id: i64, allowed: bool) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::review(tx.conn(), (kind, id), allowed, tx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await
}

/// What is a trend, whatever the staff has said about it.
///
/// # Errors
/// When the database cannot be read.
pub async fn reviewed(ctx: &Ctx, kind: Option<TrendKind>) -> Result<Vec<Reviewed>> {
    Ok(query::reviewed(ctx.db.read(), kind, LISTED).await?)
}

fn reading(ctx: &Ctx, viewer: Option<AccountId>) -> Reading<'_> {
    Reading {
        viewer,
        languages: &ctx.config.instance.languages,
        review: ctx.config.trends.review,
        now: ctx.now(),
    }
}

fn is_full(rows: usize, stretch: Stretch) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= stretch.limit)
}
