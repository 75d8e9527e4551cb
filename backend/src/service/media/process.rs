//! The work on a film or a sound that was uploaded: a job, so that it survives the process.

use kinds::{MediaId, MediaKind};
use store::{
    entity::media_attachment::{self, FAILED, PROCESSING, READY},
    query::media as query,
};

use super::{
    files::{claim, forget, keep, keep_file},
    meta,
};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    media::{
        file_type::content_type,
        picture::{self, Encoded},
        probe::Probe,
    },
};

/// What becomes of a file.
struct Made {
    file: std::fs::File,
    bytes: u64,
    extension: &'static str,
    kind: MediaKind,
    probe: Probe,
    /// What stands for it, and its blurhash.
    preview: Option<(Encoded, String)>,
}

/// Makes what can be shown out of the file as it came. Done a second time it changes nothing; an upload that
/// was removed meanwhile stays so.
///
/// # Errors
/// When the database or the storage fails: it is to be tried again. A file that cannot be processed is no
/// error here, its row says why.
pub async fn process(ctx: &Ctx, id: MediaId) -> Result<()> {
    let row = query::by_id(ctx.db.read(), id).await?.filter(|row| row.state == PROCESSING);
    let Some(source) = row.and_then(|row| row.source_key) else { return Ok(()) };
    match make(ctx, &source).await {
        Ok(made) => finish(ctx, id, made).await,
        Err(error @ (ServiceError::Internal { .. } | ServiceError::Unavailable(_))) => Err(error),
        Err(refused) => fail(ctx, id, &refused).await,
    }
}

async fn make(ctx: &Ctx, source: &str) -> Result<Made> {
    let converted = ctx.media.convert(ctx.media.storage.fetch(source).await?).await?;
    let pixels = ctx.config.media.image_pixels;
    let preview = match converted.still {
        Some(still) => Some(ctx.media.work(move || picture::preview(&still, pixels)).await?),
        None => None,
    };
    let film = converted.film;
    let (kind, extension, probe) = (film.kind(), film.extension(), film.probe.clone());
    let file = film.into_file();
    let bytes = file.metadata().map_err(ServiceError::internal)?.len();
    Ok(Made { file, bytes, extension, kind, probe, preview })
}

async fn finish(ctx: &Ctx, id: MediaId, made: Made) -> Result<()> {
    let file_key = Some(keep_file(ctx, made.file, made.extension).await?);
    let preview = match made.preview {
        Some((preview, blurhash)) => Some((meta::size(&preview), keep(ctx, preview).await?, blurhash)),
        None => None,
    };
    let tx = ctx.begin().await?;
    // Whoever comes second finds it done, or gone; what was made in vain is claimed by nobody.
    let Some(mut row) = unfinished(&tx, id).await? else { return Ok(()) };
    row.state = READY;
    row.kind = made.kind.number();
    row.content_type = content_type(made.extension).to_owned();
    row.file_size = i64::try_from(made.bytes).unwrap_or(i64::MAX);
    row.file_key = file_key;
    meta::set_film(&mut row, &made.probe);
    // A thumbnail that its owner gave comes before what is found in it.
    if let Some((size, key, blurhash)) = preview.filter(|_| row.preview_key.is_none()) {
        meta::set(&mut row, "small", size);
        row.preview_key = Some(key);
        row.blurhash = Some(blurhash);
    }
    let source = row.source_key.take();
    claim(&tx, [&row.file_key, &row.preview_key]).await?;
    query::save(tx.conn(), row).await?;
    forget(&tx, [source])?;
    ctx.commit(tx).await
}

async fn fail(ctx: &Ctx, id: MediaId, refused: &ServiceError) -> Result<()> {
    let tx = ctx.begin().await?;
    let Some(mut row) = unfinished(&tx, id).await? else { return Ok(()) };
    row.state = FAILED;
    row.problem = match refused {
        // The file as it came is gone: no fault of the file's.
        ServiceError::NotFound => None,
        refused => Some(refused.public_text()),
    };
    let source = row.source_key.take();
    query::save(tx.conn(), row).await?;
    forget(&tx, [source])?;
    ctx.commit(tx).await
}

async fn unfinished(tx: &store::Tx, id: MediaId) -> Result<Option<media_attachment::Model>> {
    let row = query::for_change(tx.conn(), id, tx.now()).await?;
    Ok(row.filter(|row| row.state == PROCESSING))
}
