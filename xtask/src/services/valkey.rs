//! A Valkey (or Redis) server that keeps nothing.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::{Folder, Service, free_port, guarded};
use crate::cmd;

const ANSWER_WITHIN: Duration = Duration::from_millis(500);

pub(crate) fn program() -> Option<PathBuf> {
    ["valkey-server", "redis-server"].into_iter().find_map(cmd::find)
}

pub(crate) fn start() -> Result<Service> {
    let program = program().ok_or_else(|| anyhow!("no Valkey or Redis server is installed"))?;
    let folder = Folder::create("valkey")?;
    let port = free_port()?;
    let mut server = guarded(&program, None);
    server.current_dir(folder.path()).args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    server.args(["--save", "", "--appendonly", "no", "--dir"]).arg(folder.path());
    let url = format!("redis://127.0.0.1:{port}");
    Service::start("Valkey", server, folder, url, move || ping(port).is_some())
}

/// The server answers, not merely listens.
fn ping(port: u16) -> Option<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
    stream.set_read_timeout(Some(ANSWER_WITHIN)).ok()?;
    stream.write_all(b"PING\r\n").ok()?;
    let mut answer = [0; 7];
    stream.read_exact(&mut answer).ok()?;
    (&answer == b"+PONG\r\n").then_some(())
}
