//! Follow: somebody elsewhere wants to follow somebody here.

use protocol::Uri;

use super::{Handled, Outcome, Received, tolerate};
use crate::{
    ctx::Ctx,
    service::follow::{self, FollowOptions},
};

pub(super) async fn handle(ctx: &Ctx, received: &Received<'_>) -> Handled {
    let Some(target) = received.local_target(ctx).await? else {
        return Ok(Outcome::Ignored("nobody here"));
    };
    let uri = received.activity.id.as_ref().map(Uri::to_string);
    let options = FollowOptions { uri, ..FollowOptions::default() };
    tolerate(follow::follow(ctx, received.actor.id, target, options).await.map(|_| ()), "not possible")
}
