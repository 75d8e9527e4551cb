//! Database servers for tests: started on free ports in a temporary folder, stopped and removed at
//! the end, however that comes.
//!
//! Each server is a guard that stops it when dropped. Should this program die without unwinding
//! (Ctrl-C, `kill`), the kernel stops the server in its stead (`setpriv --pdeathsig`), and the next
//! start removes the folder.

pub(crate) mod postgres;
pub(crate) mod valkey;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

use crate::{cmd, debian};

const READY_WITHIN: Duration = Duration::from_secs(30);
const STOP_WITHIN: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(25);
const FOLDER_PREFIX: &str = "phiomia-test-";

/// A running server and its folder.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    pub(crate) url: String,
    folder: Folder,
}

impl Service {
    /// Starts `command` and waits until `ready` says so.
    fn start(
        name: &'static str,
        mut command: Command,
        folder: Folder,
        url: String,
        ready: impl Fn() -> bool,
    ) -> Result<Self> {
        let log = fs::File::create(folder.log())?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        let mut service = Self { name, child, url, folder };
        let start = Instant::now();
        while !ready() {
            let ended = service.child.try_wait()?.is_some();
            if ended || start.elapsed() > READY_WITHIN {
                let log = fs::read_to_string(service.folder.log()).unwrap_or_default();
                let why = if ended { "ended" } else { "was not ready in time" };
                bail!("{name} {why}. Its log:\n{log}");
            }
            sleep(POLL);
        }
        eprintln!("    {name} is ready: {}", service.url);
        Ok(service)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|status| status.is_some()) {
            return;
        }
        // SIGINT: PostgreSQL ends its sessions and stops, Valkey stops.
        let asked = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let start = Instant::now();
        while asked.is_ok() && start.elapsed() < STOP_WITHIN {
            match self.child.try_wait() {
                Ok(None) => sleep(POLL),
                Ok(Some(_)) | Err(_) => return,
            }
        }
        eprintln!("    {} did not stop when asked; killing it", self.name);
        if self.child.kill().and_then(|()| self.child.wait()).is_err() {
            eprintln!("    {} may still run (process {})", self.name, self.child.id());
        }
    }
}

/// A temporary folder, named after this process, removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn create(name: &str) -> Result<Self> {
        remove_left_over();
        let path = std::env::temp_dir().join(format!("{FOLDER_PREFIX}{}-{name}", std::process::id()));
        fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        Ok(Self(path))
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn log(&self) -> PathBuf {
        self.0.join("server.log")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("    cannot remove {}: {error}", self.0.display());
        }
    }
}

/// Removes folders of processes that are gone.
fn remove_left_over() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return };
    for entry in entries.filter_map(Result::ok) {
        let owner = owner_of(&entry.file_name().to_string_lossy());
        if owner.is_some_and(|id| !Path::new("/proc").join(id.to_string()).exists()) {
            let removed = fs::remove_dir_all(entry.path());
            if removed.is_err_and(|error| error.kind() != io::ErrorKind::NotFound) {
                eprintln!("    left over and not ours to remove: {}", entry.path().display());
            }
        }
    }
}

/// `phiomia-test-123-postgres` → 123.
fn owner_of(folder: &str) -> Option<u32> {
    folder.strip_prefix(FOLDER_PREFIX)?.split_once('-')?.0.parse().ok()
}

/// A command that is stopped with this process, however that ends.
pub(crate) fn tied(program: &Path) -> Command {
    guarded(program, None)
}

/// The same, as `user` if one is given.
fn guarded(program: &Path, user: Option<&User>) -> Command {
    let Some(setpriv) = cmd::find("setpriv") else { return cmd::command(program) };
    let mut command = cmd::command(setpriv);
    if let Some(user) = user {
        command.arg(format!("--reuid={}", user.uid)).arg(format!("--regid={}", user.gid));
        command.arg("--clear-groups");
    }
    command.args(["--pdeathsig", "INT"]).arg(program);
    command
}

/// Whom a server runs as when this process is root, which PostgreSQL refuses.
struct User {
    uid: u32,
    gid: u32,
}

impl User {
    /// None when this process already is an ordinary user.
    fn unprivileged() -> Result<Option<Self>> {
        if !debian::is_root() {
            return Ok(None);
        }
        let passwd = fs::read_to_string("/etc/passwd")?;
        let user = ["postgres", "nobody"].iter().find_map(|name| Self::parse(&passwd, name));
        user.map(Some).ok_or_else(|| anyhow!("no user `postgres` or `nobody` to run the database as"))
    }

    fn parse(passwd: &str, name: &str) -> Option<Self> {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut ids = line.split(':').skip(2);
        Some(Self { uid: ids.next()?.parse().ok()?, gid: ids.next()?.parse().ok()? })
    }

    fn own(&self, path: &Path) -> Result<()> {
        chown(path, Some(self.uid), Some(self.gid))
            .with_context(|| format!("cannot chown {}", path.display()))
    }
}

/// A port nobody listens on now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_folders_are_left_over() {
        assert_eq!(owner_of("phiomia-test-123-postgres"), Some(123));
        assert_eq!(owner_of("phiomia-test-mine"), None);
        assert_eq!(owner_of("postgres"), None);
    }

    #[test]
    fn users_are_found_by_their_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:1:1::/:\npostgres:x:101:104::/:\n";
        let user = User::parse(passwd, "postgres").unwrap();
        assert_eq!((user.uid, user.gid), (101, 104));
        assert!(User::parse(passwd, "nobody").is_none());
    }

    #[test]
    fn a_folder_goes_with_its_guard() {
        let folder = Folder::create("unit").unwrap();
        let path = folder.path().to_path_buf();
        assert!(path.exists());
        drop(folder);
        assert!(!path.exists());
    }

    /// Starts a server, stops it, and looks for what is left.
    fn starts_and_goes(start: fn() -> Result<Service>) {
        let service = start().expect("`cargo xtask setup` installs the servers that tests need");
        let (folder, process) = (service.folder.0.clone(), service.child.id());
        let port: u16 = service.url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap();
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        drop(service);
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(!folder.exists() && !Path::new("/proc").join(process.to_string()).exists());
    }

    #[test]
    fn postgres_starts_and_leaves_nothing() {
        starts_and_goes(postgres::start);
    }

    #[test]
    fn valkey_starts_and_leaves_nothing() {
        starts_and_goes(valkey::start);
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_with_its_log() {
        let folder = Folder::create("ends").unwrap();
        let path = folder.path().to_path_buf();
        let mut shell = cmd::command("sh");
        shell.args(["-c", "echo no room"]);
        let error = Service::start("shell", shell, folder, String::new(), || false).err().unwrap();
        assert!(error.to_string().contains("no room"), "{error}");
        assert!(!path.exists());
    }
}
