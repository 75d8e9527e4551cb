//! Add and Remove: pinning posts to the own profile, and featuring hashtags there, when the target is the
//! actor's own collection.

use protocol::{Uri, vocab::Item};
use store::query;

use super::{Handled, Outcome, Received};
use crate::{
    ctx::Ctx,
    federation::{fetch::FetchError, is_own, resolve},
    service,
};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>, pinned: bool) -> Handled {
    let target = received.activity.target.as_ref().map(Uri::as_str);
    if target.is_none() || target != received.actor.featured_url.as_deref() {
        return Ok(Outcome::Ignored("not the account's pinned posts"));
    }
    if let Some(tag) = received.activity.objects.first().and_then(Item::hashtag) {
        service::featured_tag::set(ctx, received.actor.id, tag, pinned).await?;
        return Ok(Outcome::Done);
    }
    let Some(object) = received.activity.object_id() else {
        return Ok(Outcome::Ignored("nothing is named"));
    };
    let known = query::status_change::by_uri(ctx.db.read(), object.as_str()).await?;
    let status = match known {
        Some(status) => status,
        None if !pinned || is_own(ctx, object) || !object.same_origin(received.actor_uri) => {
            return Ok(Outcome::Ignored("the post is not here"));
        }
        None => {
            let id = resolve::status(ctx, object, 0).await?;
            let found = query::status_change::by_id(ctx.db.read(), id).await?;
            found.ok_or(FetchError::Refused("the post went again"))?
        }
    };
    if status.account_id != received.actor.id || status.reblog_of_id.is_some() {
        return Err(FetchError::Refused("somebody else's post"));
    }
    let tx = ctx.begin().await?;
    service::status::set_pinned(ctx, &tx, received.actor.id, status.id, pinned).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}
