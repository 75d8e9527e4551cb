//! Hashtags by how they begin.

use kinds::AccountId;
use protocol::text::hashtag_key;
use shared::entities::Tag;
use store::query;

use crate::{
    ctx::Ctx,
    error::Result,
    service::{listing::Stretch, tag},
};

/// Hashtags that begin with the text, with their use of the last days. `reviewed` leaves out those that the
/// staff has not looked at, on a server where it does.
pub(super) async fn find(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    text: &str,
    reviewed: bool,
    stretch: Stretch,
) -> Result<Vec<Tag>> {
    let reviewed = reviewed && ctx.config.trends.review;
    let Some(prefix) = hashtag_key(text) else { return Ok(Vec::new()) };
    let rows = query::search::tags(ctx.db.read(), &prefix, reviewed, stretch).await?;
    tag::several(ctx, viewer, rows.into_iter().map(|row| (row.id, row.name)).collect()).await
}
