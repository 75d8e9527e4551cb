//! `cargo xtask dev`: watch the sources, build what changed, restart the server.
//!
//! The debug server reads the web app from `frontend/dist`, and pages of a development build reload
//! themselves when its build id changes. Polling is enough: some hundred files, twice a second.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use crate::{cmd, debian, services, web};

const WEB: &[&str] = &["frontend", "shared", "Trunk.toml", "Cargo.toml", "Cargo.lock"];
const SERVER: &[&str] = &["backend", "migrations", "shared", "Cargo.toml", "Cargo.lock"];
const POLL: Duration = Duration::from_millis(500);
const STOP_WITHIN: Duration = Duration::from_secs(10);

pub(crate) fn run(args: &[String]) -> Result<()> {
    debian::ensure(&[&debian::MEDIA, &debian::HEIF])?;
    let mut seen = (None, None);
    let mut server = None;
    loop {
        let now = (newest(WEB), newest(SERVER));
        let (web_changed, server_changed) = (now.0 != seen.0, now.1 != seen.1);
        seen = now;
        // A failed build leaves the old one running; the next save tries again.
        let web_built = web_changed && succeeded(web::build(web::Profile::Dev));
        let server_built = server_changed && succeeded(build_server());
        if web_built || server_built {
            server.take().map(Server::stop).transpose()?;
            server = Server::start(args).map_err(|error| eprintln!("{error:#}")).ok();
        }
        if server.as_mut().is_some_and(Server::ended) {
            eprintln!("==> the server ended; waiting for a change");
            server = None;
        }
        sleep(POLL);
    }
}

fn succeeded(result: Result<()>) -> bool {
    if let Err(error) = &result {
        eprintln!("==> {error:#}");
    }
    result.is_ok()
}

fn build_server() -> Result<()> {
    cmd::run(cmd::cargo().args(["build", "--package", "phiomia"]))
}

struct Server(Child);

impl Server {
    fn start(args: &[String]) -> Result<Self> {
        let binary = cmd::target_dir()?.join("debug/phiomia");
        let child = services::tied(&binary).arg("serve").args(args).spawn();
        Ok(Self(child.with_context(|| format!("cannot start {}", binary.display()))?))
    }

    fn ended(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Asks it to end as an operator would, then insists.
    fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.0.id().to_string()).status()?;
        let mut waited = Duration::ZERO;
        while !self.ended() && waited < STOP_WITHIN {
            sleep(POLL / 10);
            waited += POLL / 10;
        }
        if !self.ended() {
            self.0.kill()?;
            self.0.wait()?;
        }
        Ok(())
    }
}

/// The time of the latest change and the number of files, which falls when one is removed.
fn newest(paths: &[&str]) -> Option<(SystemTime, usize)> {
    let mut files = Vec::new();
    for path in paths {
        collect(&cmd::root().join(path), &mut files);
    }
    files.iter().max().map(|time| (*time, files.len()))
}

fn collect(path: &Path, times: &mut Vec<SystemTime>) {
    if path == web::dist() {
        return;
    }
    let Ok(entries) = fs::read_dir(path) else {
        times.extend(fs::metadata(path).and_then(|data| data.modified()));
        return;
    };
    let inside: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    inside.iter().for_each(|path| collect(path, times));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_and_a_removed_one_are_noticed() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().to_str().unwrap();
        assert_eq!(newest(&[path]), None);
        fs::write(root.path().join("a.rs"), "").unwrap();
        let one = newest(&[path]);
        fs::write(root.path().join("b.rs"), "").unwrap();
        let two = newest(&[path]);
        assert_ne!(one, two);
        fs::remove_file(root.path().join("b.rs")).unwrap();
        assert_ne!(two, newest(&[path]));
    }
}
