//! A PostgreSQL cluster that lasts as long as the tests: nothing is synced to disk.

use std::fs;
use std::path::PathBuf;

use anyhow::{Result, anyhow};

use super::{Folder, Service, User, free_port, guarded};
use crate::cmd;

const ROLE: &str = "phiomia";
const VERSIONS: &str = "/usr/lib/postgresql";
const SETTINGS: &[&str] = &[
    "autovacuum=off",
    "fsync=off",
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_connections=400",
    "max_wal_size=2GB",
    "shared_buffers=256MB",
    "synchronous_commit=off",
];

/// The folder of the newest installed server's programs: Debian's place, or `PATH`.
pub(crate) fn bin_dir() -> Option<PathBuf> {
    let installed = fs::read_dir(VERSIONS).into_iter().flatten().filter_map(Result::ok);
    let newest = installed
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
        .max_by_key(|bin| version(bin));
    newest.or_else(|| Some(cmd::find("initdb")?.parent()?.to_path_buf()))
}

/// `/usr/lib/postgresql/15/bin` → 15.
fn version(bin: &std::path::Path) -> Option<u32> {
    bin.parent()?.file_name()?.to_str()?.parse().ok()
}

pub(crate) fn start() -> Result<Service> {
    let bin = bin_dir().ok_or_else(|| anyhow!("no PostgreSQL server is installed"))?;
    let folder = Folder::create("postgres")?;
    let user = User::unprivileged()?;
    if let Some(user) = &user {
        user.own(folder.path())?;
    }
    let data = folder.path().join("data");
    let mut init = guarded(&bin.join("initdb"), user.as_ref());
    init.current_dir(folder.path()).arg("--pgdata").arg(&data).arg(format!("--username={ROLE}"));
    init.args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
    cmd::capture(&mut init)?;

    let port = free_port()?;
    let mut server = guarded(&bin.join("postgres"), user.as_ref());
    server.current_dir(folder.path()).arg("-D").arg(&data).arg("-k").arg(folder.path());
    server.args(["-p", &port.to_string()]);
    for setting in SETTINGS {
        server.args(["-c", setting]);
    }
    let url = format!("postgres://{ROLE}@127.0.0.1:{port}/postgres");
    let (is_ready, asked) = (bin.join("pg_isready"), url.clone());
    Service::start("PostgreSQL", server, folder, url, move || {
        cmd::probe(cmd::command(&is_ready).args(["--quiet", "--dbname", &asked])).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        let number = |path: &str| version(std::path::Path::new(path));
        assert!(number("/usr/lib/postgresql/15/bin") > number("/usr/lib/postgresql/9/bin"));
        assert_eq!(number("/usr/bin"), None);
    }
}
