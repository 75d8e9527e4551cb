//! Hashtags: their use, and following them.

use kinds::{AccountId, Millis, TagId};
use protocol::text::hashtag_key;
use shared::entities::{History, Tag};
use store::{
    Event,
    query::{
        tag as query,
        trend_use::{self, DayUse},
    },
};

use super::{
    listing::{Listing, Page, window},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Days of use that are told.
const DAYS: i64 = 7;

/// A hashtag. One that nobody has used yet is answered too.
///
/// # Errors
/// 404 when that is no hashtag.
pub async fn show(ctx: &Ctx, viewer: Option<AccountId>, name: &str) -> Result<Tag> {
    let key = hashtag_key(name).ok_or(ServiceError::NotFound)?;
    let id = query::by_name(ctx.db.read(), &key).await?.map_or(TagId(0), |row| row.id);
    several(ctx, viewer, vec![(id, key)]).await?.pop().ok_or(ServiceError::NotFound)
}

/// Hashtags by id and folded name, in this order, with their use of the last days.
///
/// # Errors
/// When the database cannot be read.
pub async fn several(ctx: &Ctx, viewer: Option<AccountId>, tags: Vec<(TagId, String)>) -> Result<Vec<Tag>> {
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let (today, first) = week(ctx);
    let ids: Vec<TagId> = tags.iter().map(|(id, _)| *id).collect();
    let uses = trend_use::days_of_tags(ctx.db.read(), &ids, first).await?;
    let relations = match viewer {
        Some(viewer) => Some(present::relations(ctx, viewer).await?),
        None => None,
    };
    let tag = |(id, name): (TagId, String)| Tag {
        url: ctx.url(&format!("/tags/{name}")),
        history: days(today, uses.iter().filter(|found| found.id == id.0)),
        following: relations.as_ref().map(|relations| relations.tags.contains(&id)),
        featuring: relations.as_ref().map(|relations| relations.featured_tags.contains(&id)),
        id,
        name,
    };
    Ok(tags.into_iter().map(tag).collect())
}

/// Today, in days since 1970, and the first id of the first day that is told.
pub fn week(ctx: &Ctx) -> (i64, i64) {
    let today = ctx.now().0.div_euclid(Millis::DAY);
    (today, store::id::first_at(Millis((today - DAYS + 1) * Millis::DAY)))
}

/// One entry a day, today first, days without use included.
pub fn days<'a>(today: i64, uses: impl Iterator<Item = &'a DayUse> + Clone) -> Vec<History> {
    let day = |back: i64| {
        let day = today - back;
        let found = uses.clone().find(|found| found.day == day);
        History {
            day: (day * Millis::DAY / Millis::SECOND).to_string(),
            uses: found.map_or(0, |found| found.uses).to_string(),
            accounts: found.map_or(0, |found| found.accounts).to_string(),
        }
    };
    (0..DAYS).map(day).collect()
}

/// Follows a hashtag.
///
/// # Errors
/// 422 when that is no hashtag.
pub async fn follow(ctx: &Ctx, viewer: AccountId, name: &str) -> Result<Tag> {
    let display = name.trim().trim_start_matches('#').to_owned();
    let key = hashtag_key(name)
        .ok_or_else(|| ServiceError::invalid("Validation failed: Tag is not a valid hashtag"))?;
    let tx = ctx.begin().await?;
    let tags = query::ensure(tx.conn(), &ctx.ids, tx.now(), &[(key.clone(), display)]).await?;
    for tag in tags {
        if query::follow(tx.conn(), ctx.next_id(), viewer, tag, tx.now()).await? {
            tx.emit(Event::RelationsChanged { account: viewer });
        }
    }
    ctx.commit(tx).await?;
    show(ctx, Some(viewer), &key).await
}

/// Stops following a hashtag.
///
/// # Errors
/// 404 when that is no hashtag.
pub async fn unfollow(ctx: &Ctx, viewer: AccountId, name: &str) -> Result<Tag> {
    let key = hashtag_key(name).ok_or(ServiceError::NotFound)?;
    if let Some(tag) = query::by_name(ctx.db.read(), &key).await? {
        let tx = ctx.begin().await?;
        query::unfollow(tx.conn(), viewer, tag.id).await?;
        tx.emit(Event::RelationsChanged { account: viewer });
        ctx.commit(tx).await?;
    }
    show(ctx, Some(viewer), &key).await
}

/// The hashtags one follows, the last followed first.
///
/// # Errors
/// When the database cannot be read.
pub async fn followed(ctx: &Ctx, viewer: AccountId, page: &Page) -> Result<Listing<Tag>> {
    let window = window(page, 100, 200);
    let rows = query::followed(ctx.db.read(), viewer, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.row).collect();
    let tags = rows.into_iter().map(|row| (row.tag.id, row.tag.name)).collect();
    let items = several(ctx, Some(viewer), tags).await?;
    Ok(Listing::new(items, &cursors, window.limit))
}
