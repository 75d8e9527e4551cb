//! Announce: a boost, or a group passing on what its members did (FEP-1b12). What is boosted is
//! always taken from its origin, never from the copy inside.

use kinds::{Millis, Visibility};
use protocol::{Uri, vocab::ActivityKind};
use store::{entity::status, query};

use super::{Handled, Outcome, Received};
use crate::{
    ctx::Ctx,
    federation::{fetch::FetchError, is_own, resolve},
    service::status::{self as service, Boost},
};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(item) = received.activity.object() else { return Ok(Outcome::Ignored("nothing is boosted")) };
    let object = match item.activity() {
        Some(inner) => match inner.kind {
            ActivityKind::Create | ActivityKind::Update => inner.object_id(),
            _ => return Ok(Outcome::Ignored("a group's activity without a post")),
        },
        None => item.id(),
    };
    let Some(object) = object else { return Ok(Outcome::Ignored("nothing is boosted")) };
    let Some(id) = &received.activity.id else { return Ok(Outcome::Ignored("it has no id")) };
    if query::inbox::is_buried(ctx.db.read(), id.as_str()).await? {
        return Ok(Outcome::Ignored("taken back already"));
    }
    let Some(original) = original(ctx, received, object).await? else {
        return Ok(Outcome::Ignored("it concerns nobody here"));
    };
    boost(ctx, received, id, &original).await
}

/// The boosted post. Fetched only when somebody here follows the booster.
async fn original(
    ctx: &Ctx,
    received: &Received<'_>,
    object: &Uri,
) -> Result<Option<status::Model>, FetchError> {
    let known = query::status_change::by_uri(ctx.db.read(), object.as_str()).await?;
    let followed = query::federation::has_local_follower(ctx.db.read(), received.actor.id).await?;
    match known {
        Some(status) => Ok(Some(status).filter(|status| status.local || followed)),
        None if !followed || is_own(ctx, object) => Ok(None),
        None => {
            let id = resolve::status(ctx, object, 0).await?;
            Ok(query::status_change::by_id(ctx.db.read(), id).await?)
        }
    }
}

async fn boost(ctx: &Ctx, received: &Received<'_>, id: &Uri, original: &status::Model) -> Handled {
    let actor = received.actor.id;
    if original.reblog_of_id.is_some() || service::may_boost(actor, original).is_err() {
        return Err(FetchError::Refused("the post may not be boosted"));
    }
    if query::status_change::visible(ctx.db.read(), Some(actor), original.id).await?.is_none() {
        return Err(FetchError::Refused("the post is not visible to the booster"));
    }
    let followers = received.actor.followers_url.as_deref().and_then(|uri| Uri::parse(uri).ok());
    let visibility = match received.activity.audience.visibility(followers.as_ref()) {
        Visibility::Direct => Visibility::Private,
        other => other,
    };
    let now = ctx.now();
    let published = received.activity.published.map_or(now, |time| Millis(time.timestamp_millis())).min(now);
    let new =
        Boost { id: ctx.next_id(), uri: id.to_string(), account: actor, local: false, visibility, published };
    let tx = ctx.begin().await?;
    service::boost(ctx, &tx, new, original).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}
