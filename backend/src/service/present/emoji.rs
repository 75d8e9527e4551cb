//! Custom emoji.

use shared::entities::CustomEmoji;
use store::entity::custom_emoji;

use super::media_url;
use crate::ctx::Ctx;

/// A custom emoji as the API shows it.
pub fn emoji(ctx: &Ctx, row: custom_emoji::Model) -> CustomEmoji {
    let file = row.file_key.as_deref().map(|key| media_url(ctx, key));
    let url = file.or(row.remote_url).unwrap_or_default();
    let still = row.static_key.as_deref().map(|key| media_url(ctx, key));
    CustomEmoji {
        shortcode: row.shortcode,
        static_url: still.unwrap_or_else(|| url.clone()),
        url,
        visible_in_picker: row.visible_in_picker,
        category: row.category,
    }
}
