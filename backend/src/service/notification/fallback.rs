//! What is shown instead by a client that does not know a type of notification.

use kinds::NotificationKind;
use shared::entities::{Notification, NotificationFallback, NotificationGroup};
use store::query;

use super::SupportedTypes;
use crate::{
    ctx::Ctx,
    error::Result,
    locale::Locale,
    service::{auth::Viewer, push::headline},
};

/// Adds a text to notifications of types that are not supported.
pub(super) async fn add(
    ctx: &Ctx,
    viewer: &Viewer,
    supported: &SupportedTypes,
    shown: &mut [Notification],
) -> Result<()> {
    if !shown.iter().any(|notification| is_unknown(supported, notification.kind)) {
        return Ok(());
    }
    let locale = locale(ctx, viewer).await?;
    for notification in shown.iter_mut().filter(|notification| is_unknown(supported, notification.kind)) {
        let name = display_name(&notification.account);
        notification.fallback = Some(fallback(locale, notification.kind, &name));
    }
    Ok(())
}

/// The same for groups; `name` tells who did the latest act.
pub(super) async fn add_to_groups(
    ctx: &Ctx,
    viewer: &Viewer,
    supported: &SupportedTypes,
    groups: &mut [NotificationGroup],
    name: impl Fn(&NotificationGroup) -> String,
) -> Result<()> {
    if !groups.iter().any(|group| is_unknown(supported, group.kind)) {
        return Ok(());
    }
    let locale = locale(ctx, viewer).await?;
    for group in groups.iter_mut().filter(|group| is_unknown(supported, group.kind)) {
        group.fallback = Some(fallback(locale, group.kind, &name(group)));
    }
    Ok(())
}

/// The name to speak of an account by.
pub(super) fn display_name(account: &shared::entities::Account) -> String {
    if account.display_name.is_empty() { account.acct.clone() } else { account.display_name.clone() }
}

fn is_unknown(supported: &SupportedTypes, kind: NotificationKind) -> bool {
    supported.as_ref().is_some_and(|types| !types.iter().any(|name| name == kind.as_str()))
}

fn fallback(locale: Locale, kind: NotificationKind, name: &str) -> NotificationFallback {
    let title = protocol::html::escape(&headline(locale, kind, name));
    NotificationFallback { title, summary: None, details: None }
}

async fn locale(ctx: &Ctx, viewer: &Viewer) -> Result<Locale> {
    let Some(user) = viewer.user else { return Ok(Locale::default()) };
    let user = query::user::by_id(ctx.db.read(), user).await?;
    Ok(user.and_then(|user| Locale::from_tag(&user.locale)).unwrap_or_default())
}
