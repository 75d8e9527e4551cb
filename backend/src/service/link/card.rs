//! Looks up the link of a status and puts the preview under it.

use kinds::{Millis, PreviewCardId, PreviewCardKind, StatusId};
use store::{
    Event,
    entity::preview_card,
    query::{card as query, status_change as change},
};
use url::Url;

use super::preview::{self, Found};
use crate::{
    ctx::Ctx,
    error::Result,
    job::FetchCard,
    service::{media, search},
};

/// What a page says is asked for again after this time, when it is linked again.
const FRESH: i64 = 14 * Millis::DAY;
/// A page that said nothing, or could not be had, is tried again sooner.
const FRESH_NOTHING: i64 = 6 * Millis::HOUR;
/// Statuses with a preview that are shown anew at once when it changes.
const MAX_TOUCHED: i64 = 500;

/// Looks up what a status links and shows it below the status.
///
/// # Errors
/// When the database or the storage fails.
pub async fn fetch_card(ctx: &Ctx, job: FetchCard) -> Result<()> {
    let Some(status) = change::by_id(ctx.db.read(), job.status).await? else { return Ok(()) };
    // It may have been edited since.
    let Some(url) = super::page(ctx, &status.content).filter(|url| url.as_str() == job.url) else {
        return Ok(());
    };
    let known = query::by_url(ctx.db.read(), url.as_str()).await?;
    let card = match known {
        Some(card) if is_fresh(&card, ctx.now()) => card,
        known => refresh(ctx, &url, known).await?,
    };
    if card.shown { attach(ctx, status.id, &card).await } else { Ok(()) }
}

fn is_fresh(card: &preview_card::Model, now: Millis) -> bool {
    now.since(card.fetched_at) < if card.shown { FRESH } else { FRESH_NOTHING }
}

async fn attach(ctx: &Ctx, status: StatusId, card: &preview_card::Model) -> Result<()> {
    let tx = ctx.begin().await?;
    if change::by_id(tx.conn(), status).await?.is_none() {
        return Ok(());
    }
    query::attaching(status, card.id).execute(tx.conn()).await?;
    if card.kind == PreviewCardKind::Video.number() {
        search::index_again(&tx, &[status]).await?;
    }
    tx.emit(Event::StatusTouched { status });
    ctx.commit(tx).await
}

/// Asks for the page, and stores what it says. A page that cannot be had keeps the preview it had.
async fn refresh(ctx: &Ctx, url: &Url, known: Option<preview_card::Model>) -> Result<preview_card::Model> {
    let found = preview::find(ctx, url).await?;
    let (is_new, now) = (known.is_none(), ctx.now());
    let base = known.unwrap_or_else(|| blank(ctx.next_id(), url, now));
    let old = base.image_key.clone();
    let row = match found {
        Some(found) => filled(base, found),
        None => base,
    };
    let row = preview_card::Model { fetched_at: now, ..row };
    let tx = ctx.begin().await?;
    query::save(tx.conn(), row.clone(), is_new).await?;
    media::claim(&tx, [&row.image_key]).await?;
    media::forget(&tx, [old.filter(|old| row.image_key.as_ref() != Some(old))])?;
    if !is_new {
        for status in query::statuses(tx.conn(), row.id, MAX_TOUCHED).await? {
            tx.emit(Event::StatusTouched { status });
        }
    }
    ctx.commit(tx).await?;
    Ok(row)
}

fn blank(id: PreviewCardId, url: &Url, now: Millis) -> preview_card::Model {
    preview_card::Model {
        id,
        url: url.as_str().to_owned(),
        shown: false,
        kind: 0,
        title: String::new(),
        description: String::new(),
        language: None,
        author_name: String::new(),
        author_url: String::new(),
        author_id: None,
        author_agrees: false,
        provider_name: String::new(),
        provider_url: String::new(),
        html: String::new(),
        width: 0,
        height: 0,
        embed_url: String::new(),
        image_key: None,
        blurhash: None,
        published_at: None,
        fetched_at: now,
        created_at: now,
    }
}

fn filled(base: preview_card::Model, found: Found) -> preview_card::Model {
    let (image_key, blurhash) = found.image.map(|image| (image.key, image.blurhash)).unzip();
    preview_card::Model {
        shown: true,
        kind: found.kind.number(),
        title: found.title,
        description: found.description,
        language: found.language,
        author_name: found.author_name,
        author_url: found.author_url,
        author_id: found.author.map(|author| author.account),
        author_agrees: found.author.is_some_and(|author| author.agrees),
        provider_name: found.provider_name,
        provider_url: found.provider_url,
        html: found.html,
        width: found.width,
        height: found.height,
        embed_url: found.embed_url,
        image_key,
        blurhash,
        published_at: found.published_at,
        ..base
    }
}
