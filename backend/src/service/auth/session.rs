//! Browser sessions: a row in the database, named by a signed cookie that scripts cannot read.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use kinds::{SessionId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use store::{Event, Tx, entity::session, query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Tells session cookies from other tokens signed with the same key.
const AUDIENCE: &str = "session";
/// Longest user agent kept.
const MAX_USER_AGENT: usize = 200;
/// Sessions shown.
const MAX_SHOWN: u64 = 50;

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    sid: SessionId,
}

/// Begins a session and returns the value of its cookie.
///
/// # Errors
/// When the database cannot be written.
pub async fn begin(ctx: &Ctx, user: UserId, user_agent: &str, ip: &str) -> Result<String> {
    let id: SessionId = ctx.next_id();
    let tx = ctx.begin().await?;
    let row = session::ActiveModel {
        id: Set(id),
        user_id: Set(user),
        user_agent: Set(user_agent.chars().take(MAX_USER_AGENT).collect()),
        ip: Set(ip.to_owned()),
        created_at: Set(tx.now()),
        last_seen_at: Set(tx.now()),
    };
    session::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    ctx.commit(tx).await?;
    cookie(ctx, id)
}

/// Ends a session: its cookie is worthless from now on.
///
/// # Errors
/// When the database cannot be written.
pub async fn end(ctx: &Ctx, id: SessionId) -> Result<()> {
    let tx = ctx.begin().await?;
    session::Entity::delete_by_id(id).exec(tx.conn()).await?;
    tx.emit(Event::SessionEnded { session: id });
    ctx.commit(tx).await
}

/// Ends the sessions of a user, except one if told so.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_all(tx: &Tx, user: UserId, except: Option<SessionId>) -> Result<()> {
    let mut sessions = session::Entity::find().filter(session::Column::UserId.eq(user));
    if let Some(kept) = except {
        sessions = sessions.filter(session::Column::Id.ne(kept));
    }
    for row in sessions.all(tx.conn()).await? {
        session::Entity::delete_by_id(row.id).exec(tx.conn()).await?;
        tx.emit(Event::SessionEnded { session: row.id });
    }
    Ok(())
}

/// The sessions of a user, latest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, user: UserId) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::UserId.eq(user))
        .order_by_desc(session::Column::Id)
        .limit(MAX_SHOWN)
        .all(ctx.db.read())
        .await?)
}

/// Ends a session of this user; one of somebody else stays.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_own(ctx: &Ctx, user: UserId, id: SessionId) -> Result<()> {
    let found = query::token::session(ctx.db.read(), id).await?;
    if found.is_some_and(|session| session.user_id == user) {
        end(ctx, id).await?;
    }
    Ok(())
}

/// Ends all sessions of a user but this one.
///
/// # Errors
/// When the database cannot be written.
pub async fn end_others(ctx: &Ctx, user: UserId, except: Option<SessionId>) -> Result<()> {
    let tx = ctx.begin().await?;
    end_all(&tx, user, except).await?;
    ctx.commit(tx).await
}

/// The session a cookie names. Whether it still runs, the database tells.
///
/// # Errors
/// 401 when the cookie was not made by this server.
pub fn read_cookie(ctx: &Ctx, cookie: &str) -> Result<SessionId> {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[AUDIENCE]);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    jsonwebtoken::decode::<Claims>(cookie, &DecodingKey::from_secret(&ctx.secrets.signing_key), &validation)
        .map(|token| token.claims.sid)
        .map_err(|_| ServiceError::Unauthorized("Your session has ended: please sign in again".into()))
}

fn cookie(ctx: &Ctx, id: SessionId) -> Result<String> {
    let claims = Claims { aud: AUDIENCE.to_owned(), sid: id };
    jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(&ctx.secrets.signing_key))
        .map_err(ServiceError::internal)
}
