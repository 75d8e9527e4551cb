//! Writes and sends one letter. What it says is read now, not when it was ordered.

use store::query;

use super::JobResult;
use crate::{
    ctx::Ctx,
    error::Result,
    job::SendMail,
    locale::Locale,
    mail::{self, Facts, Letter},
    service::auth::link::{self, Purpose},
};

/// Sends the letter, unless there is no reason for it any more.
pub(super) async fn run(ctx: &Ctx, job: SendMail) -> JobResult {
    Ok(send(ctx, job).await?)
}

async fn send(ctx: &Ctx, job: SendMail) -> Result<()> {
    let db = ctx.db.read();
    let Some(user) = query::user::by_id(db, job.user).await? else { return Ok(()) };
    let about = match job.about {
        Some(id) => query::user::by_id(db, id).await?,
        None => Some(user.clone()),
    };
    let Some(about) = about else { return Ok(()) };
    let Some(account) = query::account::by_id(db, about.account_id).await? else { return Ok(()) };
    let link = match job.letter {
        Letter::Confirm if user.confirmed_at.is_some() => return Ok(()),
        Letter::Pending if about.approved => return Ok(()),
        Letter::Confirm => with_token(ctx, "/auth/confirm", &link::make(ctx, Purpose::Confirm, &user)?),
        Letter::Reset => with_token(ctx, "/auth/password/reset", &link::make(ctx, Purpose::Reset, &user)?),
        Letter::Welcome | Letter::Approved => ctx.url("/"),
        Letter::PasswordChanged => ctx.url("/auth/password"),
        Letter::Pending => ctx.url("/"),
    };
    let facts = Facts {
        server: ctx.config.instance.title.clone(),
        username: format!("{}@{}", account.username, ctx.config.account_domain()),
        link,
        reason: about.sign_up_reason.unwrap_or_default(),
    };
    let locale = Locale::from_tag(&user.locale).unwrap_or_default();
    let message = mail::compose(job.letter, locale, &ctx.config.mail.from, &user.email, &facts)?;
    mail::send(ctx, message).await
}

fn with_token(ctx: &Ctx, path: &str, token: &str) -> String {
    ctx.url(&format!("{path}?token={token}"))
}
