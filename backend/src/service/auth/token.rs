//! Access tokens: opaque secrets, of which the database knows only the SHA-256.

use kinds::{AppId, Scopes, TokenId, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use store::{Event, Tx, entity::oauth_token};

use crate::{ctx::Ctx, error::Result, random};

/// A token just made; its text is never seen again.
#[derive(Debug)]
pub struct Issued {
    /// The row.
    pub id: TokenId,
    /// What the client sends as bearer.
    pub text: String,
    /// What it allows.
    pub scopes: Scopes,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// Makes a token for a user, or for an application itself.
///
/// # Errors
/// When the database cannot be written.
pub async fn issue(
    ctx: &Ctx,
    tx: &Tx,
    app: Option<AppId>,
    user: Option<UserId>,
    scopes: &Scopes,
) -> Result<Issued> {
    let (id, text) = (ctx.next_id(), random::token()?);
    let row = oauth_token::ActiveModel {
        id: Set(id),
        token_hash: Set(random::digest(&text)),
        app_id: Set(app),
        user_id: Set(user),
        scopes: Set(scopes.to_string()),
        created_at: Set(tx.now()),
        // Being made counts as being used: nothing has to be written at the first request.
        last_used_at: Set(Some(tx.now())),
    };
    oauth_token::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(Issued { id, text, scopes: scopes.clone(), created_at: tx.now().0 / 1000 })
}

/// Takes a token back.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(tx: &Tx, id: TokenId) -> Result<()> {
    oauth_token::Entity::delete_by_id(id).exec(tx.conn()).await?;
    tx.emit(Event::TokenRevoked { token: id });
    Ok(())
}

/// Takes all tokens of a user back.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke_all(tx: &Tx, user: UserId) -> Result<()> {
    let tokens = oauth_token::Entity::find().filter(oauth_token::Column::UserId.eq(user));
    for row in tokens.all(tx.conn()).await? {
        revoke(tx, row.id).await?;
    }
    Ok(())
}
