//! Block: an account elsewhere wants nothing to do with one here.

use protocol::Uri;

use super::{Handled, Outcome, Received, tolerate};
use crate::{ctx::Ctx, service};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(target) = received.local_target(ctx).await? else {
        return Ok(Outcome::Ignored("nobody here"));
    };
    let uri = received.activity.id.as_ref().map(Uri::to_string);
    tolerate(service::block::block(ctx, received.actor.id, target, uri).await, "not possible")
}
