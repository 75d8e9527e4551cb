//! Somebody here quotes: what has to hold before a status with a quote is stored.

use kinds::{AccountId, QuoteAnswer, QuoteState, StatusId, Visibility};
use protocol::text::quote_fallback;
use store::{
    entity::status,
    query::{account, quote::Published, status_change as change},
};

use super::{NewQuote, policy::answer};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        interaction::{Asking, Policy},
        present,
    },
};

/// Where a quote is to be put.
#[derive(Clone, Copy, Debug)]
pub(in crate::service) struct Place<'a> {
    /// Who quotes.
    pub(in crate::service) viewer: AccountId,
    /// Who may see the quoting status, as asked for.
    pub(in crate::service) visibility: Visibility,
    /// Who is mentioned in it.
    pub(in crate::service) mentions: &'a [AccountId],
    /// Whether it has media or a poll.
    pub(in crate::service) has_attachments: bool,
    /// Whether it is to stay on this server.
    pub(in crate::service) local_only: bool,
}

/// A quote, and where the status that quotes may go.
#[derive(Clone, Debug)]
pub(in crate::service) struct Drafted {
    /// The quote.
    pub(in crate::service) quote: NewQuote,
    /// What quotes a status for followers is for followers at most.
    pub(in crate::service) visibility: Visibility,
    /// What quotes a status that stays here stays here.
    pub(in crate::service) local_only: bool,
}

/// A quote of `id`, and how far the quoting status may go.
///
/// # Errors
/// 404 when the status cannot be seen or its author does not allow the quote, 422 when it cannot be put
/// there.
pub(in crate::service) async fn draft(ctx: &Ctx, id: StatusId, place: Place<'_>) -> Result<Drafted> {
    let (row, author) = quotable(ctx, place.viewer, id).await?;
    if place.has_attachments {
        return Err(ServiceError::invalid("Validation failed: A quote cannot be put beside media or a poll"));
    }
    let own = row.account_id == place.viewer;
    if place.visibility == Visibility::Direct && !own && !place.mentions.contains(&row.account_id) {
        return Err(ServiceError::invalid(
            "Validation failed: A private message can quote only those who are mentioned in it",
        ));
    }
    let narrow = row.visibility == Visibility::Private && place.visibility != Visibility::Direct;
    let visibility = if narrow { Visibility::Private } else { place.visibility };
    if place.local_only && !row.local {
        return Err(ServiceError::invalid(
            "Validation failed: A post that stays on this server cannot quote one of another server, which would have to agree",
        ));
    }
    // Whose server this is not has to agree first.
    let state = if own || row.local { QuoteState::Accepted } else { QuoteState::Pending };
    let url = if row.local {
        format!("{}/{}", present::profile_url(ctx, &author), row.id)
    } else {
        row.url.clone().unwrap_or_else(|| row.uri.clone())
    };
    let quote = NewQuote { uri: row.uri, url, quoted: Some((row.id, row.account_id)), state, legacy: false };
    Ok(Drafted { quote, visibility, local_only: place.local_only || row.local_only })
}

/// The status to be quoted, of a boost the boosted one, with its author's name.
async fn quotable(ctx: &Ctx, viewer: AccountId, id: StatusId) -> Result<(status::Model, String)> {
    let db = ctx.db.read();
    let named = change::visible(db, Some(viewer), id).await?.ok_or(ServiceError::NotFound)?;
    let row = match named.reblog_of_id {
        Some(original) => change::visible(db, Some(viewer), original).await?.ok_or(ServiceError::NotFound)?,
        None => named,
    };
    let author = account::by_id(db, row.account_id).await?.ok_or(ServiceError::NotFound)?;
    let asking = Asking::read(db, viewer, row.account_id).await?;
    let Policy { automatic, manual } = Policy::read(&row.quote_policy);
    // Clients read this as "there is no such status", as with any other act on it.
    match answer(&automatic, &manual, row.visibility, asking) {
        QuoteAnswer::Denied => Err(ServiceError::NotFound),
        _ => Ok((row, author.username)),
    }
}

/// The page of what a status quotes.
pub fn quoted_page(ctx: &Ctx, quote: &Published) -> String {
    match (&quote.quoted_name, quote.quoted_id) {
        (Some(name), Some(id)) => format!("{}/{id}", present::profile_url(ctx, name)),
        _ => quote.quoted_url.clone().unwrap_or_else(|| quote.quoted_uri.clone()),
    }
}

/// A text that quotes, with a link for those whose apps show no quotes, unless it has one already. Apps
/// that do hide it by its class.
pub(in crate::service) fn with_fallback(html: String, uri: &str, url: &str) -> String {
    let escaped = [uri, url].map(protocol::html::escape);
    if escaped.iter().any(|link| html.contains(&format!("href=\"{link}\""))) {
        return html;
    }
    format!("{}{html}", quote_fallback(url))
}
