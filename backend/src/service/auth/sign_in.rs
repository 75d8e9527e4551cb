//! Signing in with a password, and a second factor where one is set up.

use store::{Sql, entity::user, query};

use super::{
    link::{self, Purpose},
    second_factor,
};
use crate::{
    ctx::Ctx,
    error::Result,
    rate_limit::{self, Bucket},
};

/// How an attempt ended.
#[derive(Debug)]
pub enum Outcome {
    /// The browser may get a session.
    Welcome(user::Model),
    /// The password was right; a code is needed. The token goes through the form.
    CodeNeeded(String),
    /// Wrong name, password or code: never says which.
    Wrong,
    /// The mail address is not confirmed yet.
    Unconfirmed(user::Model),
    /// The moderators have not decided yet.
    Pending,
    /// The moderators have closed the account.
    Disabled,
}

/// Tries a name or mail address with a password. Takes as long for people who do not exist.
///
/// # Errors
/// When the database cannot be read or the machine is overloaded.
pub async fn with_password(ctx: &Ctx, login: &str, password: &str) -> Result<Outcome> {
    let user = query::user::by_login(ctx.db.read(), login).await?;
    let hash = user.as_ref().map(|user| user.password_hash.as_str());
    let right = ctx.passwords.verify(password, hash).await?;
    let Some(user) = user.filter(|_| right) else { return Ok(Outcome::Wrong) };
    if user.otp_enabled_at.is_some() {
        return Ok(Outcome::CodeNeeded(link::make(ctx, Purpose::SecondFactor, &user)?));
    }
    enter(ctx, user).await
}

/// Tries a code of the second factor. `token` proves that the password was right.
///
/// # Errors
/// 429 after too many guesses for one account, from wherever they come; when the database fails.
pub async fn with_code(ctx: &Ctx, token: &str, code: &str) -> Result<Option<Outcome>> {
    let Some(user) = link::open(ctx, Purpose::SecondFactor, token).await? else { return Ok(None) };
    rate_limit::limit(ctx, Bucket::SignIns, &format!("code:{}", user.id)).await?;
    if !second_factor::accept(ctx, &user, code).await? {
        return Ok(Some(Outcome::Wrong));
    }
    Ok(Some(enter(ctx, user).await?))
}

/// What a person who is who they say may do.
async fn enter(ctx: &Ctx, user: user::Model) -> Result<Outcome> {
    if user.disabled_at.is_some() {
        return Ok(Outcome::Disabled);
    }
    if user.confirmed_at.is_none() {
        return Ok(Outcome::Unconfirmed(user));
    }
    if !user.approved {
        return Ok(Outcome::Pending);
    }
    Sql::new("UPDATE users SET last_active_at = ")
        .bind(ctx.now())
        .push(" WHERE id = ")
        .bind(user.id)
        .execute(ctx.db.write())
        .await?;
    Ok(Outcome::Welcome(user))
}
