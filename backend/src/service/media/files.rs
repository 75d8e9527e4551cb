//! Files and the rows that name them: neither is ever left behind by the other.

use std::fs::File;

use kinds::Millis;
use store::{Tx, job_queue};

use crate::{
    ctx::Ctx,
    error::Result,
    job::DeleteFiles,
    media::{picture::Encoded, storage::new_key},
};

/// A new file that no row has claimed after this time is removed.
const UNCLAIMED: i64 = Millis::HOUR;

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
pub(in crate::service) async fn keep(ctx: &Ctx, picture: Encoded) -> Result<String> {
    let key = unclaimed(ctx, picture.file_type.extension()).await?;
    ctx.media.storage.put(&key, picture.bytes).await?;
    Ok(key)
}

/// The same with a file that is too large for memory; `extension` tells its type.
pub(super) async fn keep_file(ctx: &Ctx, file: File, extension: &str) -> Result<String> {
    let key = unclaimed(ctx, extension).await?;
    ctx.media.storage.put_file(&key, file).await?;
    Ok(key)
}

async fn unclaimed(ctx: &Ctx, extension: &str) -> Result<String> {
    let key = new_key(extension)?;
    ctx.submit(DeleteFiles::unless_claimed(&key, ctx.now().plus(UNCLAIMED))?).await?;
    Ok(key)
}

/// New files are named by a row of this transaction, so they stay.
pub(in crate::service) async fn claim(
    tx: &Tx,
    keys: impl IntoIterator<Item = &Option<String>>,
) -> Result<()> {
    let claims = keys.into_iter().flatten().map(|key| DeleteFiles::claim(key)).collect();
    Ok(job_queue::cancel(tx.conn(), claims).await?)
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
