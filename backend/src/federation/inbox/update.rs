//! Update: a changed profile or post.

use kinds::Millis;
use protocol::{
    Uri, origin,
    vocab::{Document, Item, Object},
};
use store::query;

use super::{Handled, Outcome, Received, create};
use crate::{
    ctx::Ctx,
    federation::{
        actor,
        fetch::{self, FetchError},
        note, resolve,
    },
};

/// A post that is not here and is younger than this is taken as new: its Create may have been lost.
const RECENT: i64 = Millis::DAY;

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(item) = received.activity.object() else { return Ok(Outcome::Ignored("nothing was updated")) };
    let document = match item {
        Item::Embedded(document) => &**document,
        Item::Id(uri) => return by_id(ctx, received, uri).await,
    };
    match document {
        Document::Actor(changed) => {
            if changed.id != *received.actor_uri {
                return Err(FetchError::Refused("somebody else's profile"));
            }
            actor::save(ctx, changed).await?;
            Ok(Outcome::Done)
        }
        Document::Object(object) => post(ctx, received, object).await,
        _ => Ok(Outcome::Ignored("neither a profile nor a post")),
    }
}

async fn by_id(ctx: &Ctx, received: &Received<'_>, uri: &Uri) -> Handled {
    if uri == received.actor_uri {
        resolve::refresh(ctx, uri).await?;
        return Ok(Outcome::Done);
    }
    if !uri.same_origin(received.actor_uri) {
        return Err(FetchError::Refused("the post is on another origin than its author"));
    }
    match fetch::document(ctx, uri).await? {
        Document::Object(object) => post(ctx, received, &object).await,
        _ => Ok(Outcome::Ignored("not a post")),
    }
}

async fn post(ctx: &Ctx, received: &Received<'_>, object: &Object) -> Handled {
    origin::check_object_owner(object.id.as_ref(), &object.attributed_to, received.actor_uri)?;
    let Some(id) = &object.id else { return Ok(Outcome::Ignored("it has no id")) };
    let Some(known) = query::status_change::by_uri(ctx.db.read(), id.as_str()).await? else {
        let published = object.published.map(|time| Millis(time.timestamp_millis()));
        return if published.is_some_and(|time| ctx.now().since(time) < RECENT) {
            create::store(ctx, received, object).await
        } else {
            Ok(Outcome::Ignored("an old post that is not here"))
        };
    };
    if known.account_id != received.actor.id {
        return Err(FetchError::Refused("somebody else's post"));
    }
    if note::revise(ctx, object, &known, received.actor).await? {
        Ok(Outcome::Done)
    } else {
        Ok(Outcome::Ignored("nothing is new"))
    }
}
