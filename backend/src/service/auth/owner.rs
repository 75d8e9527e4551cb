//! The first visitor is offered the owner's account, if they have the link from the console.

use store::query;
use subtle::ConstantTimeEq;

use crate::{ctx::Ctx, error::Result, random};

/// The setting that keeps the token, so that a second start prints the same link.
const SETTING: &str = "setup.token";

/// The link for the owner, while nobody has an account.
///
/// # Errors
/// When the database fails.
pub async fn setup_link(ctx: &Ctx) -> Result<Option<String>> {
    if !query::user::none_yet(ctx.db.read()).await? {
        return Ok(None);
    }
    let token = query::setting::get_or_insert(ctx.db.write(), SETTING, random::token()?, ctx.now()).await?;
    Ok(Some(ctx.url(&format!("/auth/setup?token={token}"))))
}

/// Whether `token` is the one on the console, and nobody has an account yet.
///
/// # Errors
/// When the database cannot be read.
pub async fn may_set_up(ctx: &Ctx, token: &str) -> Result<bool> {
    let Some(expected) = query::setting::get(ctx.db.read(), SETTING).await? else { return Ok(false) };
    let right: bool = expected.as_bytes().ct_eq(token.as_bytes()).into();
    Ok(right && query::user::none_yet(ctx.db.read()).await?)
}
