//! What the administrator does to accounts of this server.

use kinds::{RoleId, UserId};
use sea_orm::{ActiveValue::Set, EntityTrait};
use store::{Event, entity::user, query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, SendMail},
    mail::Letter,
    service::{
        auth::{session, token},
        staff,
    },
};

/// A change of the state of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The mail address counts as confirmed.
    Confirm,
    /// The account may be used.
    Approve,
    /// Nobody can sign in any more; sessions and tokens end.
    Disable,
    /// Signing in is possible again.
    Enable,
    /// Another role.
    Role(RoleId),
    /// No second factor any more, for those who lost it.
    RemoveSecondFactor,
}

/// The user of the local account of this name.
///
/// # Errors
/// 404 when there is none.
pub async fn by_name(ctx: &Ctx, name: &str) -> Result<user::Model> {
    let db = ctx.db.read();
    let account = query::account::by_handle(db, name.trim_start_matches('@'), "").await?;
    let account = account.ok_or(ServiceError::NotFound)?;
    query::user::by_account(db, account.id).await?.ok_or(ServiceError::NotFound)
}

/// Changes the state of a user.
///
/// # Errors
/// When the database cannot be written.
pub async fn change(ctx: &Ctx, id: UserId, change: Change) -> Result<()> {
    let tx = ctx.begin().await?;
    let mut row = user::ActiveModel { id: Set(id), updated_at: Set(tx.now()), ..Default::default() };
    match change {
        Change::Confirm => row.confirmed_at = Set(Some(tx.now())),
        Change::Approve => row.approved = Set(true),
        Change::Disable => row.disabled_at = Set(Some(tx.now())),
        Change::Enable => row.disabled_at = Set(None),
        Change::Role(role) => row.role_id = Set(Some(role)),
        Change::RemoveSecondFactor => {
            row.otp_secret = Set(None);
            row.otp_enabled_at = Set(None);
        }
    }
    let user = user::Entity::update(row).exec(tx.conn()).await?;
    if change == Change::Disable {
        session::end_all(&tx, id, None).await?;
        token::revoke_all(&tx, id).await?;
    }
    // Who may use the account from now on has come.
    if matches!(change, Change::Confirm | Change::Approve) && user.confirmed_at.is_some() && user.approved {
        staff::tell_of_sign_up(ctx, &tx, user.account_id).await?;
    }
    if change == Change::Approve {
        let job = SendMail { user: id, letter: Letter::Approved, about: None };
        tx.enqueue([job.to_job()?]);
    }
    tx.emit(Event::UserChanged { user: id });
    // The role is part of the account as others see it.
    tx.emit(Event::AccountTouched { account: user.account_id });
    ctx.commit(tx).await
}

/// Gives a user a new password; all sessions and tokens end.
///
/// # Errors
/// When the database cannot be written.
pub async fn reset_password(ctx: &Ctx, id: UserId, password: &str) -> Result<()> {
    let hash = ctx.passwords.hash(password).await?;
    let tx = ctx.begin().await?;
    set_password(&tx, id, hash).await?;
    ctx.commit(tx).await
}

/// The same, in a transaction, with a hash that is already made.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_password(tx: &store::Tx, id: UserId, hash: String) -> Result<()> {
    let row = user::ActiveModel {
        id: Set(id),
        password_hash: Set(hash),
        updated_at: Set(tx.now()),
        ..Default::default()
    };
    user::Entity::update(row).exec(tx.conn()).await?;
    session::end_all(tx, id, None).await?;
    token::revoke_all(tx, id).await?;
    tx.emit(Event::UserChanged { user: id });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        service::auth::{self, Credential},
        testing::TestApp,
    };

    #[tokio::test]
    async fn disabling_ends_what_runs_and_enabling_does_not_bring_it_back() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        app.viewer(&alice).await;
        let invalid =
            async || auth::authenticate(&app.ctx, Credential::Token(&alice.token)).await.unwrap_err();
        change(&app.ctx, alice.user, Change::Disable).await.unwrap();
        assert_eq!(invalid().await.public_text(), "The access token is invalid");
        change(&app.ctx, alice.user, Change::Enable).await.unwrap();
        assert_eq!(invalid().await.public_text(), "The access token is invalid");
    }
}
