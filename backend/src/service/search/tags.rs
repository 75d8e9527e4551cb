//! Hashtags by how they begin.

use kinds::AccountId;
use protocol::text::hashtag_key;
use shared::entities::Tag;
use store::query;

use crate::{ctx::Ctx, error::Result, service::tag};

/// Hashtags that begin with the text, with their use of the last days.
pub(super) async fn find(
    ctx: &Ctx,
    viewer: Option<AccountId>,
    text: &str,
    offset: i64,
    limit: i64,
) -> Result<Vec<Tag>> {
    let Some(prefix) = hashtag_key(text) else { return Ok(Vec::new()) };
    let rows = query::search::tags(ctx.db.read(), &prefix, offset, limit).await?;
    tag::several(ctx, viewer, rows.into_iter().map(|row| (row.id, row.name)).collect()).await
}
