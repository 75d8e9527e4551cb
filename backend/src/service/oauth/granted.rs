//! The applications a person has let in.

use std::collections::BTreeMap;

use kinds::{AppId, Millis, Scopes, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::entity::{oauth_app, oauth_token};

use crate::{ctx::Ctx, error::Result, service::auth::token};

/// An application with what it may do.
#[derive(Debug)]
pub struct Granted {
    /// The application.
    pub app: oauth_app::Model,
    /// Everything its tokens allow together.
    pub scopes: Scopes,
    /// When it was first let in.
    pub since: Millis,
    /// When a token of it was last used, within a few hours.
    pub last_used: Option<Millis>,
}

/// The applications that hold a token of this person, in the order they were let in.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(ctx: &Ctx, user: UserId) -> Result<Vec<Granted>> {
    let db = ctx.db.read();
    let tokens = oauth_token::Entity::find().filter(oauth_token::Column::UserId.eq(user)).all(db).await?;
    let mut by_app: BTreeMap<AppId, Vec<oauth_token::Model>> = BTreeMap::new();
    for token in tokens {
        if let Some(app) = token.app_id {
            by_app.entry(app).or_default().push(token);
        }
    }
    let ids: Vec<_> = by_app.keys().copied().collect();
    let apps = oauth_app::Entity::find().filter(oauth_app::Column::Id.is_in(ids)).all(db).await?;
    let mut granted: Vec<_> = apps
        .into_iter()
        .filter_map(|app| {
            let tokens = by_app.remove(&app.id)?;
            let scopes: Vec<&str> = tokens.iter().map(|token| token.scopes.as_str()).collect();
            Some(Granted {
                scopes: scopes.join(" ").parse().unwrap_or_default(),
                since: tokens.iter().map(|token| token.created_at).min()?,
                last_used: tokens.iter().filter_map(|token| token.last_used_at).max(),
                app,
            })
        })
        .collect();
    granted.sort_by_key(|granted| granted.since);
    Ok(granted)
}

/// Takes back everything an application was given by this person.
///
/// # Errors
/// When the database cannot be written.
pub async fn revoke(ctx: &Ctx, user: UserId, app: AppId) -> Result<()> {
    let tx = ctx.begin().await?;
    let tokens = oauth_token::Entity::find()
        .filter(oauth_token::Column::UserId.eq(user))
        .filter(oauth_token::Column::AppId.eq(app))
        .all(tx.conn())
        .await?;
    for found in tokens {
        token::revoke(&tx, found.id).await?;
    }
    ctx.commit(tx).await
}
