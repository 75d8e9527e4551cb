//! Files: where they are kept, what they are, and how pictures are brought into a shape that is safe
//! to hand out. Knows nothing of accounts, posts or requests.

pub mod file_type;
pub mod foreign;
mod gif;
pub mod incoming;
pub mod picture;
mod raster;
pub mod storage;

use tokio::sync::Semaphore;

pub use file_type::FileType;
pub use incoming::Incoming;
pub use picture::PictureError;
pub use storage::Storage;

use crate::{
    config::Config,
    error::{Result, ServiceError},
};

/// What the process needs to work with files.
pub struct Media {
    /// Where files are kept.
    pub storage: Storage,
    /// Decoding takes memory: only so many pictures at a time.
    slots: Semaphore,
}

impl Media {
    /// Opens the storage of the configuration.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(config: &Config) -> Result<Self> {
        let slots = usize::try_from(config.media.concurrency.max(1)).unwrap_or(1);
        Ok(Self { storage: Storage::open(config)?, slots: Semaphore::new(slots) })
    }

    /// Runs work on a picture on a thread that may block, when it is its turn.
    ///
    /// # Errors
    /// 422 when the picture is refused; a decoder that panics has met a broken picture, too.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PictureError> + Send + 'static,
    ) -> Result<T> {
        let _slot = self.slots.acquire().await.map_err(ServiceError::internal)?;
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or(Err(PictureError::Damaged)).map_err(ServiceError::from)
    }
}

impl From<PictureError> for ServiceError {
    #[track_caller]
    fn from(error: PictureError) -> Self {
        match error {
            PictureError::Io(cause) => Self::internal(cause),
            refused => Self::field("file", "ERR_INVALID", refused.to_string()),
        }
    }
}
