//! What a push message says.

use kinds::{NotificationId, NotificationKind};
use serde::Serialize;
use shared::entities::{Account, Notification};
use store::{entity::push_subscription, query};

use crate::{ctx::Ctx, error::Result, locale::Locale, service::present};

/// Longest text, in characters.
const MAX_BODY: usize = 140;
/// Longest title: names are others' words, and all has to fit into a message.
const MAX_TITLE: usize = 200;

/// As Mastodon's apps read it.
#[derive(Serialize)]
struct Payload {
    access_token: String,
    preferred_locale: String,
    notification_id: i64,
    notification_type: NotificationKind,
    icon: String,
    title: String,
    body: String,
}

/// The message for one device, JSON; nothing when the notification is gone or not to be told any more.
///
/// # Errors
/// When the database fails.
pub async fn payload(
    ctx: &Ctx,
    device: &push_subscription::Model,
    id: NotificationId,
) -> Result<Option<Vec<u8>>> {
    let db = ctx.db.read();
    let found = query::notification::find(db, device.account_id, id).await?;
    let Some(row) = found.filter(|row| !row.filtered) else { return Ok(None) };
    let Some(user) = query::user::by_account(db, device.account_id).await? else { return Ok(None) };
    let shown = present::notifications(ctx, device.account_id, vec![row]).await?.pop();
    let Some(shown) = shown else { return Ok(None) };
    let locale = Locale::from_tag(&user.locale).unwrap_or_default();
    let message = Payload {
        access_token: ctx.secrets.open(&device.sealed_token)?,
        notification_id: shown.id.0,
        notification_type: shown.kind,
        icon: shown.account.avatar_static.clone(),
        title: cut(&headline(locale, shown.kind, name(&shown.account)), MAX_TITLE),
        body: cut(&text(&shown), MAX_BODY),
        preferred_locale: user.locale,
    };
    Ok(Some(serde_json::to_vec(&message)?))
}

/// One line that says what happened, plain text.
pub fn headline(locale: Locale, kind: NotificationKind, name: &str) -> String {
    let key = match kind {
        NotificationKind::Mention => "notification.mention",
        NotificationKind::Status => "notification.status",
        NotificationKind::Reblog => "notification.reblog",
        NotificationKind::Follow => "notification.follow",
        NotificationKind::FollowRequest => "notification.follow_request",
        NotificationKind::Favourite => "notification.favourite",
        NotificationKind::Poll => "notification.poll",
        NotificationKind::Update => "notification.update",
        NotificationKind::AdminSignUp => "notification.sign_up",
        NotificationKind::AdminReport => "notification.report",
        NotificationKind::SeveredRelationships => "notification.severed",
        NotificationKind::ModerationWarning => "notification.warning",
        NotificationKind::Quote => "notification.quote",
        NotificationKind::QuotedUpdate => "notification.quoted_update",
        NotificationKind::AddedToCollection => "notification.collection",
        NotificationKind::CollectionUpdate => "notification.collection_update",
        NotificationKind::Reaction => "notification.reaction",
    };
    locale.fill(key, &[("name", name)])
}

fn name(account: &Account) -> &str {
    if account.display_name.is_empty() { &account.acct } else { &account.display_name }
}

/// What the status says, only its warning if it has one; else what the sender says of itself.
fn text(shown: &Notification) -> String {
    match &shown.status {
        Some(status) if !status.spoiler_text.is_empty() => status.spoiler_text.clone(),
        Some(status) => protocol::html::to_plain(&status.content),
        None => protocol::html::to_plain(&shown.account.note),
    }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['\u{2026}']).collect()
}
