//! When a token, a session and a user were last active: written a few times a day, beside the
//! request, so that reading stays reading.

use kinds::{Millis, SessionId, TokenId, UserId};
use store::Sql;

use crate::{ctx::Ctx, error::Result};

/// How far behind the truth the times may be.
const PRECISION: i64 = 6 * Millis::HOUR;

/// What was used.
#[derive(Clone, Copy, Debug)]
pub(super) enum Used {
    /// An access token, perhaps an application's own.
    Token(TokenId, Option<UserId>),
    /// A browser session.
    Session(SessionId, UserId),
}

/// Notes that something was used, when the last note is old.
pub(super) fn note(ctx: &Ctx, used: Used, last: Option<Millis>) {
    if last.is_some_and(|last| ctx.now().since(last) < PRECISION) {
        return;
    }
    let ctx = ctx.clone();
    tokio::spawn(async move {
        if let Err(error) = write(&ctx, used).await {
            tracing::warn!(%error, "the time of the last activity could not be written");
        }
    });
}

async fn write(ctx: &Ctx, used: Used) -> Result<()> {
    let now = ctx.now();
    let (sql, user) = match used {
        Used::Token(id, user) => (
            Sql::new("UPDATE oauth_tokens SET last_used_at = ").bind(now).push(" WHERE id = ").bind(id),
            user,
        ),
        Used::Session(id, user) => (
            Sql::new("UPDATE sessions SET last_seen_at = ").bind(now).push(" WHERE id = ").bind(id),
            Some(user),
        ),
    };
    sql.execute(ctx.db.write()).await?;
    if let Some(user) = user {
        Sql::new("UPDATE users SET last_active_at = ")
            .bind(now)
            .push(" WHERE id = ")
            .bind(user)
            .execute(ctx.db.write())
            .await?;
        store::query::week::note(ctx.db.write(), user, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sea_orm::EntityTrait;
    use store::entity::oauth_token;

    use super::*;
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_use_of_a_token_is_written() {
        let app = TestApp::start().await;
        let alice = app.user("alice").await;
        let id = app.viewer(&alice).await.token.unwrap();
        app.ctx.clock.advance(Millis::DAY);
        write(&app.ctx, Used::Token(id, Some(alice.user))).await.unwrap();
        let row = oauth_token::Entity::find_by_id(id).one(app.ctx.db.read()).await.unwrap().unwrap();
        assert_eq!(row.last_used_at, Some(app.ctx.now()));
        let instance = app.get("/api/v2/instance").await.ok();
        assert_eq!(instance["usage"]["users"]["active_month"], 1);
    }
}
