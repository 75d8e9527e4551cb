//! `phiomia healthcheck`: asks the server of this configuration for `/health/ready`.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::config::Config;

const DEADLINE: Duration = Duration::from_secs(5);

/// Fails unless the server answers 200. Plain HTTP by hand: it must work in a container without any tool.
pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let mut address: SocketAddr = config.server.listen.parse()?;
    if address.ip().is_unspecified() {
        address.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
    }
    let answer = tokio::time::timeout(DEADLINE, ask(address)).await.context("no answer in time")??;
    if !answer.starts_with("HTTP/1.1 200") {
        bail!("the server is not ready: {}", answer.lines().next().unwrap_or_default());
    }
    Ok(())
}

async fn ask(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address).await.with_context(|| format!("no server on {address}"))?;
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
