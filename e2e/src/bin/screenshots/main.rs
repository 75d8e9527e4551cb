//! The pictures of the README: a server with a small town on it, seen in a real browser.
//!
//! `cargo run -p e2e --bin screenshots -- docs/screenshots`, with the web app and the server built and
//! `PHIOMIA_BIN` naming the server's binary. With `--all`: every page, on desktop and phone, light and
//! dark, for looking at.

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
    if std::env::args().any(|argument| argument == "--all") {
        return all(&server, &print, &folder).await;
    }
    take(&server, DESKTOP, "/", &folder.join("home.png")).await?;
    take(&server, PHONE, "/", &folder.join("home-phone.png")).await?;
    take(&server, DESKTOP, &print, &folder.join("thread.png")).await
}

/// Every page in every look.
async fn all(server: &Server, thread: &str, folder: &Path) -> Result<()> {
    let phone = Window { dark: false, ..PHONE };
    let looks = [
        ("desktop-light", DESKTOP),
        ("desktop-dark", Window { dark: true, ..DESKTOP }),
        ("phone-light", phone),
        ("phone-dark", PHONE),
    ];
    let profile = format!("/@{}", town::ME);
    let own = [("thread", thread), ("profile", profile.as_str())];
    for (look, window) in looks {
        let browser = Browser::open(window).await?;
        for (name, page) in OUTSIDE {
            shoot(&browser, server, page, &folder.join(format!("out-{name}-{look}.png"))).await?;
        }
        browser.sign_in(server, town::ME).await?;
        for (name, page) in INSIDE.into_iter().chain(own) {
            shoot(&browser, server, page, &folder.join(format!("{name}-{look}.png"))).await?;
        }
    }
    Ok(())
}

/// Pages of visitors.
const OUTSIDE: [(&str, &str); 7] = [
    ("root", "/"),
    ("about", "/about"),
    ("explore", "/explore"),
    ("sign-in", "/auth/sign_in"),
    ("sign-up", "/auth/sign_up"),
    ("forgotten", "/auth/password"),
    ("docs", "/api/docs"),
];

/// Pages of people who have signed in.
const INSIDE: [(&str, &str); 19] = [
    ("home", "/home"),
    ("local", "/local"),
    ("federated", "/federated"),
    ("tag", "/tags/birds"),
    ("notifications", "/notifications"),
    ("filtered", "/notifications/requests"),
    ("conversations", "/conversations"),
    ("explore", "/explore"),
    ("search", "/search?q=a"),
    ("bookmarks", "/bookmarks"),
    ("favourites", "/favourites"),
    ("requests", "/follow_requests"),
    ("settings", "/settings"),
    ("settings-profile", "/settings/profile"),
    ("settings-appearance", "/settings/appearance"),
    ("settings-posting", "/settings/posting"),
    ("settings-notifications", "/settings/notifications"),
    ("security", "/auth/security"),
    ("missing", "/nothing/here/at/all"),
];

/// Opens a page and takes the picture when nothing is busy any more.
async fn shoot(browser: &Browser, server: &Server, page: &str, file: &Path) -> Result<()> {
    browser.goto(&server.url(page)).await?;
    let ready = "return document.readyState === 'complete' && !document.querySelector('[aria-busy=true]') \
                 && [...document.images].every((image) => image.complete || image.loading === 'lazy')";
    eventually("everything is loaded", async || Ok((browser.script(ready).await? == true).then_some(())))
        .await?;
    // Transitions of the page that was just opened.
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    browser.screenshot(file).await
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
