//! Uploads: pictures for posts, and the pictures of profiles.

use kinds::{AccountId, MediaId, MediaKind, Millis};
use serde_json::{Value, json};
use shared::{
    entities::MediaAttachment,
    focus::Focus,
    params::{CreateMedia, UpdateMedia},
};
use store::{Event, Tx, entity::media_attachment, job_queue, query::media as query};

use super::present;
use crate::{
    ctx::Ctx,
    effects,
    error::{Result, ServiceError},
    job::{DeleteFiles, Outgoing},
    media::{
        Incoming,
        picture::{self, Encoded},
        storage::new_key,
    },
};

/// A new file that no row has claimed after this time is removed.
const UNCLAIMED: i64 = Millis::HOUR;

/// Which picture of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfilePicture {
    /// The avatar.
    Avatar,
    /// The header.
    Header,
}

/// Takes in a picture for a post that is yet to be written; `thumbnail` is shown in its place where there is
/// little room.
///
/// # Errors
/// 422 when one of them is no picture, is damaged or too large, or the description is too long.
pub async fn upload(
    ctx: &Ctx,
    account: AccountId,
    (file, thumbnail): (Option<Incoming>, Option<Incoming>),
    params: CreateMedia,
) -> Result<MediaAttachment> {
    let file = file.ok_or_else(|| ServiceError::field("file", "ERR_BLANK", "can't be blank"))?;
    let description = description(ctx, params.description)?;
    let mut made = attachment(ctx, file).await?;
    if let Some(thumbnail) = thumbnail {
        let small = attachment(ctx, thumbnail).await?;
        (made.preview, made.blurhash) = (small.preview, small.blurhash);
    }
    let (original, preview) = (&made.original, &made.preview);
    let meta = json!({ "original": size(original), "small": size(preview) });
    let mut row = media_attachment::Model {
        id: ctx.next_id(),
        account_id: account,
        status_id: None,
        position: 0,
        kind: MediaKind::Image.number(),
        state: 0,
        content_type: original.file_type.content_type().to_owned(),
        file_size: i64::try_from(original.bytes.len()).unwrap_or(i64::MAX),
        file_key: None,
        preview_key: None,
        remote_url: None,
        remote_preview_url: None,
        description,
        blurhash: Some(made.blurhash),
        focus_x: None,
        focus_y: None,
        meta: meta.to_string(),
        created_at: ctx.now(),
        updated_at: ctx.now(),
    };
    if let Some(focus) = params.focus {
        set_focus(&mut row, focus);
    }
    row.file_key = Some(keep(ctx, made.original).await?);
    row.preview_key = Some(keep(ctx, made.preview).await?);
    let tx = ctx.begin().await?;
    query::insert(tx.conn(), row.clone()).await?;
    claim(&tx, [&row.file_key, &row.preview_key]).await?;
    ctx.commit(tx).await?;
    Ok(present::attachment(ctx, row))
}

/// An upload that no post uses yet.
///
/// # Errors
/// 404 when there is none, it is somebody else's, or a post uses it.
pub async fn show(ctx: &Ctx, account: AccountId, id: MediaId) -> Result<MediaAttachment> {
    Ok(present::attachment(ctx, unattached(ctx, account, id).await?))
}

/// Describes an upload that no post uses yet, and gives it another thumbnail. Later, the post is edited
/// instead.
///
/// # Errors
/// As [`show`]; 422 when the description is too long or the thumbnail is no picture.
pub async fn update(
    ctx: &Ctx,
    account: AccountId,
    id: MediaId,
    thumbnail: Option<Incoming>,
    params: UpdateMedia,
) -> Result<MediaAttachment> {
    let mut row = unattached(ctx, account, id).await?;
    if params.description.is_some() {
        row.description = description(ctx, params.description)?;
    }
    if let Some(focus) = params.focus {
        set_focus(&mut row, focus);
    }
    let old = row.preview_key.clone().filter(|_| thumbnail.is_some());
    if let Some(thumbnail) = thumbnail {
        let made = attachment(ctx, thumbnail).await?;
        set_meta(&mut row, "small", size(&made.preview));
        row.blurhash = Some(made.blurhash);
        row.preview_key = Some(keep(ctx, made.preview).await?);
    }
    row.updated_at = ctx.now();
    let tx = ctx.begin().await?;
    query::describe(tx.conn(), &row).await?;
    if old.is_some() {
        claim(&tx, [&row.preview_key]).await?;
        forget(&tx, [old])?;
    }
    ctx.commit(tx).await?;
    Ok(present::attachment(ctx, row))
}

/// Makes what is stored of a picture, within the limits.
async fn attachment(ctx: &Ctx, file: Incoming) -> Result<picture::Attachment> {
    let pixels = ctx.config.media.image_pixels;
    ctx.media.work(move || picture::attachment(&file.into_bytes()?, pixels)).await
}

/// Removes an upload and its files.
///
/// # Errors
/// 404 when there is none or it is somebody else's; 422 when a post uses it.
pub async fn delete(ctx: &Ctx, account: AccountId, id: MediaId) -> Result<()> {
    let in_use = || ServiceError::invalid("Media attachment is currently used by a status");
    let row = query::owned(ctx.db.read(), account, id).await?.ok_or(ServiceError::NotFound)?;
    if row.status_id.is_some() {
        return Err(in_use());
    }
    let tx = ctx.begin().await?;
    let files = query::delete_unattached(tx.conn(), id).await?.ok_or_else(in_use)?;
    forget(&tx, [files.file_key, files.preview_key])?;
    ctx.commit(tx).await
}

/// Has a local account show the default avatar or header again.
///
/// # Errors
/// When the database cannot be written.
pub async fn remove_profile_picture(ctx: &Ctx, account: AccountId, which: ProfilePicture) -> Result<()> {
    let tx = ctx.begin().await?;
    set_profile_picture(&tx, account, which, None).await?;
    tx.emit(Event::AccountTouched { account });
    effects::federate::tell(ctx, &tx, Outgoing::UpdateAccount { account })?;
    ctx.commit(tx).await
}

/// Has an account show the file with this key as its avatar or header. The old file is removed.
pub(super) async fn set_profile_picture(
    tx: &Tx,
    account: AccountId,
    which: ProfilePicture,
    key: Option<String>,
) -> Result<()> {
    claim(tx, [&key]).await?;
    let old = match which {
        ProfilePicture::Avatar => query::set_avatar(tx.conn(), account, key, tx.now()).await?,
        ProfilePicture::Header => query::set_header(tx.conn(), account, key, tx.now()).await?,
    };
    forget(tx, [old])
}

/// Makes an avatar or a header out of a file.
///
/// # Errors
/// 422 when the file is no picture or damaged, 413 when it is too large.
pub(super) async fn profile_picture(ctx: &Ctx, which: ProfilePicture, file: Incoming) -> Result<Encoded> {
    let (limit, pixels) = (ctx.config.media.avatar_bytes, ctx.config.media.image_pixels);
    let made = ctx
        .media
        .work(move || {
            let bytes = file.into_bytes()?;
            if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
                return Ok(None);
            }
            match which {
                ProfilePicture::Avatar => picture::avatar(&bytes, pixels),
                ProfilePicture::Header => picture::header(&bytes, pixels),
            }
            .map(Some)
        })
        .await?;
    made.ok_or_else(|| ServiceError::TooLarge("The picture is too large".into()))
}

/// Has files removed once `tx` is committed: a row that is rolled back keeps its files.
///
/// # Errors
/// When the job cannot be stored.
pub fn forget(tx: &Tx, keys: impl IntoIterator<Item = Option<String>>) -> Result<()> {
    tx.enqueue(DeleteFiles::of(keys)?);
    Ok(())
}

/// Stores a picture. A job stands by to remove it, until a row that names it is written and
/// [`claim`]ed: a process that dies in between leaves no file behind.
pub(super) async fn keep(ctx: &Ctx, picture: Encoded) -> Result<String> {
    let key = new_key(picture.file_type.extension())?;
    ctx.submit(DeleteFiles::unless_claimed(&key, ctx.now().plus(UNCLAIMED))?).await?;
    ctx.media.storage.put(&key, picture.bytes).await?;
    Ok(key)
}

/// New files are named by a row of this transaction, so they stay.
pub(super) async fn claim(tx: &Tx, keys: impl IntoIterator<Item = &Option<String>>) -> Result<()> {
    let claims = keys.into_iter().flatten().map(|key| DeleteFiles::claim(key)).collect();
    Ok(job_queue::cancel(tx.conn(), claims).await?)
}

async fn unattached(ctx: &Ctx, account: AccountId, id: MediaId) -> Result<media_attachment::Model> {
    let row = query::owned(ctx.db.read(), account, id).await?;
    row.filter(|row| row.status_id.is_none()).ok_or(ServiceError::NotFound)
}

fn description(ctx: &Ctx, text: Option<String>) -> Result<Option<String>> {
    let limit = usize::try_from(ctx.config.limits.media_description).unwrap_or(usize::MAX);
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > limit) {
        let problem = format!("is too long (maximum is {limit} characters)");
        return Err(ServiceError::field("description", "ERR_TOO_LONG", problem));
    }
    Ok(text)
}

fn set_focus(row: &mut media_attachment::Model, focus: Focus) {
    row.focus_x = Some(focus.x as f32);
    row.focus_y = Some(focus.y as f32);
    set_meta(row, "focus", json!({ "x": focus.x, "y": focus.y }));
}

fn set_meta(row: &mut media_attachment::Model, name: &str, value: Value) {
    let mut meta: Value = serde_json::from_str(&row.meta).unwrap_or_else(|_| json!({}));
    if let Some(meta) = meta.as_object_mut() {
        meta.insert(name.to_owned(), value);
    }
    row.meta = meta.to_string();
}

fn size(picture: &Encoded) -> Value {
    let (width, height) = (picture.width, picture.height);
    json!({
        "width": width,
        "height": height,
        "size": format!("{width}x{height}"),
        "aspect": f64::from(width) / f64::from(height.max(1)),
    })
}

#[cfg(test)]
mod tests {
    use testkit::TestDatabase;

    use super::*;
    use crate::{media::picture::emoji, testing::TestApp};

    fn drawn() -> Encoded {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(8, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
        emoji(&png.into_inner(), 1_000).unwrap().0
    }

    #[tokio::test]
    async fn a_file_that_no_row_names_goes_and_one_that_is_claimed_stays() {
        for database in TestDatabase::all().await {
            let app = TestApp::on(database, |_| {}).await;
            let kept = keep(&app.ctx, drawn()).await.unwrap();
            let tx = app.ctx.begin().await.unwrap();
            claim(&tx, [&Some(kept.clone())]).await.unwrap();
            app.ctx.commit(tx).await.unwrap();
            let lost = keep(&app.ctx, drawn()).await.unwrap();
            let is_there = async |key: &str| app.ctx.media.storage.get(key, None).await.is_ok();

            app.drain().await;
            assert!(is_there(&lost).await, "its row may still be on its way");
            app.ctx.clock.advance(UNCLAIMED);
            app.drain().await;
            assert!(!is_there(&lost).await);
            assert!(is_there(&kept).await);
        }
    }
}
