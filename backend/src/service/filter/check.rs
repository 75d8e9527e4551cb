//! What filters may look like, and how many there may be.

use kinds::{AccountId, Millis};
use protocol::html::{clean_line, clean_text};
use shared::params::SaveFilter;
use store::{Tx, entity::filter, query::filter as query};

use crate::{
    error::{Result, ServiceError},
    service::{account::validate::Problems, present},
};

/// Longest title and keyword, in characters.
pub(super) const MAX_CHARS: usize = 512;
/// Most filters of an account.
const MAX_FILTERS: i64 = 200;
/// Most words of all its filters.
pub(super) const MAX_KEYWORDS: i64 = 500;
/// Most statuses of all its filters.
const MAX_STATUSES: i64 = 1000;
/// Longest time to expiry: a hundred years.
const MAX_SECONDS: i64 = 100 * 365 * 24 * 60 * 60;

/// The filter with these changes, if what comes out may be.
pub(super) fn changed(row: filter::Model, params: &SaveFilter, now: Millis) -> Result<filter::Model> {
    let mut problems = Problems::default();
    let title = match &params.title {
        Some(title) if too_long(title) => {
            problems.add("title", "ERR_TOO_LONG", too_long_text());
            row.title
        }
        Some(title) => clean_line(title, MAX_CHARS),
        None => row.title,
    };
    if title.is_empty() && !params.title.as_deref().is_some_and(too_long) {
        problems.add("title", "ERR_BLANK", "can't be blank");
    }
    let contexts = params.context.as_deref().map_or(row.contexts, present::context_bits);
    if contexts == 0 {
        problems.add("context", "ERR_BLANK", "can't be blank");
    }
    if params.expires_in.flatten().is_some_and(|seconds| seconds < 0) {
        problems.add("expires_in", "ERR_INVALID", "is invalid");
    }
    problems.check()?;
    let expires_at = match params.expires_in {
        Some(seconds) => seconds.map(|seconds| now.plus(seconds.min(MAX_SECONDS) * Millis::SECOND)),
        None => row.expires_at,
    };
    Ok(filter::Model {
        title,
        contexts,
        expires_at,
        action: params.filter_action.unwrap_or(row.action),
        ..row
    })
}

/// A word as it is kept. Spaces at its ends stay: they may be meant.
pub(super) fn keyword(text: &str) -> Result<String> {
    let kept = clean_text(text);
    if kept.trim().is_empty() {
        return Err(ServiceError::field("keyword", "ERR_BLANK", "can't be blank"));
    }
    if too_long(&kept) {
        return Err(ServiceError::field("keyword", "ERR_TOO_LONG", too_long_text()));
    }
    Ok(kept)
}

/// The title of a filter that is called as its word.
pub(super) fn title(keyword: &str) -> String {
    let title = clean_line(keyword, MAX_CHARS);
    if title.is_empty() { "…".to_owned() } else { title }
}

/// Refuses a change after which there would be too many.
pub(super) async fn counts(tx: &Tx, account: AccountId) -> Result<()> {
    let counts = query::counts(tx.conn(), account).await?;
    let mut problems = Problems::default();
    for (field, count, max) in [
        ("filters", counts.filters, MAX_FILTERS),
        ("keywords", counts.keywords, MAX_KEYWORDS),
        ("statuses", counts.statuses, MAX_STATUSES),
    ] {
        if count > max {
            problems.add(field, "ERR_TOO_MANY", format!("are too many (maximum is {max})"));
        }
    }
    problems.check()
}

fn too_long(text: &str) -> bool {
    text.chars().count() > MAX_CHARS
}

pub(super) fn too_long_text() -> String {
    format!("is too long (maximum is {MAX_CHARS} characters)")
}
