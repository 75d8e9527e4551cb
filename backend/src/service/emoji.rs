//! Custom emoji of this server.

use kinds::EmojiId;
use shared::entities::CustomEmoji;
use store::{
    Event,
    entity::custom_emoji,
    query::{act, emoji as query},
};

use super::{
    media::{claim, keep},
    present,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    media::{Incoming, picture},
};

/// Largest file, in bytes.
const FILE_BYTES: usize = 256 * 1024;
/// Most pixels of a picture.
const PIXELS: u64 = 2048 * 2048;
const SHORTEST_CODE: usize = 2;
const LONGEST_CODE: usize = 64;

/// All custom emoji that may be used here.
///
/// # Errors
/// When the database cannot be read.
pub async fn all(ctx: &Ctx) -> Result<Vec<CustomEmoji>> {
    let rows = act::emojis(ctx.db.read(), "", None).await?;
    Ok(rows.into_iter().map(|row| present::emoji(ctx, row)).collect())
}

/// Most different emoji of one text.
const MAX_USED: usize = 100;

/// Those of the shortcodes that are emoji of this server, as they are kept beside a text.
///
/// # Errors
/// When the database cannot be read.
pub async fn used(ctx: &Ctx, mut codes: Vec<String>) -> Result<Vec<CustomEmoji>> {
    codes.sort_unstable();
    codes.dedup();
    codes.truncate(MAX_USED);
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = act::emojis(ctx.db.read(), "", Some(&codes)).await?;
    Ok(rows.into_iter().map(|row| present::emoji(ctx, row)).collect())
}

/// Adds an emoji, or gives the one with this shortcode another picture. Posts written with the old
/// one keep showing it: its files stay.
///
/// # Errors
/// 422 when the shortcode or the file is not fit for it.
pub async fn add(ctx: &Ctx, shortcode: &str, file: Incoming, category: Option<String>) -> Result<()> {
    let shortcode = check(shortcode)?;
    let made = ctx
        .media
        .work(move || {
            let bytes = file.into_bytes()?;
            if bytes.len() > FILE_BYTES { Ok(None) } else { picture::emoji(&bytes, PIXELS).map(Some) }
        })
        .await?;
    let (moving, still) =
        made.ok_or_else(|| ServiceError::TooLarge("The file is larger than 256 KB".into()))?;
    let (file_key, static_key) = (keep(ctx, moving).await?, keep(ctx, still).await?);
    let id: EmojiId = ctx.next_id();
    let row = custom_emoji::Model {
        id,
        uri: Some(ctx.url(&format!("/emojis/{id}"))),
        shortcode,
        domain: String::new(),
        file_key: Some(file_key),
        static_key: Some(static_key),
        remote_url: None,
        visible_in_picker: true,
        disabled: false,
        category,
        created_at: ctx.now(),
        updated_at: ctx.now(),
    };
    let tx = ctx.begin().await?;
    claim(&tx, [&row.file_key, &row.static_key]).await?;
    query::save(tx.conn(), row).await?;
    tx.emit(Event::SettingsChanged);
    ctx.commit(tx).await
}

/// Takes an emoji out of use. Posts written with it keep showing it.
///
/// # Errors
/// 404 when there is none with this shortcode.
pub async fn remove(ctx: &Ctx, shortcode: &str) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::disable(tx.conn(), shortcode, ctx.now()).await? {
        return Err(ServiceError::NotFound);
    }
    tx.emit(Event::SettingsChanged);
    ctx.commit(tx).await
}

/// What could be the name of a custom emoji.
pub fn shortcode(name: &str) -> Option<String> {
    let code = name.trim_matches(':');
    let fits = code.len() <= 100 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    fits.then(|| code.to_owned())
}

/// A Unicode emoji, fully qualified: keyboards leave out the selector that asks for colour.
pub fn unicode(name: &str) -> Option<String> {
    let found = emojis::get(name).or_else(|| emojis::get(&format!("{name}\u{FE0F}")))?;
    Some(found.as_str().to_owned())
}

fn check(shortcode: &str) -> Result<String> {
    let shortcode = shortcode.trim_matches(':');
    let fits = (SHORTEST_CODE..=LONGEST_CODE).contains(&shortcode.len())
        && shortcode.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits {
        Ok(shortcode.to_owned())
    } else {
        Err(ServiceError::field("shortcode", "ERR_INVALID", "takes 2 to 64 letters, digits and underscores"))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{ImageFormat, RgbImage};

    use super::*;
    use crate::testing::TestApp;

    fn picture() -> Incoming {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::new(64, 64).write_to(&mut bytes, ImageFormat::Png).unwrap();
        Incoming::Bytes(bytes.into_inner())
    }

    async fn codes(app: &TestApp) -> Vec<String> {
        let rows = store::query::act::emojis(app.ctx.db.read(), "", None).await.unwrap();
        rows.into_iter().map(|row| row.shortcode).collect()
    }

    #[tokio::test]
    async fn emoji_are_added_replaced_and_removed_on_both_databases() {
        for database in testkit::TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            add(&app.ctx, ":blob_cat:", picture(), Some("Blobs".to_owned())).await.unwrap();
            add(&app.ctx, "blob_cat", picture(), None).await.unwrap();
            assert_eq!(codes(&app).await, ["blob_cat"]);
            remove(&app.ctx, "blob_cat").await.unwrap();
            assert!(codes(&app).await.is_empty());
            add(&app.ctx, "blob_cat", picture(), None).await.unwrap();
            assert_eq!(codes(&app).await, ["blob_cat"], "it can come back");
            assert!(matches!(remove(&app.ctx, "other").await, Err(ServiceError::NotFound)));
        }
    }

    #[tokio::test]
    async fn what_is_not_fit_for_an_emoji_is_refused() {
        let app = TestApp::start().await;
        for code in ["a", "a b", "a/b", "ä_ö"] {
            assert!(
                matches!(add(&app.ctx, code, picture(), None).await, Err(ServiceError::Validation(_))),
                "{code}"
            );
        }
        let text = Incoming::Bytes(b"no picture".to_vec());
        assert!(matches!(add(&app.ctx, "text", text, None).await, Err(ServiceError::Validation(_))));
        let large = Incoming::Bytes(vec![0; FILE_BYTES + 1]);
        assert!(matches!(add(&app.ctx, "large", large, None).await, Err(ServiceError::TooLarge(_))));
    }
}
