//! Turns rows into the API's entities, many at once, with a constant number of SQL statements.
//!
//! What looks the same to everybody is cached; what depends on the viewer is added to a copy.
//! [`statuses`] is the only way by which statuses leave the server, and it asks
//! [`policy::can_see`](super::policy::can_see) for every one of them.

mod account;
mod acts;
mod card;
mod collection;
mod conversation;
mod emoji;
mod filter_words;
mod filters;
mod notification;
mod poll;
mod prepare;
mod quote;
mod reaction;
mod relations;
mod relationship;
mod report;
mod status;

pub use account::{account, account_bytes, accounts, local_account};
pub use acts::Acts;
pub use card::{CardParts, cards};
pub use collection::{collection_item, collections};
pub use conversation::conversations;
pub use emoji::{emoji, emojis};
pub use filters::{Filters, context_bits, filter, filters, filters_bytes};
pub(crate) use notification::about;
pub use notification::notifications;
pub use prepare::prepare;
pub use relations::{Listed, Muting, Relations, relations, relations_bytes};
pub use relationship::{relationship, relationships};
pub use report::report;
pub(crate) use report::{about_reports, shown_report};
pub use status::{StatusParts, attachment, status, status_bytes, status_parts, statuses};

use chrono::{DateTime, Utc};
use kinds::Millis;
use shared::time::Timestamp;

use crate::ctx::Ctx;

/// A database time as the API writes it.
pub fn timestamp(time: Millis) -> Timestamp {
    Timestamp(DateTime::<Utc>::from_timestamp_millis(time.0).unwrap_or_default())
}

/// The day of a time, as pages write it: `2026-03-10`.
pub fn day(time: Millis) -> String {
    DateTime::<Utc>::from_timestamp_millis(time.0).unwrap_or_default().format("%Y-%m-%d").to_string()
}

/// Where browsers read a stored file.
pub fn media_url(ctx: &Ctx, key: &str) -> String {
    let storage = &ctx.config.storage;
    if storage.public_url.is_empty() {
        ctx.url(&format!("/media/{key}"))
    } else {
        format!("{}/{key}", storage.public_url.trim_end_matches('/'))
    }
}

/// The handle: `name` for local accounts, `name@domain` for others.
pub fn acct(username: &str, domain: &str) -> String {
    if domain.is_empty() { username.to_owned() } else { format!("{username}@{domain}") }
}

/// The web page of a local account.
pub fn profile_url(ctx: &Ctx, username: &str) -> String {
    ctx.url(&format!("/@{username}"))
}
