//! Hashtags by how they begin.

use kinds::{AccountId, Millis};
use protocol::text::hashtag_key;
use shared::entities::{History, Tag};
use store::query::{self, search::TagUse};

use crate::{ctx::Ctx, error::Result, service::present};

/// Days of history that are shown.
const DAYS: i64 = 7;

/// Hashtags that begin with the text, with their use of the last days.
pub(super) async fn find(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    text: &str,
    offset: i64,
    limit: i64,
) -> Result<Vec<Tag>> {
    let Some(prefix) = hashtag_key(text) else { return Ok(Vec::new()) };
    let db = ctx.db.read();
    let rows = query::search::tags(db, &prefix, offset, limit).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let today = ctx.now().0.div_euclid(Millis::DAY);
    let first = Millis((today - DAYS + 1) * Millis::DAY);
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let uses = query::search::tag_uses(db, &ids, store::id::first_at(first)).await?;
    let followed = match viewer {
        Some(viewer) => Some(present::relations(ctx, viewer).await?),
        None => None,
    };
    let tag = |row: query::search::TagRow| Tag {
        url: ctx.url(&format!("/tags/{}", row.name)),
        history: history(today, uses.iter().filter(|found| found.tag == row.id)),
        following: followed.as_ref().map(|relations| relations.tags.contains(&row.id)),
        featuring: None,
        id: row.id,
        name: row.name,
    };
    Ok(rows.into_iter().map(tag).collect())
}

/// One entry a day, today first, days without use included.
fn history<'a>(today: i64, uses: impl Iterator<Item = &'a TagUse> + Clone) -> Vec<History> {
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
