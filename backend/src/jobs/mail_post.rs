//! Sends a post to somebody who has subscribed to its author by mail, and the mail that asks whether that is
//! wanted. What they say, and whether they are still to be sent, is read now.

use kinds::Millis;
use lettre::Message;
use protocol::html::{to_plain, truncate_chars};
use store::{
    entity::{account, email_subscription},
    query::email_subscription as query,
};

use super::JobResult;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{ConfirmSubscription, MailPost},
    locale::Locale,
    mail::{self, Notice},
    service::{email_subscription as service, present},
};

/// Longest excerpt of a post, in characters.
const MAX_TEXT: usize = 5000;

/// Asks the owner of the address.
pub(super) async fn confirm(ctx: &Ctx, job: ConfirmSubscription) -> JobResult {
    if let Some(message) = question(ctx, &job).await? {
        mail::send(ctx, message).await?;
    }
    Ok(())
}

/// Sends a post.
pub(super) async fn run(ctx: &Ctx, job: MailPost) -> JobResult {
    let Some(message) = letter(ctx, &job).await? else { return Ok(()) };
    // Noted before, not after: a process that dies between the two sends one mail less, not one twice.
    let now = ctx.now();
    let bound = (i64::from(ctx.config.email_subscriptions.per_hour), now.plus(-Millis::HOUR));
    let db = ctx.db.write();
    if !query::claim(db, job.subscription, job.status, now, bound).await? {
        return Ok(());
    }
    match mail::send(ctx, message).await {
        Ok(()) => Ok(()),
        // Refused for good: counts, so that an address that is gone is not tried all the time.
        Err(error @ ServiceError::Invalid(_)) => Err(error.into()),
        Err(error) => {
            query::release(db, job.subscription, job.status).await?;
            Err(error.into())
        }
    }
}

async fn question(ctx: &Ctx, job: &ConfirmSubscription) -> Result<Option<Message>> {
    let db = ctx.db.read();
    let found = query::by_id(db, job.subscription).await?;
    let Some(subscription) = found.filter(|found| found.confirmed_at.is_none()) else { return Ok(None) };
    let Some(author) = query::author(db, subscription.account_id).await? else { return Ok(None) };
    let link = service::confirm_link(ctx, subscription.id);
    // The same mail if it is sent again, but another if it is asked for again.
    let id = format!("subscription-{}-{}", subscription.id, ctx.now().0);
    let said = Said {
        id,
        subject: "mail.subscribe.subject",
        template: "mail.subscribe.body",
        text: String::new(),
        link,
    };
    compose(ctx, &subscription, &author, said).map(Some)
}

async fn letter(ctx: &Ctx, job: &MailPost) -> Result<Option<Message>> {
    let Some((row, author)) = service::sent(ctx, job.status).await? else { return Ok(None) };
    let found = query::by_id(ctx.db.read(), job.subscription).await?;
    let subscription = found.filter(|found| {
        found.account_id == row.account_id && found.confirmed_at.is_some_and(|time| time <= row.created_at)
    });
    let Some(subscription) = subscription else { return Ok(None) };
    // As a visitor sees it, for that is who reads it.
    let Some(status) = present::statuses(ctx, None, &[row.id]).await?.pop() else { return Ok(None) };
    let warning = (!status.spoiler_text.is_empty()).then(|| status.spoiler_text.clone());
    let text = warning.unwrap_or_else(|| to_plain(&status.content));
    let said = Said {
        id: format!("post-{}-{}", status.id, subscription.id),
        subject: "mail.post.subject",
        template: "mail.post.body",
        text: truncate_chars(&text, MAX_TEXT).to_owned(),
        link: ctx.url(&format!("/@{}/{}", author.username, status.id)),
    };
    compose(ctx, &subscription, &author, said).map(Some)
}

/// What is different from mail to mail; the words by their keys.
struct Said {
    id: String,
    subject: &'static str,
    template: &'static str,
    text: String,
    link: String,
}

/// The headline has the handle and no display name: that could say anything, to somebody who has never been here.
fn compose(
    ctx: &Ctx,
    subscription: &email_subscription::Model,
    author: &account::Model,
    said: Said,
) -> Result<Message> {
    let locale = Locale::from_tag(&subscription.locale).unwrap_or_default();
    let author = service::full_handle(ctx, author);
    let server = ctx.config.instance.title.clone();
    let headline = locale.fill(said.subject, &[("author", author.as_str())]);
    let notice = Notice {
        id: format!("{}@{}", said.id, ctx.config.account_domain()),
        template: said.template,
        server,
        username: String::new(),
        headline,
        author,
        text: said.text,
        link: said.link,
        unsubscribe: service::end_link(ctx, subscription.id),
    };
    mail::compose_notice(locale, &ctx.config.mail.from, &subscription.email, &notice)
}
