//! Delete: a removed post or account, or a permission taken back.

use kinds::StatusId;
use protocol::Uri;
use store::{Event, entity::account, query};

use super::{Handled, Outcome, Received, quote};
use crate::{
    ctx::Ctx,
    error::Result,
    federation::{actor, fetch::FetchError},
    service,
};

/// Posts removed in one transaction.
const BATCH: u64 = 50;

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(uri) = received.activity.object_id() else { return Ok(Outcome::Ignored("nothing is named")) };
    if uri == received.actor_uri {
        forget_account(ctx, received.actor.clone()).await?;
        return Ok(Outcome::Done);
    }
    if let Some(quote) = query::quote::by_authorization(ctx.db.read(), uri.as_str()).await? {
        return quote::revoked(ctx, received, &quote).await;
    }
    post(ctx, received.actor, received.actor_uri, uri).await
}

/// Removes a post of `author`; a post that is not here yet must not come later.
pub(super) async fn post(ctx: &Ctx, author: &account::Model, author_uri: &Uri, uri: &Uri) -> Handled {
    if !uri.same_origin(author_uri) {
        return Err(FetchError::Refused("somebody else's post"));
    }
    let tx = ctx.begin().await?;
    let found = query::status_change::by_uri(tx.conn(), uri.as_str()).await?;
    match found {
        Some(status) if status.account_id != author.id => {
            return Err(FetchError::Refused("somebody else's post"));
        }
        Some(status) => service::status::remove(ctx, &tx, status.id).await?,
        None => query::status_change::bury(tx.conn(), uri.as_str(), tx.now()).await?,
    }
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}

/// Removes everything of an account but its name, which stays taken.
async fn forget_account(ctx: &Ctx, gone: account::Model) -> Result<()> {
    for follower in query::federation::local_followers(ctx.db.read(), gone.id).await? {
        service::follow::unfollow(ctx, follower, gone.id).await?;
    }
    for followed in query::federation::local_followed(ctx.db.read(), gone.id).await? {
        service::follow::unfollow(ctx, gone.id, followed).await?;
    }
    loop {
        let posts: Vec<StatusId> = query::federation::posts(ctx.db.read(), gone.id, BATCH).await?;
        if posts.is_empty() {
            break;
        }
        let tx = ctx.begin().await?;
        for post in posts {
            service::status::remove(ctx, &tx, post).await?;
        }
        ctx.commit(tx).await?;
    }
    let tx = ctx.begin().await?;
    let id = gone.id;
    let blank = actor::emptied(gone, tx.now());
    query::federation::update_account(tx.conn(), blank).await?;
    service::remote_media::forget_account(&tx, id).await?;
    tx.emit(Event::AccountTouched { account: id });
    ctx.commit(tx).await
}
