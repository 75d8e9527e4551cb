//! Messages of the staff to everybody here: shown from a time on and until one, dismissed by each reader,
//! with emoji under them.

mod create;
mod show;

pub use create::{NewAnnouncement, create, delete, latest, tell};
pub use show::{announcement_payload, list, reaction_payload};

use kinds::{AccountId, AnnouncementId};
use store::{Event, query::announcement as query};

use super::emoji;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Most different emoji under an announcement.
const MAX_REACTIONS: usize = 8;

/// Does not show an announcement as new any more.
///
/// # Errors
/// 404 when it is not shown.
pub async fn dismiss(ctx: &Ctx, viewer: AccountId, id: AnnouncementId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::lock_shown(tx.conn(), id, tx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    query::dismiss(tx.conn(), viewer, id).await?;
    ctx.commit(tx).await
}

/// Puts an emoji under an announcement: a Unicode one, or a custom one by its shortcode.
///
/// # Errors
/// 404 when the announcement is not shown; 422 when that is no emoji, or there are too many different ones.
pub async fn react(ctx: &Ctx, viewer: AccountId, id: AnnouncementId, name: &str) -> Result<()> {
    let Some(name) = known_emoji(ctx, name).await? else {
        // An announcement that is not there is told of first.
        let shown = query::shown(ctx.db.read(), ctx.now(), show::MAX_SHOWN).await?;
        shown.iter().find(|row| row.id == id).ok_or(ServiceError::NotFound)?;
        return Err(ServiceError::field("name", "ERR_INVALID", "is not a recognized emoji"));
    };
    let tx = ctx.begin().await?;
    if !query::lock_shown(tx.conn(), id, tx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    let present = query::reactions(tx.conn(), None, &[id]).await?;
    if present.len() >= MAX_REACTIONS && !present.iter().any(|row| row.name == name) {
        return Err(ServiceError::field("base", "ERR_TOO_MANY", "Limit of different reactions reached"));
    }
    if query::react(tx.conn(), viewer, id, &name, tx.now()).await? {
        tx.emit(Event::AnnouncementReacted { announcement: id, name });
    }
    ctx.commit(tx).await
}

/// Takes an emoji back.
///
/// # Errors
/// 404 when the announcement is not shown, or the viewer has not put this emoji there.
pub async fn unreact(ctx: &Ctx, viewer: AccountId, id: AnnouncementId, name: &str) -> Result<()> {
    let name = emoji::unicode(name).or_else(|| emoji::shortcode(name)).ok_or(ServiceError::NotFound)?;
    let tx = ctx.begin().await?;
    let shown = query::lock_shown(tx.conn(), id, tx.now()).await?;
    if !shown || !query::unreact(tx.conn(), viewer, id, &name).await? {
        return Err(ServiceError::NotFound);
    }
    tx.emit(Event::AnnouncementReacted { announcement: id, name });
    ctx.commit(tx).await
}

/// The one way in which an emoji is written here, if it is one.
async fn known_emoji(ctx: &Ctx, name: &str) -> Result<Option<String>> {
    if let Some(name) = emoji::unicode(name) {
        return Ok(Some(name));
    }
    let Some(code) = emoji::shortcode(name) else { return Ok(None) };
    let custom = emoji::used(ctx, vec![code]).await?;
    Ok(custom.into_iter().next().map(|emoji| emoji.shortcode))
}
