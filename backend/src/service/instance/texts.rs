//! Texts about the server: set by the administrator as Markdown, answered as HTML.

use kinds::Millis;
use protocol::html;
use shared::{
    entities::{ExtendedDescription, PrivacyPolicy, TermsOfService},
    time::Date,
};
pub use store::query::instance_text::TextKind;
use store::query::instance_text::{self as query, TextRow};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present,
};

/// Longest text.
const MAX_BYTES: usize = html::MAX_HTML_BYTES / 2;
/// Holds until the administrator sets another.
const PRIVACY_POLICY: &str = include_str!("../../../assets/privacy-policy.md");
/// When that was written: 2026-03-01.
const WRITTEN: Millis = Millis(1_772_323_200_000);

/// More about the server; empty when nothing was set.
///
/// # Errors
/// When the database cannot be read.
pub async fn extended_description(ctx: &Ctx) -> Result<ExtendedDescription> {
    let row = query::versions(ctx.db.read(), TextKind::ExtendedDescription).await?.pop();
    Ok(ExtendedDescription {
        updated_at: present::timestamp(row.as_ref().map_or(WRITTEN, |row| row.updated_at)),
        content: row.map(|row| html::markdown(&row.content)).unwrap_or_default(),
    })
}

/// The privacy policy; when none was set, what the program does by itself.
///
/// # Errors
/// When the database cannot be read.
pub async fn privacy_policy(ctx: &Ctx) -> Result<PrivacyPolicy> {
    let row = query::versions(ctx.db.read(), TextKind::PrivacyPolicy).await?.pop();
    let (text, time) = match row {
        Some(row) => (row.content, row.updated_at),
        None => (PRIVACY_POLICY.replace("DOMAIN", ctx.config.account_domain()), WRITTEN),
    };
    Ok(PrivacyPolicy { updated_at: present::timestamp(time), content: html::markdown(&text) })
}

/// The terms of service that hold today or, when none do yet, those that will hold first; or those of
/// a certain day.
///
/// # Errors
/// 404 when there are none, or none that begin on that day.
pub async fn terms_of_service(ctx: &Ctx, date: Option<&str>) -> Result<TermsOfService> {
    let versions = query::versions(ctx.db.read(), TextKind::TermsOfService).await?;
    let today = present::day(ctx.now());
    let place = match date {
        Some(date) => versions.iter().position(|row| row.effective_date == date),
        None => versions.iter().rposition(|row| row.effective_date <= today).or(Some(0)),
    };
    let found = place.and_then(|place| Some((versions.get(place)?, versions.get(place + 1))));
    let (row, next) = found.ok_or(ServiceError::NotFound)?;
    Ok(TermsOfService {
        effective_date: day(&row.effective_date)?,
        effective: row.effective_date <= today,
        content: html::markdown(&row.content),
        succeeded_by: next.map(|next| day(&next.effective_date)).transpose()?,
    })
}

/// Sets a text. Terms of service hold from a day on, today without one; a text of the same day is replaced.
///
/// # Errors
/// 422 when the text is empty or too long, or the day is none.
pub async fn set_text(ctx: &Ctx, kind: TextKind, content: String, date: Option<&str>) -> Result<()> {
    if content.trim().is_empty() || content.len() > MAX_BYTES {
        return Err(ServiceError::invalid(format!("The text must have 1 to {MAX_BYTES} bytes")));
    }
    let effective_date = version(ctx, kind, date)?;
    let tx = ctx.begin().await?;
    query::set(tx.conn(), kind, TextRow { effective_date, content, updated_at: tx.now() }).await?;
    ctx.commit(tx).await
}

/// Removes a text.
///
/// # Errors
/// 404 when there is none.
pub async fn remove_text(ctx: &Ctx, kind: TextKind, date: Option<&str>) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::remove(tx.conn(), kind, &version(ctx, kind, date)?).await? {
        return Err(ServiceError::NotFound);
    }
    ctx.commit(tx).await
}

fn version(ctx: &Ctx, kind: TextKind, date: Option<&str>) -> Result<String> {
    match (kind, date) {
        (TextKind::TermsOfService, Some(date)) => Ok(day(date)?.to_string()),
        (TextKind::TermsOfService, None) => Ok(present::day(ctx.now())),
        (_, None) => Ok(String::new()),
        (_, Some(_)) => Err(ServiceError::invalid("Only terms of service have a day from which they hold")),
    }
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| ServiceError::invalid("The day must look like 2026-03-10"))
}
