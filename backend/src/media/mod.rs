//! Files: where they are kept, what they are, and how pictures, films and sounds are brought into a shape
//! that is safe to hand out. Knows nothing of accounts, posts or requests.

pub mod container;
pub mod file_type;
pub mod film;
pub mod foreign;
mod gif;
pub mod heif;
pub mod incoming;
pub mod picture;
pub mod probe;
pub mod program;
mod raster;
mod sandbox;
pub mod storage;

use std::{fs::File, io::Write};

use tokio::sync::{OnceCell, Semaphore};

pub use container::Container;
pub use file_type::FileType;
pub use film::Film;
use heif::Heif;
pub use incoming::Incoming;
pub use picture::PictureError;
pub use program::Programs;
pub use storage::Storage;

use crate::{
    config::{Config, MediaConfig},
    error::{Result, ServiceError},
};

/// What the process needs to work with files.
pub struct Media {
    /// Where files are kept.
    pub storage: Storage,
    /// Decoding takes memory: only so many pictures at a time.
    slots: Semaphore,
    programs: Option<Programs>,
    heif: Option<Heif>,
    abilities: OnceCell<Abilities>,
    config: MediaConfig,
}

/// What the programs are able to do here, tried out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Abilities {
    /// ffmpeg makes films and sounds.
    pub films: bool,
    /// It reads AVIF.
    pub avif: bool,
    /// libheif reads HEIC, all of a picture.
    pub heif: bool,
}

/// A file for a post, after a first look into it.
pub enum Upload {
    /// A picture in one of the formats of [`FileType`].
    Picture(Vec<u8>),
    /// A film or a sound.
    Film(Film),
}

/// A picture of a few bytes, to find out whether ffmpeg reads its kind.
const AVIF: &[u8] = include_bytes!("probe.avif");

impl Media {
    /// Opens the storage of the configuration.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(config: &Config) -> Result<Self> {
        let slots = usize::try_from(config.media.concurrency.max(1)).unwrap_or(1);
        Ok(Self {
            storage: Storage::open(config)?,
            slots: Semaphore::new(slots),
            programs: Programs::find(&config.media).ok(),
            heif: Heif::find(&config.media),
            abilities: OnceCell::new(),
            config: config.media.clone(),
        })
    }

    /// What the programs are able to do. It is tried out once, or again if the machine had no time for it.
    pub async fn abilities(&self) -> Abilities {
        self.abilities.get_or_try_init(|| self.try_out()).await.copied().unwrap_or_default()
    }

    async fn try_out(&self) -> Result<Abilities, PictureError> {
        let heif = match &self.heif {
            Some(heif) => tried(heif.is_possible().await)?,
            None => false,
        };
        if self.heif.is_some() && !heif {
            tracing::warn!("heif-convert does not read HEIC as it should: such pictures are refused");
        }
        let Some(programs) = &self.programs else { return Ok(Abilities { heif, ..Abilities::default() }) };
        let films = tried(film::is_possible(programs).await)?;
        let still = async {
            let mut file = tempfile::tempfile()?;
            file.write_all(AVIF)?;
            programs.still((&file, Container::Avif), 0, u64::from(u16::MAX)).await
        };
        let abilities = Abilities { films, avif: still.await.is_ok(), heif };
        if films {
            tracing::debug!(abilities.avif, "ffmpeg was tried out");
        } else {
            tracing::warn!(
                "this ffmpeg is too old or has no x264, AAC or LAME: videos and sounds are refused"
            );
        }
        Ok(abilities)
    }

    fn programs(&self) -> Result<&Programs, PictureError> {
        self.programs.as_ref().ok_or(PictureError::NoProgram)
    }

    /// Looks into a file for a post. A GIF that moves is a film, where films can be made.
    ///
    /// # Errors
    /// 422 when it is damaged, beyond the limits or in no format that is taken here; 413 when it is too large.
    pub async fn inspect(&self, mut file: Incoming) -> Result<Upload> {
        let container = Container::sniff(&head(&mut file)?);
        match container {
            None | Some(Container::Avif | Container::Gif) => {}
            Some(container) => return self.inspect_film(file, container).await.map(Upload::Film),
        }
        let bytes = self.picture_bytes(file, self.config.image_bytes).await?;
        if container != Some(Container::Gif) || !self.abilities().await.films {
            return Ok(Upload::Picture(bytes));
        }
        let (moves, bytes) = self.work(move || Ok((picture::is_animated(&bytes), bytes))).await?;
        if moves {
            return self.inspect_film(Incoming::Bytes(bytes), Container::Gif).await.map(Upload::Film);
        }
        Ok(Upload::Picture(bytes))
    }

    async fn inspect_film(&self, file: Incoming, container: Container) -> Result<Film> {
        if !self.abilities().await.films {
            return Err(PictureError::NoProgram.into());
        }
        if file.length().map_err(ServiceError::internal)? > self.config.video_bytes {
            return Err(ServiceError::TooLarge("The file is too large".into()));
        }
        let file = blocking(move || file.into_file()).await?;
        let _slot = self.slots.acquire().await.map_err(ServiceError::internal)?;
        Ok(Film::open(self.programs()?, &self.config, file, container).await?)
    }

    /// The bytes of a picture in one of the formats of [`FileType`]: another format is turned into one.
    ///
    /// # Errors
    /// 422 when it cannot be, 413 when the file has more than `limit` bytes.
    pub async fn picture_bytes(&self, mut file: Incoming, limit: u64) -> Result<Vec<u8>> {
        if file.length().map_err(ServiceError::internal)? > limit {
            return Err(ServiceError::TooLarge("The picture is too large".into()));
        }
        let head = head(&mut file)?;
        if heif::is_heif(&head) {
            return self.heif_bytes(file).await;
        }
        if Container::sniff(&head) == Some(Container::Avif) {
            return self.avif_bytes(file).await;
        }
        blocking(move || file.into_bytes()).await
    }

    async fn heif_bytes(&self, file: Incoming) -> Result<Vec<u8>> {
        let heif = self.heif.as_ref().ok_or(PictureError::Unknown)?;
        if !self.abilities().await.heif {
            return Err(PictureError::Unknown.into());
        }
        let bytes = blocking(move || file.into_bytes()).await?;
        let _slot = self.slots.acquire().await.map_err(ServiceError::internal)?;
        Ok(heif.jpeg(bytes).await?)
    }

    async fn avif_bytes(&self, file: Incoming) -> Result<Vec<u8>> {
        if !self.abilities().await.avif {
            return Err(PictureError::Unknown.into());
        }
        let file = blocking(move || file.into_file()).await?;
        let _slot = self.slots.acquire().await.map_err(ServiceError::internal)?;
        let programs = self.programs()?;
        let picture = Film::open(programs, &self.config, file, Container::Avif).await?;
        Ok(picture.still(programs).await?)
    }

    /// Makes what is kept of a film or a sound. How many at a time is the business of the queue of jobs.
    ///
    /// # Errors
    /// 422 when it is damaged, or more work than may be.
    pub async fn convert(&self, file: File) -> Result<film::Converted> {
        let mut file = Incoming::File(file);
        let container = Container::sniff(&head(&mut file)?).ok_or(PictureError::Unknown)?;
        let file = blocking(move || file.into_file()).await?;
        let programs = self.programs()?;
        let film = Film::open(programs, &self.config, file, container).await?;
        Ok(film.convert(programs, &self.config).await?)
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

/// What was found out by trying. It was not when the machine had no time for it.
fn tried(outcome: Result<bool, PictureError>) -> Result<bool, PictureError> {
    match outcome {
        Err(error @ (PictureError::Slow | PictureError::Io(_))) => Err(error),
        tried => Ok(tried.unwrap_or_default()),
    }
}

/// The first bytes of a file, by which its kind is told.
fn head(file: &mut Incoming) -> Result<Vec<u8>> {
    file.head(container::HEAD).map_err(ServiceError::internal)
}

/// Runs work with files on a thread that may block.
///
/// # Errors
/// When it fails: our fault.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(ServiceError::internal)?.map_err(ServiceError::internal)
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
