//! Uploads: pictures, videos and sounds for posts, and the pictures of profiles.

mod files;
mod meta;
mod process;
mod profile;

use std::time::Duration;

use kinds::{AccountId, MediaId, MediaKind};
use shared::{
    entities::MediaAttachment,
    params::{CreateMedia, UpdateMedia},
};
use store::{
    entity::media_attachment::{self, FAILED, PROCESSING, READY},
    job_queue,
    query::media as query,
};
use tokio::time::Instant;

pub use self::{
    files::forget,
    process::process,
    profile::{ProfilePicture, remove_profile_picture},
};
pub(in crate::service) use self::{
    files::{claim, keep},
    meta::set_focus,
    profile::{profile_picture, set_profile_picture},
};
use super::present;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, ProcessMedia},
    media::{Film, Incoming, Upload, file_type::content_type, picture},
};

/// How long a client is kept waiting for its file to be processed, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(50);
const LOOK: Duration = Duration::from_millis(250);
/// The ending of names of files as they came: nobody is told these names.
const SOURCE: &str = "raw";

/// An upload as it is now.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// The upload.
    pub media: MediaAttachment,
    /// Whether it is processed.
    pub ready: bool,
}

/// Takes in a file for a post that is yet to be written; `thumbnail` is shown in its place where there is
/// little room. Pictures are ready then, the rest is left to a job.
///
/// # Errors
/// 422 when one of the files is of no use, damaged or too large, or the description is too long.
pub async fn upload(
    ctx: &Ctx,
    account: AccountId,
    (file, thumbnail): (Option<Incoming>, Option<Incoming>),
    params: CreateMedia,
) -> Result<Uploaded> {
    let file = file.ok_or_else(|| ServiceError::field("file", "ERR_BLANK", "can't be blank"))?;
    let mut row = blank(ctx, account);
    row.description = description(ctx, params.description)?;
    if let Some(focus) = params.focus {
        meta::set_focus(&mut row, focus);
    }
    let upload = ctx.media.inspect(file).await?;
    let thumbnail = match thumbnail {
        Some(thumbnail) => Some(attachment(ctx, picture_bytes(ctx, thumbnail).await?).await?),
        None => None,
    };
    let row = match upload {
        Upload::Picture(bytes) => picture_row(ctx, row, bytes, thumbnail).await?,
        Upload::Film(film) => film_row(ctx, row, film, thumbnail).await?,
    };
    let tx = ctx.begin().await?;
    query::insert(tx.conn(), row.clone()).await?;
    claim(&tx, [&row.file_key, &row.preview_key, &row.source_key]).await?;
    if row.state == PROCESSING {
        tx.enqueue([ProcessMedia { media: row.id }.to_job()?]);
    }
    ctx.commit(tx).await?;
    Ok(uploaded(ctx, row))
}

/// The row of a file of which nothing is known yet.
pub(crate) fn blank(ctx: &Ctx, account: AccountId) -> media_attachment::Model {
    media_attachment::Model {
        id: ctx.next_id(),
        account_id: account,
        status_id: None,
        position: 0,
        kind: MediaKind::Unknown.number(),
        state: READY,
        content_type: String::new(),
        file_size: 0,
        file_key: None,
        preview_key: None,
        source_key: None,
        problem: None,
        remote_url: None,
        remote_preview_url: None,
        description: None,
        blurhash: None,
        focus_x: None,
        focus_y: None,
        meta: "{}".to_owned(),
        created_at: ctx.now(),
        updated_at: ctx.now(),
    }
}

async fn picture_row(
    ctx: &Ctx,
    mut row: media_attachment::Model,
    bytes: Vec<u8>,
    thumbnail: Option<picture::Attachment>,
) -> Result<media_attachment::Model> {
    let made = attachment(ctx, bytes).await?;
    row.kind = MediaKind::Image.number();
    row.content_type = made.original.file_type.content_type().to_owned();
    row.file_size = i64::try_from(made.original.bytes.len()).unwrap_or(i64::MAX);
    meta::set(&mut row, "original", meta::size(&made.original));
    row.file_key = Some(keep(ctx, made.original).await?);
    let (preview, blurhash) = match thumbnail {
        Some(thumbnail) => (thumbnail.preview, thumbnail.blurhash),
        None => (made.preview, made.blurhash),
    };
    set_preview(ctx, &mut row, preview, blurhash).await?;
    Ok(row)
}

async fn film_row(
    ctx: &Ctx,
    mut row: media_attachment::Model,
    film: Film,
    thumbnail: Option<picture::Attachment>,
) -> Result<media_attachment::Model> {
    row.kind = film.kind().number();
    row.state = PROCESSING;
    row.content_type = content_type(film.extension()).to_owned();
    row.source_key = Some(files::keep_file(ctx, film.into_file(), SOURCE).await?);
    if let Some(thumbnail) = thumbnail {
        set_preview(ctx, &mut row, thumbnail.preview, thumbnail.blurhash).await?;
    }
    Ok(row)
}

async fn set_preview(
    ctx: &Ctx,
    row: &mut media_attachment::Model,
    preview: picture::Encoded,
    blurhash: String,
) -> Result<()> {
    meta::set(row, "small", meta::size(&preview));
    row.preview_key = Some(keep(ctx, preview).await?);
    row.blurhash = Some(blurhash);
    Ok(())
}

/// An upload that no post uses yet.
///
/// # Errors
/// 404 when there is none, it is somebody else's, or a post uses it; 422 when it could not be processed.
pub async fn show(ctx: &Ctx, account: AccountId, id: MediaId) -> Result<Uploaded> {
    let row = unattached(ctx, account, id).await?;
    match row.state {
        FAILED => Err(refused(&row)),
        PROCESSING if !job_queue::is_busy(ctx.db.read(), &ProcessMedia { media: id }.name()).await? => {
            // Done just now, or given up: its job has gone for good.
            let row = unattached(ctx, account, id).await?;
            if row.state == READY { Ok(uploaded(ctx, row)) } else { Err(refused(&row)) }
        }
        _ => Ok(uploaded(ctx, row)),
    }
}

/// The same when it is processed, or takes longer than anybody waits.
///
/// # Errors
/// As [`show`].
pub async fn wait(ctx: &Ctx, account: AccountId, id: MediaId) -> Result<Uploaded> {
    let end = Instant::now() + PATIENCE;
    loop {
        let found = show(ctx, account, id).await?;
        if found.ready || Instant::now() >= end {
            return Ok(found);
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Why an upload that was not processed cannot be used.
pub(in crate::service) fn refused(row: &media_attachment::Model) -> ServiceError {
    let problem = row.problem.clone();
    ServiceError::invalid(problem.unwrap_or_else(|| "The file could not be processed".to_owned()))
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
    unattached(ctx, account, id).await?;
    let is_described = params.description.is_some();
    let description = description(ctx, params.description)?;
    let preview = match thumbnail {
        Some(thumbnail) => {
            let made = attachment(ctx, picture_bytes(ctx, thumbnail).await?).await?;
            Some((meta::size(&made.preview), keep(ctx, made.preview).await?, made.blurhash))
        }
        None => None,
    };
    let tx = ctx.begin().await?;
    let mut row = query::for_change(tx.conn(), id, tx.now()).await?.ok_or(ServiceError::NotFound)?;
    if is_described {
        row.description = description;
    }
    if let Some(focus) = params.focus {
        meta::set_focus(&mut row, focus);
    }
    if let Some((size, key, blurhash)) = preview {
        meta::set(&mut row, "small", size);
        row.blurhash = Some(blurhash);
        forget(&tx, [row.preview_key.replace(key)])?;
        claim(&tx, [&row.preview_key]).await?;
    }
    query::save(tx.conn(), row.clone()).await?;
    ctx.commit(tx).await?;
    Ok(present::attachment(ctx, row))
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
    forget(&tx, files.keys())?;
    ctx.commit(tx).await
}

/// The bytes of a thumbnail.
async fn picture_bytes(ctx: &Ctx, file: Incoming) -> Result<Vec<u8>> {
    ctx.media.picture_bytes(file, ctx.config.media.image_bytes).await
}

/// Makes what is stored of a picture, within the limits.
async fn attachment(ctx: &Ctx, bytes: Vec<u8>) -> Result<picture::Attachment> {
    let pixels = ctx.config.media.image_pixels;
    ctx.media.work(move || picture::attachment(&bytes, pixels)).await
}

fn uploaded(ctx: &Ctx, row: media_attachment::Model) -> Uploaded {
    Uploaded { ready: row.state == READY, media: present::attachment(ctx, row) }
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
