//! A new password, for somebody who has forgotten theirs or wants another.

use kinds::UserId;
use store::{entity::user, query};

use super::link::{self, Purpose};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, SendMail},
    mail::Letter,
    rate_limit::{self, Bucket},
    service::account::{manage, validate::Problems},
};

/// Sends a link to the address, if somebody here has it. The caller says the same in both cases.
///
/// # Errors
/// 429 when it was asked for too often, whether somebody has the address or not; when the database
/// cannot be written.
pub async fn ask(ctx: &Ctx, email: &str) -> Result<()> {
    rate_limit::limit(ctx, Bucket::Mails, &email.trim().to_lowercase()).await?;
    let Some(user) = query::user::by_email(ctx.db.read(), email).await? else { return Ok(()) };
    ctx.submit(letter(user.id, Letter::Reset).to_job()?).await
}

/// Sets a new password with the link from the mail. Everything that was signed in ends.
///
/// # Errors
/// 422 when the link is wrong, old or used, or the password is not acceptable.
pub async fn reset(ctx: &Ctx, token: &str, password: &str) -> Result<()> {
    let expired = || ServiceError::Invalid("This link is not valid any more".into());
    let user = link::open(ctx, Purpose::Reset, token).await?.ok_or_else(expired)?;
    let mut problems = Problems::default();
    problems.password(password);
    problems.check()?;
    if replace(ctx, &user, password).await? { Ok(()) } else { Err(expired()) }
}

/// Sets a new password for somebody who knows the old one. Everything that was signed in ends.
///
/// # Errors
/// 422 when the old password is wrong or the new one is not acceptable.
pub async fn change(ctx: &Ctx, user: &user::Model, current: &str, password: &str) -> Result<()> {
    let mut problems = Problems::default();
    if !ctx.passwords.verify(current, Some(&user.password_hash)).await? {
        problems.add("current_password", "ERR_INVALID", "is wrong");
    }
    problems.password(password);
    problems.check()?;
    if replace(ctx, user, password).await? {
        Ok(())
    } else {
        Err(ServiceError::Conflict("The password has just been changed elsewhere".into()))
    }
}

/// False when the password has changed since `user` was read: of two at once, one counts.
async fn replace(ctx: &Ctx, user: &user::Model, password: &str) -> Result<bool> {
    let hash = ctx.passwords.hash(password).await?;
    let tx = ctx.begin().await?;
    let now = query::user::by_id(tx.conn(), user.id).await?;
    if now.is_none_or(|now| now.password_hash != user.password_hash) {
        return Ok(false);
    }
    manage::set_password(&tx, user.id, hash).await?;
    tx.enqueue([letter(user.id, Letter::PasswordChanged).to_job()?]);
    ctx.commit(tx).await?;
    Ok(true)
}

/// Whether the link in a reset mail still works.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(ctx: &Ctx, token: &str) -> Result<Option<user::Model>> {
    link::open(ctx, Purpose::Reset, token).await
}

fn letter(user: UserId, letter: Letter) -> SendMail {
    SendMail { user, letter, about: None }
}
