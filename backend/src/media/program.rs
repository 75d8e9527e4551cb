//! ffmpeg and ffprobe, as processes of their own: decoders are where servers get broken into.
//!
//! They get one open file to read and one to write, neither of which has a name, and may open nothing
//! but these: no network, no other protocol, no demuxer but the one named, so that no playlist and no list
//! of files is ever followed. No shell is involved. Their memory, time and output are limited by the kernel
//! (`prlimit`), and conversions give way to everything else (`nice`): each program replaces itself by the
//! next, so that it is one process, killed at its deadline. Being nameless, the files are gone as soon as
//! nobody holds them, however the process ends.

use std::{
    fs::File,
    io::{Read, Seek},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use tokio::{
    io::AsyncReadExt,
    process::{Child, Command},
};

use super::{Container, PictureError};
use crate::config::MediaConfig;

/// Address space of a process.
const MEMORY_BYTES: u64 = 3 * 1024 * 1024 * 1024;
/// Threads of a process.
const THREADS: &str = "2";
/// Longest answer of ffprobe.
const PROBE_BYTES: u64 = 1024 * 1024;
/// Longest time for a look at a file, or one picture out of it.
const SHORT: Duration = Duration::from_secs(30);
/// Most seconds of a conversion: jobs end after ten minutes.
const LONG: u64 = 480;
/// How far a conversion gives way to everything else (see nice(1)). Of the short ones somebody waits for
/// the answer.
const PATIENT: &str = "15";
const PROMPT: &str = "0";
/// How much of what a process complains about is logged.
const COMPLAINT: usize = 500;
/// What is wanted of ffmpeg to make films and sounds.
const ENCODERS: [&str; 3] = [" libx264 ", " aac ", " libmp3lame "];

/// The programs, when all that is needed is there.
#[derive(Clone, Debug)]
pub struct Programs {
    ffmpeg: PathBuf,
    ffprobe: PathBuf,
    prlimit: PathBuf,
    nice: PathBuf,
    pixels: u64,
    /// Longest time for a whole conversion.
    long: Duration,
}

/// What a process may take.
struct Limits {
    /// Bytes of its output.
    bytes: u64,
    time: Duration,
    nice: &'static str,
}

impl Limits {
    fn short(bytes: u64) -> Self {
        Self { bytes, time: SHORT, nice: PROMPT }
    }
}

impl Programs {
    /// Looks for the programs.
    ///
    /// # Errors
    /// The name of one that is not there.
    pub fn find(config: &MediaConfig) -> Result<Self, String> {
        let find = |name: &str| find_program(name).ok_or_else(|| name.to_owned());
        Ok(Self {
            ffmpeg: find(&config.ffmpeg)?,
            ffprobe: find(&config.ffprobe)?,
            prlimit: find("prlimit")?,
            nice: find("nice")?,
            pixels: config.video_pixels.max(config.image_pixels),
            long: Duration::from_secs(config.processing_seconds.clamp(1, LONG)),
        })
    }

    /// Whether this ffmpeg was built with all that is needed to make films and sounds.
    pub(super) async fn has_encoders(&self) -> Result<bool, PictureError> {
        let empty = tempfile::tempfile()?;
        let arguments = ["-hide_banner", "-v", "error", "-encoders"].map(str::to_owned);
        let list =
            read(self.run(&self.ffmpeg, &arguments, &empty, Limits::short(PROBE_BYTES)).await?).await?;
        let list = String::from_utf8_lossy(&list);
        Ok(ENCODERS.iter().all(|name| list.contains(name)))
    }

    /// What ffprobe says of a file, as JSON.
    pub(super) async fn probe(&self, input: &File, container: Container) -> Result<Vec<u8>, PictureError> {
        let mut arguments = self.reading(container);
        arguments.extend(["-show_streams", "-show_format", "-of", "json"].map(str::to_owned));
        arguments.extend(["-i".to_owned(), INPUT.to_owned()]);
        read(self.run(&self.ffprobe, &arguments, input, Limits::short(PROBE_BYTES)).await?).await
    }

    /// Makes one file out of another: `arguments` stand between the input and the output. The input is
    /// read as `container`, the output has at most `bytes`.
    pub(super) async fn convert(
        &self,
        (input, container): (&File, Container),
        arguments: &[String],
        bytes: u64,
    ) -> Result<File, PictureError> {
        let limits = Limits { bytes, time: self.long, nice: PATIENT };
        self.ffmpeg((input, container), arguments, limits).await
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
        self.run(&self.ffmpeg, &all, input, limits).await
    }

    /// How a file is to be read.
    fn reading(&self, container: Container) -> Vec<String> {
        let pixels = self.pixels.to_string();
        let arguments =
            ["-hide_banner", "-v", "error", "-protocol_whitelist", "file", "-max_pixels", &pixels];
        let demuxer = ["-f", container.demuxer()];
        arguments.into_iter().chain(demuxer).map(str::to_owned).collect()
    }

    async fn run(
        &self,
        program: &Path,
        arguments: &[String],
        input: &File,
        Limits { bytes, time, nice }: Limits,
    ) -> Result<File, PictureError> {
        let output = tempfile::tempfile()?;
        // Of each of its threads.
        let seconds = time.as_secs() * 2;
        let mut command = Command::new(&self.prlimit);
        command
            .args([format!("--as={MEMORY_BYTES}"), format!("--cpu={seconds}"), format!("--fsize={bytes}")])
            .args(["--core=0", "--"])
            .arg(&self.nice)
            .args(["-n", nice])
            .arg(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(input.try_clone()?)
            .stdout(output.try_clone()?)
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let end = finish(command.spawn()?);
        let (status, complaint) = tokio::time::timeout(time, end).await.map_err(|_| PictureError::Slow)??;
        if status.success() {
            return Ok(output);
        }
        tracing::info!(program = %program.display(), %status, complaint, "file refused");
        // A process that may not write more is told so by a signal or an error.
        if output.metadata()?.len() >= bytes { Err(PictureError::Long) } else { Err(PictureError::Damaged) }
    }
}

/// What ffmpeg reads and writes: the two files it was given open. Opened anew by these names they can be
/// read at any place, unlike pipes.
const INPUT: &str = "file:/dev/stdin";
const OUTPUT: &str = "file:/dev/stdout";

/// Waits for a process, and hears the beginning of what it complains about; it may complain for ever.
async fn finish(mut child: Child) -> std::io::Result<(ExitStatus, String)> {
    let mut complaint = Vec::new();
    if let Some(errors) = child.stderr.as_mut() {
        let most = u64::try_from(COMPLAINT).unwrap_or_default();
        errors.take(most).read_to_end(&mut complaint).await?;
        tokio::io::copy(errors, &mut tokio::io::sink()).await?;
    }
    Ok((child.wait().await?, String::from_utf8_lossy(&complaint).into_owned()))
}

/// The content of a file, from its beginning.
async fn read(mut file: File) -> Result<Vec<u8>, PictureError> {
    let read = move || {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
}

/// A program by its path, or by its name in one of the folders of `PATH`.
fn find_program(name: &str) -> Option<PathBuf> {
    if name.is_empty() {
        return None;
    }
    let path = Path::new(name);
    if path.is_absolute() {
        return path.is_file().then(|| path.to_owned());
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}
