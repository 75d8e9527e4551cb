//! Programs that read what others have sent, as processes of their own: decoders are where servers get
//! broken into.
//!
//! They get one open file to read and one to write, neither of which has a name. No shell is involved, and
//! no environment. Their memory, time and output are limited by the kernel (`prlimit`), and conversions give
//! way to everything else (`nice`): each program replaces itself by the next, so that it is one process,
//! killed at its deadline. Being nameless, the files are gone as soon as nobody holds them, however the
//! process ends.

use std::{
    ffi::OsStr,
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

use super::PictureError;

/// Address space of a process.
const MEMORY_BYTES: u64 = 3 * 1024 * 1024 * 1024;
/// Longest time for a look at a file, or one picture out of it.
const SHORT: Duration = Duration::from_secs(30);
/// How far a conversion gives way to everything else (see nice(1)). Of the short ones somebody waits for
/// the answer.
const PATIENT: &str = "15";
const PROMPT: &str = "0";
/// How much of what a process complains about is logged.
const COMPLAINT: usize = 500;

/// What holds a process within its limits.
#[derive(Clone, Debug)]
pub(super) struct Sandbox {
    prlimit: PathBuf,
    nice: PathBuf,
}

/// What a process may take.
pub(super) struct Limits {
    /// Bytes of its output.
    bytes: u64,
    time: Duration,
    nice: &'static str,
}

impl Limits {
    /// Of what somebody waits for.
    pub(super) fn short(bytes: u64) -> Self {
        Self { bytes, time: SHORT, nice: PROMPT }
    }

    /// Of what nobody waits for.
    pub(super) fn long(bytes: u64, time: Duration) -> Self {
        Self { bytes, time, nice: PATIENT }
    }
}

impl Sandbox {
    /// Looks for what it is made of.
    ///
    /// # Errors
    /// The name of a program that is not there.
    pub(super) fn find() -> Result<Self, String> {
        Ok(Self { prlimit: find_program("prlimit")?, nice: find_program("nice")? })
    }

    /// Runs a program that reads `input`; answers what it has written.
    pub(super) async fn run(
        &self,
        program: &Path,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
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
pub(super) async fn read(mut file: File) -> Result<Vec<u8>, PictureError> {
    let read = move || {
        let mut bytes = Vec::new();
        file.rewind()?;
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other)?
}

/// A program by its path, or by its name in one of the folders of `PATH`.
///
/// # Errors
/// The name, when it is not there.
pub(super) fn find_program(name: &str) -> Result<PathBuf, String> {
    let path = Path::new(name);
    let found = if name.is_empty() {
        None
    } else if path.is_absolute() {
        path.is_file().then(|| path.to_owned())
    } else {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
    };
    found.ok_or_else(|| name.to_owned())
}
