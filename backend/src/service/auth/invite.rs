//! Invitations: a code that lets somebody sign up where this is otherwise not possible.

use kinds::{Millis, UserId};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use store::{Sql, Tx, entity::invite};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    random,
};

/// Letters of a code: 128 bits of the 256 that a token has are plenty for something people paste.
const CODE_LENGTH: usize = 22;

/// What an invitation allows.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewInvite {
    /// How often it may be used.
    pub max_uses: Option<i64>,
    /// Milliseconds until it ends.
    pub lifetime: Option<i64>,
    /// Whether those who come follow the one who invited.
    pub follow_inviter: bool,
}

/// Makes an invitation; returns its code.
///
/// # Errors
/// When the database cannot be written.
pub async fn create(ctx: &Ctx, user: UserId, new: NewInvite) -> Result<String> {
    let code: String = random::token()?.chars().take(CODE_LENGTH).collect();
    let tx = ctx.begin().await?;
    let row = invite::ActiveModel {
        id: Set(ctx.next_id()),
        code: Set(code.clone()),
        user_id: Set(user),
        max_uses: Set(new.max_uses),
        uses: Set(0),
        follow_inviter: Set(new.follow_inviter),
        expires_at: Set(new.lifetime.map(|lifetime| tx.now().plus(lifetime))),
        created_at: Set(tx.now()),
    };
    invite::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    ctx.commit(tx).await?;
    Ok(code)
}

/// The invitation of a code, when it can be used now.
///
/// # Errors
/// When the database cannot be read.
pub async fn usable(db: &impl ConnectionTrait, code: &str, now: Millis) -> Result<Option<invite::Model>> {
    let found = invite::Entity::find().filter(invite::Column::Code.eq(code)).one(db).await?;
    Ok(found.filter(|invite| {
        invite.expires_at.is_none_or(|end| end > now) && invite.max_uses.is_none_or(|max| invite.uses < max)
    }))
}

/// Whether a code can be used now.
///
/// # Errors
/// When the database cannot be read.
pub async fn is_usable(ctx: &Ctx, code: &str) -> Result<bool> {
    Ok(usable(ctx.db.read(), code, ctx.now()).await?.is_some())
}

/// Counts one use.
///
/// # Errors
/// 422 when somebody else has used it up meanwhile.
pub async fn consume(tx: &Tx, invite: &invite::Model) -> Result<()> {
    let changed = Sql::new("UPDATE invites SET uses = uses + 1 WHERE id = ")
        .bind(invite.id)
        .push(" AND (max_uses IS NULL OR uses < max_uses)")
        .execute(tx.conn())
        .await?;
    if changed == 0 {
        return Err(ServiceError::field("invite_code", "ERR_INVALID", "is invalid"));
    }
    Ok(())
}
