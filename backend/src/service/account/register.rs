//! Signing up from within an application.

use shared::{entities::Token, params::CreateAccount};
use store::{entity::user, query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{
        auth::{Viewer, sign_up, token},
        oauth::exchange,
    },
};

/// Makes an account and a token for it, which cannot be used before the address is confirmed.
///
/// # Errors
/// 403 when nobody may sign up, 422 with what is wrong.
pub async fn register(ctx: &Ctx, app: &Viewer, request: CreateAccount) -> Result<Token> {
    let created = sign_up::sign_up(ctx, request, app.app).await?;
    let tx = ctx.begin().await?;
    let issued = token::issue(ctx, &tx, app.app, Some(created.user), &app.scopes).await?;
    ctx.commit(tx).await?;
    Ok(exchange::present(issued))
}

/// Sends the confirmation mail again, to a corrected address if one is given.
///
/// # Errors
/// 403 when the address is confirmed, or another application made the account.
pub async fn resend(ctx: &Ctx, viewer: &Viewer, email: Option<&str>) -> Result<()> {
    let user = own(ctx, viewer).await?;
    if user.confirmed_at.is_some() || user.created_by_app_id.is_none() || user.created_by_app_id != viewer.app
    {
        return Err(ServiceError::forbidden(
            "This method is only available while the e-mail is awaiting confirmation",
        ));
    }
    sign_up::confirm_again(ctx, &user, email).await
}

/// Whether the address is confirmed.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_confirmed(ctx: &Ctx, viewer: &Viewer) -> Result<bool> {
    Ok(own(ctx, viewer).await?.confirmed_at.is_some())
}

async fn own(ctx: &Ctx, viewer: &Viewer) -> Result<user::Model> {
    let id = viewer.user.ok_or(ServiceError::NotFound)?;
    query::user::by_id(ctx.db.read(), id).await?.ok_or(ServiceError::NotFound)
}
