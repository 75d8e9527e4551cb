//! Links in statuses, and previews of the pages they lead to.
//!
//! The first link of a status that is no mention and no hashtag is looked up by a job: at once when the
//! status was written here, within a minute when it came from elsewhere, so that a page that many servers
//! hear of at the same moment is not asked by all of them at once. What is found is kept for every status
//! with the same link.

mod card;
mod preview;
#[cfg(test)]
mod tests;

pub use card::fetch_card;

use kinds::Millis;
use protocol::{html, origin};
use store::{Event, Tx, entity::status, query::card as query};
use url::Url;

use crate::{
    ctx::Ctx,
    error::Result,
    federation::is_own_host,
    job::{FetchCard, JobKind},
};

/// Links of a status that are looked at.
const MAX_LINKS: usize = 50;
/// Longest address that is looked up.
const MAX_URL: usize = 2_048;
/// Within this time the link of a status from elsewhere is looked up.
const JITTER: i64 = Millis::MINUTE;

/// The first link in the HTML of a status that leads to a page: no mention, no hashtag.
pub fn first(content: &str) -> Option<String> {
    if !content.contains("<a ") {
        return None;
    }
    let mut links = html::links(content).into_iter().take(MAX_LINKS);
    links.find(|link| !link.is_mention()).map(|link| link.href)
}

/// Has the link of a new status looked up, if it has one.
///
/// # Errors
/// When the payload cannot be written as JSON.
pub fn look_up(ctx: &Ctx, tx: &Tx, status: &status::Model) -> Result<()> {
    let Some(url) = page(ctx, &status.content) else { return Ok(()) };
    // Ids have no order within a millisecond, and are the same when the job is written twice.
    let wait = if status.local { 0 } else { status.id.0.rem_euclid(JITTER) };
    let job = FetchCard { status: status.id, url: url.into() };
    tx.enqueue([job.to_job_at(tx.now().plus(wait))?]);
    Ok(())
}

/// The same for a status that has another link now, or none any more.
///
/// # Errors
/// When the payload cannot be written as JSON.
pub fn look_up_again(ctx: &Ctx, tx: &Tx, status: &status::Model) -> Result<()> {
    tx.defer(query::detaching(status.id));
    tx.emit(Event::StatusTouched { status: status.id });
    look_up(ctx, tx, status)
}

/// The page that a status links, by an address that is equal for equal pages: without a place within
/// the page and without marks that only count visits.
pub(super) fn page(ctx: &Ctx, content: &str) -> Option<Url> {
    plain(ctx, &first(content)?)
}

/// An address in that form; `None` when it is not looked up.
pub fn plain(ctx: &Ctx, address: &str) -> Option<Url> {
    let mut url = Url::parse(address).ok().filter(|url| url.as_str().len() <= MAX_URL)?;
    let host = origin::host_of_url(&url)?;
    if is_own_host(ctx, &host) {
        return None;
    }
    url.set_fragment(None);
    if url.query().is_some_and(|query| query.contains("utm_")) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|(name, _)| !name.starts_with("utm_"))
            .map(|(a, b)| (a.into(), b.into()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    if url.scheme() == "http" && ctx.federation.http.scheme() == "https" {
        url.set_scheme("https").ok()?;
    }
    Some(url)
}
