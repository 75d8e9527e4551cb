//! Activities that somebody else has signed than who did them: servers forward replies to those who
//! follow the thread. The copy is not believed; the origin is asked.

use protocol::vocab::ActivityKind;
use store::query;

use super::{Handled, Outcome, Received, delete, quote};
use crate::{
    ctx::Ctx,
    federation::{fetch, is_own, resolve},
};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let activity = received.activity;
    let Some(object) = activity.object_id().filter(|object| !is_own(ctx, object)) else {
        return Ok(Outcome::Ignored("signed by somebody else"));
    };
    if activity.kind == ActivityKind::Delete
        && let Some(quote) = query::quote::by_authorization(ctx.db.read(), object.as_str()).await?
    {
        return quote::look_again(ctx, &quote).await;
    }
    let author = query::account::by_uri(ctx.db.read(), activity.actor.as_str()).await?;
    let Some(author) = author.filter(|author| !author.domain.is_empty()) else {
        return Ok(Outcome::Ignored("signed by somebody else, and the author is not known"));
    };
    if !object.same_origin(&activity.actor) {
        return Ok(Outcome::Ignored("signed by somebody else, about a third one's post"));
    }
    let known = query::status_change::by_uri(ctx.db.read(), object.as_str()).await?;
    match (&activity.kind, known) {
        (ActivityKind::Create, None) => {
            if !query::federation::has_local_follower(ctx.db.read(), author.id).await? {
                return Ok(Outcome::Ignored("it concerns nobody here"));
            }
            resolve::status(ctx, object, 0).await?;
            Ok(Outcome::Done)
        }
        (ActivityKind::Update, Some(status)) => {
            resolve::refresh_status(ctx, object, &status).await?;
            Ok(Outcome::Done)
        }
        (ActivityKind::Delete, Some(_)) => match fetch::document(ctx, object).await {
            Err(error) if error.is_gone() => delete::post(ctx, &author, &activity.actor, object).await,
            Err(error) if error.is_temporary() => Err(error),
            Ok(protocol::vocab::Document::Tombstone(_)) => {
                delete::post(ctx, &author, &activity.actor, object).await
            }
            _ => Ok(Outcome::Ignored("the post is still there")),
        },
        _ => Ok(Outcome::Ignored("signed by somebody else")),
    }
}
