//! Custom emoji.

use shared::entities::CustomEmoji;
use store::entity::custom_emoji;

use super::media_url;
use crate::{
    ctx::Ctx,
    service::remote_media::{self, Shape},
};

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

/// The emoji that are kept beside a text, JSON. Those of other servers are shown from here.
pub fn emojis(ctx: &Ctx, json: &str) -> Vec<CustomEmoji> {
    if json == "[]" {
        return Vec::new();
    }
    // Where files of this server are, and where they were before there was another address for them.
    let own = [media_url(ctx, ""), ctx.url("/media/")];
    let emojis: Vec<CustomEmoji> = serde_json::from_str(json).unwrap_or_default();
    let shown = |emoji: CustomEmoji| {
        if own.iter().any(|own| emoji.url.starts_with(own)) {
            return Some(emoji);
        }
        let url = remote_media::show(ctx, Shape::Icon, None, &emoji.url)?;
        let static_url = remote_media::show(ctx, Shape::StillIcon, None, &emoji.url)?;
        Some(CustomEmoji { url, static_url, ..emoji })
    };
    emojis.into_iter().filter_map(shown).collect()
}

/// About how many bytes emoji take in a cache.
pub(super) fn bytes(emojis: &[CustomEmoji]) -> usize {
    emojis.iter().map(|emoji| size_of::<CustomEmoji>() + emoji.url.len() * 2 + 64).sum()
}
