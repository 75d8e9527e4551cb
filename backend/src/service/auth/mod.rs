//! Who is asking: access tokens and browser sessions.

mod activity;
pub mod invite;
pub mod link;
pub mod owner;
pub mod password;
pub mod recovery;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod sign_up;
pub mod token;

pub use store::entity::user::Model as UserRow;

use std::sync::Arc;

use activity::Used;
use kinds::{AccountId, AppId, Scopes, SessionId, TokenId, UserId};
use store::{
    entity::{account, role as role_row, user},
    query,
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    random,
    service::role,
};

/// The web app's session cookie.
pub const SESSION_COOKIE: &str = "phiomia_session";

/// What a request brings to show who it comes from.
#[derive(Clone, Copy, Debug)]
pub enum Credential<'a> {
    /// An OAuth access token.
    Token(&'a str),
    /// The value of the session cookie.
    Session(&'a str),
}

/// Who is behind a credential, and what it allows.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The user; `None` for a token of an application itself.
    pub user: Option<UserId>,
    /// The user's account; meaningless without a user.
    pub account: AccountId,
    /// What the credential allows.
    pub scopes: Scopes,
    /// The token, when that was the credential.
    pub token: Option<TokenId>,
    /// The browser session, when that was the credential.
    pub session: Option<SessionId>,
    /// The application of the token.
    pub app: Option<AppId>,
    /// The user's permissions, as Mastodon's bits.
    pub permissions: i64,
    /// Why the account cannot be used now, if so.
    pub barrier: Option<Barrier>,
}

/// Why a user cannot use the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// The mail address is not confirmed.
    Unconfirmed,
    /// The moderators have not approved the account.
    Pending,
    /// The moderators have disabled the sign-in.
    Disabled,
    /// The account is suspended.
    Suspended,
}

impl Viewer {
    /// # Errors
    /// 403 with the reason when the account cannot be used now.
    pub fn check_state(&self) -> Result<()> {
        let text = match self.barrier {
            None => return Ok(()),
            Some(Barrier::Unconfirmed) => "Your login is missing a confirmed e-mail address",
            Some(Barrier::Pending) => "Your login is currently pending approval",
            Some(Barrier::Disabled) => "Your login is currently disabled",
            Some(Barrier::Suspended) => "Your account is suspended",
        };
        Err(ServiceError::forbidden(text))
    }

    fn of_user(
        user: &user::Model,
        account: &account::Model,
        role: Option<&role_row::Model>,
        scopes: Scopes,
    ) -> Self {
        let barrier = if account.suspended_at.is_some() {
            Some(Barrier::Suspended)
        } else if user.disabled_at.is_some() {
            Some(Barrier::Disabled)
        } else if user.confirmed_at.is_none() {
            Some(Barrier::Unconfirmed)
        } else if !user.approved {
            Some(Barrier::Pending)
        } else {
            None
        };
        Self {
            user: Some(user.id),
            account: account.id,
            scopes,
            token: None,
            session: None,
            app: None,
            permissions: role::effective(role),
            barrier,
        }
    }
}

/// The viewer behind a credential.
///
/// # Errors
/// 401 when the credential is not valid (any more).
pub async fn authenticate(ctx: &Ctx, credential: Credential<'_>) -> Result<Arc<Viewer>> {
    let (key, session) = match credential {
        Credential::Token(text) => (random::digest(text), None),
        Credential::Session(cookie) => {
            let id = session::read_cookie(ctx, cookie)?;
            (format!("session:{id}"), Some(id))
        }
    };
    if let Some(viewer) = ctx.caches.viewers.get(&key) {
        return Ok(viewer);
    }
    let ticket = ctx.caches.viewers.ticket(&key);
    let viewer = match session {
        Some(id) => of_session(ctx, id).await?,
        None => of_token(ctx, &key).await?,
    };
    let viewer = Arc::new(viewer.ok_or(ServiceError::Unauthorized("The access token is invalid".into()))?);
    ctx.caches.viewers.insert(key, viewer.clone(), ticket);
    Ok(viewer)
}

async fn of_token(ctx: &Ctx, hash: &str) -> Result<Option<Viewer>> {
    let db = ctx.db.read();
    let Some((token, user)) = query::token::by_hash(db, hash).await? else { return Ok(None) };
    let scopes: Scopes = token.scopes.parse().unwrap_or_default();
    activity::note(ctx, Used::Token(token.id, token.user_id), token.last_used_at);
    let Some(user) = user else {
        let viewer = Viewer {
            user: None,
            account: AccountId(0),
            scopes,
            token: Some(token.id),
            session: None,
            app: token.app_id,
            permissions: 0,
            barrier: None,
        };
        return Ok(Some(viewer));
    };
    let Some((user, account, role)) = query::token::user(db, user.id).await? else { return Ok(None) };
    let viewer = Viewer::of_user(&user, &account, role.as_ref(), scopes);
    Ok(Some(Viewer { token: Some(token.id), app: token.app_id, ..viewer }))
}

async fn of_session(ctx: &Ctx, id: SessionId) -> Result<Option<Viewer>> {
    let db = ctx.db.read();
    let Some(session) = query::token::session(db, id).await? else { return Ok(None) };
    let Some((user, account, role)) = query::token::user(db, session.user_id).await? else { return Ok(None) };
    activity::note(ctx, Used::Session(id, user.id), Some(session.last_seen_at));
    let viewer = Viewer::of_user(&user, &account, role.as_ref(), Scopes::full());
    Ok(Some(Viewer { session: Some(id), ..viewer }))
}

/// The owner of a local account, with everything allowed: for what the server does later in its name.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_account(ctx: &Ctx, account: AccountId, app: Option<AppId>) -> Result<Option<Viewer>> {
    let db = ctx.db.read();
    let Some(user) = query::user::by_account(db, account).await? else { return Ok(None) };
    let Some((user, account, role)) = query::token::user(db, user.id).await? else { return Ok(None) };
    Ok(Some(Viewer { app, ..Viewer::of_user(&user, &account, role.as_ref(), Scopes::full()) }))
}

/// A user with the name of the account.
///
/// # Errors
/// When the database cannot be read.
pub async fn user_and_name(ctx: &Ctx, id: UserId) -> Result<Option<(user::Model, String)>> {
    let found = query::token::user(ctx.db.read(), id).await?;
    Ok(found.map(|(user, account, _)| (user, account.username)))
}
