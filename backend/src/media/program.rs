//! ffmpeg and ffprobe, each run within the limits of [`Sandbox`].
//!
//! They may open nothing but the two files that they are given: no network, no other protocol, no demuxer but
//! the one named, so that no playlist and no list of files is ever followed.

use std::{fs::File, path::PathBuf, time::Duration};

use super::{
    Container, PictureError,
    sandbox::{Limits, Sandbox, find_program, read},
};
use crate::config::MediaConfig;

/// Threads of a process.
const THREADS: &str = "2";
/// Longest answer of ffprobe.
const PROBE_BYTES: u64 = 1024 * 1024;
/// Most seconds of a conversion: jobs end after ten minutes.
const LONG: u64 = 480;
/// What is wanted of ffmpeg to make films and sounds.
const ENCODERS: [&str; 3] = [" libx264 ", " aac ", " libmp3lame "];

/// The programs, when all that is needed is there.
#[derive(Clone, Debug)]
pub struct Programs {
    ffmpeg: PathBuf,
    ffprobe: PathBuf,
    sandbox: Sandbox,
    pixels: u64,
    /// Longest time for a whole conversion.
    long: Duration,
}

impl Programs {
    /// Looks for the programs.
    ///
    /// # Errors
    /// The name of one that is not there.
    pub fn find(config: &MediaConfig) -> Result<Self, String> {
        Ok(Self {
            ffmpeg: find_program(&config.ffmpeg)?,
            ffprobe: find_program(&config.ffprobe)?,
            sandbox: Sandbox::find()?,
            pixels: config.video_pixels.max(config.image_pixels),
            long: Duration::from_secs(config.processing_seconds.clamp(1, LONG)),
        })
    }

    /// Whether this ffmpeg was built with all that is needed to make films and sounds.
    pub(super) async fn has_encoders(&self) -> Result<bool, PictureError> {
        let empty = tempfile::tempfile()?;
        let arguments = ["-hide_banner", "-v", "error", "-encoders"].map(str::to_owned);
        let list =
            read(self.sandbox.run(&self.ffmpeg, &arguments, &empty, Limits::short(PROBE_BYTES)).await?)
                .await?;
        let list = String::from_utf8_lossy(&list);
        Ok(ENCODERS.iter().all(|name| list.contains(name)))
    }

    /// What ffprobe says of a file, as JSON.
    pub(super) async fn probe(&self, input: &File, container: Container) -> Result<Vec<u8>, PictureError> {
        let mut arguments = self.reading(container);
        arguments.extend(["-show_streams", "-show_format", "-of", "json"].map(str::to_owned));
        arguments.extend(["-i".to_owned(), INPUT.to_owned()]);
        read(self.sandbox.run(&self.ffprobe, &arguments, input, Limits::short(PROBE_BYTES)).await?).await
    }

    /// Makes one file out of another: `arguments` stand between the input and the output. The input is
    /// read as `container`, the output has at most `bytes`.
    pub(super) async fn convert(
        &self,
        (input, container): (&File, Container),
        arguments: &[String],
        bytes: u64,
    ) -> Result<File, PictureError> {
        self.ffmpeg((input, container), arguments, Limits::long(bytes, self.long)).await
    }

    /// One picture out of a file: `stream` as JPEG.
    pub(super) async fn still(
        &self,
        input: (&File, Container),
        stream: i64,
        bytes: u64,
    ) -> Result<Vec<u8>, PictureError> {
        let map = format!("0:{stream}");
        let arguments = ["-map", &map, "-frames:v", "1", "-c:v", "mjpeg", "-q:v", "2", "-f", "image2pipe"];
        read(self.ffmpeg(input, &arguments.map(str::to_owned), Limits::short(bytes)).await?).await
    }

    async fn ffmpeg(
        &self,
        (input, container): (&File, Container),
        arguments: &[String],
        limits: Limits,
    ) -> Result<File, PictureError> {
        let mut all = vec!["-nostdin".to_owned()];
        all.extend(self.reading(container));
        all.extend(["-threads", THREADS, "-i", INPUT].map(str::to_owned));
        all.extend_from_slice(arguments);
        all.extend(["-map_metadata", "-1", "-map_chapters", "-1", "-sn", "-dn"].map(str::to_owned));
        all.extend(
            ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"].map(str::to_owned),
        );
        all.extend(["-threads", THREADS, "-y", OUTPUT].map(str::to_owned));
        self.sandbox.run(&self.ffmpeg, &all, input, limits).await
    }

    /// How a file is to be read.
    fn reading(&self, container: Container) -> Vec<String> {
        let pixels = self.pixels.to_string();
        let arguments =
            ["-hide_banner", "-v", "error", "-protocol_whitelist", "file", "-max_pixels", &pixels];
        let demuxer = ["-f", container.demuxer()];
        arguments.into_iter().chain(demuxer).map(str::to_owned).collect()
    }
}

/// What ffmpeg reads and writes: the two files it was given open. Opened anew by these names they can be
/// read at any place, unlike pipes.
const INPUT: &str = "file:/dev/stdin";
const OUTPUT: &str = "file:/dev/stdout";
