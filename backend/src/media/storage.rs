//! Where files are kept: a folder, or a bucket of an S3 service.
//!
//! A key is random and cannot be guessed, so that a picture of a private post is as private as its
//! address. Its ending, chosen here, is what tells the type when the file is read.

use std::{fs::File, ops::Range, path::Path as FilePath, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use object_store::{
    Attribute, Attributes, ClientOptions, Error as StoreError, GetOptions, GetRange, MultipartUpload,
    ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, aws::AmazonS3Builder,
    local::LocalFileSystem, path::Path,
};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::file_type;
use crate::{
    config::{Config, StorageConfig},
    error::{Result, ServiceError},
    random,
};

/// The folder within the data folder.
const FOLDER: &str = "media";
/// A whole request to an S3 service.
const TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of a large file that are sent at once; S3 takes no parts below 5 MiB but the last.
const PART: usize = 8 * 1024 * 1024;
/// Files never change under their key.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The storage of media files.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Whether types and cache headers are kept with the files, for those who read them directly.
    attributes: bool,
}

/// A stored file, or a part of it.
pub struct Stored {
    /// The bytes of the file that are in `body`.
    pub range: Range<u64>,
    /// The length of the whole file.
    pub size: u64,
    /// The media type, by the key's ending.
    pub content_type: &'static str,
    /// The content.
    pub body: Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send + Unpin>,
}

impl Storage {
    /// Opens the storage that the configuration names.
    ///
    /// # Errors
    /// When the folder cannot be made, or the settings for S3 do not fit together.
    pub fn open(config: &Config) -> Result<Self> {
        match config.storage.kind.as_str() {
            "s3" => Self::s3(&config.storage),
            _ => Self::folder(&FilePath::new(&config.server.data_dir).join(FOLDER)),
        }
    }

    fn folder(folder: &FilePath) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(ServiceError::internal)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(ServiceError::internal)?;
        Ok(Self { store: Arc::new(store), attributes: false })
    }

    fn s3(config: &StorageConfig) -> Result<Self> {
        let options = ClientOptions::new()
            .with_timeout(TIMEOUT)
            .with_connect_timeout(CONNECT_TIMEOUT)
            .with_allow_http(config.endpoint.starts_with("http://"));
        let mut builder = AmazonS3Builder::new()
            .with_client_options(options)
            // Files are deleted one by one, and not every service that speaks S3 knows lists.
            .with_disable_bulk_delete(true)
            .with_bucket_name(&config.bucket)
            .with_region(&config.region)
            .with_access_key_id(&config.access_key_id)
            .with_secret_access_key(&config.secret_access_key);
        if !config.endpoint.is_empty() {
            builder = builder.with_endpoint(&config.endpoint);
        }
        let store = builder.build().map_err(ServiceError::internal)?;
        Ok(Self { store: Arc::new(store), attributes: true })
    }

    /// Keeps a file under a key made by [`new_key`].
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        let options = self.put_options(key);
        self.store.put_opts(&Path::from(key), bytes.into(), options).await.map_err(ServiceError::internal)?;
        Ok(())
    }

    fn put_options(&self, key: &str) -> PutOptions {
        let extension = key.rsplit('.').next().unwrap_or_default();
        let mut options = PutOptions::default();
        if self.attributes {
            options.attributes = Attributes::from_iter([
                (Attribute::ContentType, file_type::content_type(extension)),
                (Attribute::CacheControl, CACHE_CONTROL),
            ]);
        }
        options
    }

    /// Keeps a file from disk under a key made by [`new_key`], without holding it in memory.
    ///
    /// # Errors
    /// When the file cannot be read or the storage refuses.
    pub async fn put_file(&self, key: &str, file: File) -> Result<()> {
        let attributes = self.put_options(key).attributes;
        let options = PutMultipartOptions { attributes, ..PutMultipartOptions::default() };
        let mut file = tokio::fs::File::from_std(file);
        file.rewind().await.map_err(ServiceError::internal)?;
        let mut target =
            self.store.put_multipart_opts(&Path::from(key), options).await.map_err(ServiceError::internal)?;
        let copied = copy_parts(&mut file, target.as_mut()).await;
        if let Err(error) = copied {
            let _ = target.abort().await;
            return Err(error);
        }
        target.complete().await.map_err(ServiceError::internal)?;
        Ok(())
    }

    /// A file, or the part of it that `range` names.
    ///
    /// # Errors
    /// 404 when there is none with this key; 422 when it has no such part.
    pub async fn get(&self, key: &str, range: Option<GetRange>) -> Result<Stored> {
        let path = known_path(key).ok_or(ServiceError::NotFound)?;
        let asked = range.is_some();
        let options = GetOptions { range, ..GetOptions::default() };
        let found = self.store.get_opts(&path, options).await.map_err(|error| match error {
            StoreError::NotFound { .. } => ServiceError::NotFound,
            // The ways of refusing a range differ from store to store.
            error if asked => ServiceError::invalid(error.to_string()),
            error => ServiceError::internal(error),
        })?;
        Ok(Stored {
            range: found.range.clone(),
            size: found.meta.size,
            content_type: file_type::content_type(key.rsplit('.').next().unwrap_or_default()),
            body: Box::new(found.into_stream().map_err(std::io::Error::other)),
        })
    }

    /// Removes a file. That it is gone already is no error: deletions may be repeated.
    ///
    /// # Errors
    /// When the storage refuses.
    pub async fn delete(&self, key: &str) -> Result<()> {
        let Some(path) = known_path(key) else { return Ok(()) };
        match self.store.delete(&path).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(ServiceError::internal(error)),
        }
    }
}

async fn copy_parts(file: &mut tokio::fs::File, target: &mut dyn MultipartUpload) -> Result<()> {
    loop {
        let mut part = Vec::with_capacity(PART);
        let limit = u64::try_from(PART).unwrap_or(u64::MAX);
        (&mut *file).take(limit).read_to_end(&mut part).await.map_err(ServiceError::internal)?;
        let is_last = part.len() < PART;
        if !part.is_empty() {
            target.put_part(part.into()).await.map_err(ServiceError::internal)?;
        }
        if is_last {
            return Ok(());
        }
    }
}

/// A name for a new file; `extension` tells its type. 128 random bits, the first eight of them as a folder, so that no folder grows too full.
///
/// # Errors
/// When the system has no randomness to give.
pub fn new_key(extension: &str) -> Result<String> {
    let mut bytes = [0; 16];
    random::fill(&mut bytes)?;
    let name = hex::encode(bytes);
    let (folder, rest) = name.split_at_checked(2).unwrap_or(("00", &name));
    Ok(format!("{folder}/{rest}.{extension}"))
}

/// The path of a key, if it looks like one of ours: nothing else is ever asked of the storage.
fn known_path(key: &str) -> Option<Path> {
    let (name, extension) = key.split_once('.')?;
    let (folder, rest) = name.split_once('/')?;
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let fits = folder.len() == 2
        && rest.len() == 30
        && is_hex(folder)
        && is_hex(rest)
        && (2..=4).contains(&extension.len())
        && extension.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    fits.then(|| Path::from(key))
}

#[cfg(test)]
mod tests;
