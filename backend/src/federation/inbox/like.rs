//! Like, and reactions, which count as favourites.

use protocol::Uri;
use store::query;

use super::{Handled, Outcome, Received};
use crate::{ctx::Ctx, service};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(object) = received.activity.object_id() else {
        return Ok(Outcome::Ignored("nothing is named"));
    };
    let actor = received.actor.id;
    let Some(status) = query::status_change::by_uri(ctx.db.read(), object.as_str()).await? else {
        return Ok(Outcome::Ignored("the post is not here"));
    };
    let visible = query::status_change::visible(ctx.db.read(), Some(actor), status.id).await?.is_some();
    if !visible || status.reblog_of_id.is_some() {
        return Ok(Outcome::Ignored("the post is not visible to the account"));
    }
    let row: i64 = ctx.next_id();
    let made_up = || format!("{}#likes/{row}", received.actor_uri);
    let uri = received.activity.id.as_ref().map_or_else(made_up, Uri::to_string);
    let tx = ctx.begin().await?;
    service::status::store_favourite(ctx, &tx, actor, &status, row, &uri).await?;
    ctx.commit(tx).await?;
    Ok(Outcome::Done)
}
