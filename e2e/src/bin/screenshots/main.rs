//! The pictures of the README: a server with a small town on it, seen in a real browser.
//!
//! `cargo run -p e2e --bin screenshots -- docs/screenshots`, with the web app and the server built and
//! `PHIOMIA_BIN` naming the server's binary.

mod art;
mod town;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use e2e::{Browser, Options, Server, Window, eventually};

const DESKTOP: Window = Window { width: 1280, height: 800, language: "en", scripts: true, dark: false };
const PHONE: Window = Window { width: 390, height: 844, dark: true, ..DESKTOP };

#[tokio::main]
async fn main() -> Result<()> {
    let folder = std::env::args_os().nth(1).context("name the folder for the pictures")?;
    let folder = PathBuf::from(folder);
    std::fs::create_dir_all(&folder)?;
    let server = Server::with(Options { config: town::CONFIG.to_owned(), ..Options::default() }).await?;
    let print = town::settle(&server).await?;
    take(&server, DESKTOP, "/", &folder.join("home.png")).await?;
    take(&server, PHONE, "/", &folder.join("home-phone.png")).await?;
    take(&server, DESKTOP, &print, &folder.join("thread.png")).await
}

/// Signs in, opens a page, waits until all of it is there, and takes the picture.
async fn take(server: &Server, window: Window, page: &str, file: &Path) -> Result<()> {
    let browser = Browser::open(window).await?;
    browser.sign_in(server, town::ME).await?;
    browser.goto(&server.url(page)).await?;
    browser.find("#feed article.post").await?;
    eventually("everything is loaded", async || {
        let ready = "return !document.querySelector('#feed [aria-busy=true]') \
                     && [...document.images].every((image) => image.complete || image.loading === 'lazy')";
        Ok((browser.script(ready).await? == true).then_some(()))
    })
    .await?;
    browser.screenshot(file).await
}
