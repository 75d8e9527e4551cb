//! Sends a notification by mail, to somebody who was not here lately. What it says, and whether it is
//! still to be told, is read now.

use kinds::{Millis, NotificationKind};
use lettre::Message;
use protocol::html::{to_plain, truncate_chars};
use shared::entities::{Account, Notification};
use store::{
    entity::{notification, user},
    query,
};

use super::JobResult;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::MailNotification,
    locale::Locale,
    mail::{self, Notice},
    service::{mail_preference, present, push},
};

/// The most mails to one account in an hour; what is beyond is not mailed.
const MOST: i64 = 20;
/// What is older than this is no news.
const NEWS: i64 = 2 * Millis::DAY;
/// Longest headline, in characters: names are others' words.
const MAX_HEADLINE: usize = 200;
/// Longest excerpt of a post, in characters.
const MAX_TEXT: usize = 1000;

pub(super) async fn run(ctx: &Ctx, job: MailNotification) -> JobResult {
    let Some(message) = letter(ctx, &job).await? else { return Ok(()) };
    // Noted before, not after: a process that dies between the two sends one mail less, not one twice.
    let now = ctx.now();
    let bound = (MOST, now.plus(-Millis::HOUR));
    let db = ctx.db.write();
    if !query::mail_preference::claim(db, job.notification, job.account, now, bound).await? {
        return Ok(());
    }
    match mail::send(ctx, message).await {
        Ok(()) => Ok(()),
        // Refused for good: counts, so that an address that is gone is not tried all the time.
        Err(error @ ServiceError::Invalid(_)) => Err(error.into()),
        Err(error) => {
            query::mail_preference::release(db, job.notification).await?;
            Err(error.into())
        }
    }
}

/// The mail, unless there is no reason for it any more.
async fn letter(ctx: &Ctx, job: &MailNotification) -> Result<Option<Message>> {
    let db = ctx.db.read();
    let found = query::notification::find(db, job.account, job.notification).await?;
    let Some(row) = found.filter(|row| !row.filtered && ctx.now().since(row.created_at) < NEWS) else {
        return Ok(None);
    };
    let Some(user) = receiver(ctx, &row).await? else { return Ok(None) };
    let shown = present::notifications(ctx, job.account, vec![row]).await?.pop();
    let own = query::account::by_id(db, job.account).await?.filter(|account| account.suspended_at.is_none());
    let (Some(shown), Some(own)) = (shown, own) else { return Ok(None) };
    let locale = Locale::from_tag(&user.locale).unwrap_or_default();
    let domain = ctx.config.account_domain();
    let notice = Notice {
        id: format!("notification-{}@{domain}", shown.id),
        template: "mail.notification.body",
        server: ctx.config.instance.title.clone(),
        username: format!("{}@{domain}", own.username),
        headline: cut(&headline(locale, shown.kind, &shown.account), MAX_HEADLINE),
        author: shown.account.acct.clone(),
        text: cut(&text(&shown), MAX_TEXT),
        link: link(ctx, &shown),
        unsubscribe: mail_preference::unsubscribe_link(ctx, job.account, shown.kind),
    };
    mail::compose_notice(locale, &ctx.config.mail.from, &user.email, &notice).map(Some)
}

/// To whom it goes, if they can be here and want to hear of it still.
async fn receiver(ctx: &Ctx, row: &notification::Model) -> Result<Option<user::Model>> {
    let db = ctx.db.read();
    let about = (row.kind, row.status_id);
    let standing =
        query::notification_policy::standing(db, row.account_id, row.from_account_id, about, ctx.now())
            .await?;
    if !standing.is_some_and(|standing| standing.mails) {
        return Ok(None);
    }
    let user = query::user::by_account(db, row.account_id).await?;
    Ok(user.filter(|user| user.confirmed_at.is_some() && user.approved && user.disabled_at.is_none()))
}

fn headline(locale: Locale, kind: NotificationKind, from: &Account) -> String {
    let name = if from.display_name.is_empty() { &from.acct } else { &from.display_name };
    push::headline(locale, kind, name)
}

/// What the status says, only its warning if it has one.
fn text(shown: &Notification) -> String {
    match &shown.status {
        Some(status) if !status.spoiler_text.is_empty() => status.spoiler_text.clone(),
        Some(status) => to_plain(&status.content),
        None => String::new(),
    }
}

/// Where to see it in the web app.
fn link(ctx: &Ctx, shown: &Notification) -> String {
    match &shown.status {
        Some(status) => ctx.url(&format!("/@{}/{}", status.account.acct, status.id)),
        None if shown.kind == NotificationKind::FollowRequest => ctx.url("/follow_requests"),
        None => ctx.url(&format!("/@{}", shown.account.acct)),
    }
}

fn cut(text: &str, most: usize) -> String {
    truncate_chars(text, most).to_owned()
}
