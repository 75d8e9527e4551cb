//! Videos and sounds: what came in is decoded and encoded anew by ffmpeg, into what every browser plays:
//! H.264 and AAC in MP4, and MP3. As with pictures, nothing else of the file survives.

use std::{fs::File, io::Write};

use kinds::MediaKind;

use super::{
    Container, PictureError,
    probe::{Probe, Video, probe},
    program::Programs,
    raster::fit,
};
use crate::config::MediaConfig;

/// Pixels of a frame as it is kept: 1920×1080.
const KEPT_PIXELS: u64 = 1920 * 1080;
/// The longest side accepted, as of pictures; H.264 knows no longer ones.
const LONGEST_SIDE: u32 = 16_384;
/// Bytes of a still picture out of a film or of a sound's cover.
const STILL_BYTES: u64 = 32 * 1024 * 1024;
/// Quality of the pictures (0 best, 51 worst), and bits in a second that it may take at most.
const QUALITY: &str = "24";
/// An animation of one pixel.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;";
const MOST_BITS: &str = "2600k";
const BUFFER_BITS: &str = "5200k";

/// A file that is a film or a sound, and what is in it.
#[derive(Debug)]
pub struct Film {
    file: File,
    container: Container,
    /// What is in it.
    pub probe: Probe,
}

/// A film or sound ready to be kept.
#[derive(Debug)]
pub struct Converted {
    /// The file, and what is in it.
    pub film: Film,
    /// A picture that stands for it, if there is one: a file in a format of `FileType`.
    pub still: Option<Vec<u8>>,
}

impl Film {
    /// Looks into a file.
    ///
    /// # Errors
    /// When it is damaged or beyond the limits.
    pub async fn open(
        programs: &Programs,
        config: &MediaConfig,
        file: File,
        container: Container,
    ) -> Result<Self, PictureError> {
        let probe = probe(programs, &file, container).await?;
        let most = if container == Container::Avif { config.image_pixels } else { config.video_pixels };
        if let Some(Video { width, height, .. }) = probe.video {
            let longest = width.max(height);
            if u64::from(width) * u64::from(height) > most || longest > LONGEST_SIDE {
                return Err(PictureError::TooLarge { width, height });
            }
        }
        let frames = probe.video.as_ref().map(Video::frames).unwrap_or_default();
        if frames > f64::from(config.video_frame_rate) + 0.5 {
            return Err(PictureError::Fast);
        }
        Ok(Self { file, container, probe })
    }

    /// What it is for clients. What is without sound is shown as moving pictures, over and over.
    pub fn kind(&self) -> MediaKind {
        match (&self.probe.video, &self.probe.audio) {
            (None, _) => MediaKind::Audio,
            (Some(_), None) => MediaKind::Gifv,
            (Some(_), Some(_)) => MediaKind::Video,
        }
    }

    /// The ending of the name of what becomes of it.
    pub fn extension(&self) -> &'static str {
        if self.probe.video.is_some() { "mp4" } else { "mp3" }
    }

    /// The file.
    pub fn into_file(self) -> File {
        self.file
    }

    /// Writes it anew, as a film or as a sound.
    ///
    /// # Errors
    /// When it is damaged, takes too long, or the result would be too large.
    pub async fn convert(self, programs: &Programs, config: &MediaConfig) -> Result<Converted, PictureError> {
        let (arguments, container) = match &self.probe.video {
            Some(video) => (as_mp4(video, &self.probe), Container::Mp4),
            None => (as_mp3(&self.probe), Container::Mp3),
        };
        let input = (&self.file, self.container);
        let file = programs.convert(input, &arguments, config.video_bytes).await?;
        let film = Self { probe: probe(programs, &file, container).await?, file, container };
        let still = match (&film.probe.video, self.probe.cover) {
            (Some(_), _) => Some(film.still(programs).await?),
            // A cover that cannot be read is none.
            (None, Some(stream)) => programs.still(input, stream, STILL_BYTES).await.ok(),
            (None, None) => None,
        };
        Ok(Converted { film, still })
    }

    /// Its first picture, as JPEG.
    ///
    /// # Errors
    /// When there is none.
    pub async fn still(&self, programs: &Programs) -> Result<Vec<u8>, PictureError> {
        let stream = self.probe.video.as_ref().map(|video| video.index).or(self.probe.cover);
        let stream = stream.ok_or(PictureError::Damaged)?;
        programs.still((&self.file, self.container), stream, STILL_BYTES).await
    }
}

/// Whether these programs can do what is asked of them here: they may have been built without an encoder,
/// or be too old.
pub(super) async fn is_possible(programs: &Programs) -> Result<bool, PictureError> {
    let mut gif = tempfile::tempfile()?;
    gif.write_all(GIF)?;
    let size = Video { index: 0, width: 1, height: 1, frame_rate: String::new() };
    let probe = Probe { video: None, audio: None, cover: None, duration: None, bitrate: None };
    programs.convert((&gif, Container::Gif), &as_mp4(&size, &probe), STILL_BYTES).await?;
    programs.has_encoders().await
}

fn as_mp4(video: &Video, probe: &Probe) -> Vec<String> {
    let (width, height) = fit(video.width, video.height, KEPT_PIXELS);
    // Half as many colours as pixels in both directions: even numbers.
    let (width, height) = ((width & !1).max(2), (height & !1).max(2));
    let mut arguments = vec!["-map".to_owned(), format!("0:{}", video.index)];
    if let Some(audio) = &probe.audio {
        arguments.extend(["-map".to_owned(), format!("0:{}", audio.index)]);
        arguments.extend(["-c:a", "aac", "-b:a", "128k", "-ac", "2"].map(str::to_owned));
    }
    arguments.extend(["-vf".to_owned(), format!("scale={width}:{height},setsar=1,format=yuv420p")]);
    // Each frame keeps its time: none is made up to fill a gap, however long.
    arguments.extend(
        ["-fps_mode", "vfr", "-c:v", "libx264", "-preset", "veryfast", "-crf", QUALITY].map(str::to_owned),
    );
    arguments.extend(["-maxrate", MOST_BITS, "-bufsize", BUFFER_BITS].map(str::to_owned));
    // The index comes first, so that a player can begin before it has all.
    arguments.extend(["-movflags", "+faststart", "-f", "mp4"].map(str::to_owned));
    arguments
}

fn as_mp3(probe: &Probe) -> Vec<String> {
    let index = probe.audio.as_ref().map(|audio| audio.index).unwrap_or_default();
    let mut arguments = vec!["-map".to_owned(), format!("0:{index}")];
    // About 190 kbit/s, as much as the sound needs.
    arguments.extend(["-c:a", "libmp3lame", "-q:a", "2", "-ac", "2", "-f", "mp3"].map(str::to_owned));
    arguments
}

#[cfg(test)]
mod tests;
