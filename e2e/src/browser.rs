//! A real browser: Debian's Chromium, driven by its ChromeDriver. Elements are found as people find
//! them, by the words on them, and waited for.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::{common::capabilities::chrome::ChromeCapabilities, prelude::*};

use crate::{Server, server::client, wait::eventually};

/// How a window is set up.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// In CSS pixels.
    pub width: u32,
    /// In CSS pixels.
    pub height: u32,
    /// The language the browser asks for.
    pub language: &'static str,
    /// Whether pages may run scripts.
    pub scripts: bool,
    /// Whether the system asks for dark pages.
    pub dark: bool,
}

impl Default for Window {
    fn default() -> Self {
        Self { width: 1280, height: 900, language: "en", scripts: true, dark: false }
    }
}

/// A browser window with a fresh profile.
pub struct Browser {
    /// The window.
    pub driver: WebDriver,
    _process: Process,
}

impl Browser {
    /// Opens a window.
    ///
    /// # Errors
    /// When Chromium or ChromeDriver do not start.
    pub async fn open(window: Window) -> Result<Self> {
        let process = Process::start()?;
        eventually("chromedriver answers", async || {
            let answer = client().get(process.url("/status")).send().await;
            Ok(answer.ok().filter(|answer| answer.status().is_success()))
        })
        .await?;
        let driver = WebDriver::new(process.url(""), capabilities(window)?).await?;
        // The process closes the window; the library's own way would block, and wait for a dead process.
        driver.clone().leak()?;
        let browser = Self { driver, _process: process };
        browser.look(window).await?;
        Ok(browser)
    }

    /// Size and colour scheme. (`--window-size` is the outer size, and no window is as narrow as a phone.)
    async fn look(&self, window: Window) -> Result<()> {
        let devtools = self.driver.cdp();
        let size = json!({ "width": window.width, "height": window.height, "deviceScaleFactor": 1, "mobile": false });
        devtools.send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        let scheme = if window.dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        devtools.send_raw("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Opens an address.
    ///
    /// # Errors
    /// When the page does not load.
    pub async fn goto(&self, url: &str) -> Result<()> {
        Ok(self.driver.goto(url).await?)
    }

    /// Signs in on the server's own page, with the password of [`Server::user`].
    ///
    /// # Errors
    /// When the page does not let the account in.
    pub async fn sign_in(&self, server: &Server, name: &str) -> Result<()> {
        self.goto(&server.url("/auth/sign_in")).await?;
        self.fill("#login", &format!("{name}@mail.test")).await?;
        self.fill("#password", Server::PASSWORD).await?;
        self.press("Sign in").await?;
        self.address_is(&server.url("/")).await
    }

    /// The first visible element that matches a CSS selector, waited for.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        self.visible(&format!("{css} is in sight"), By::Css(css)).await
    }

    /// The first visible button or link with this name (its text, or its label for screen readers).
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn named(&self, name: &str) -> Result<WebElement> {
        let controls = "self::button or self::a or @role='menuitem' or @role='menuitemradio' or @role='tab'";
        let path = format!("//*[{controls}][normalize-space(.)='{name}' or @aria-label='{name}']");
        self.visible(&format!("a button {name:?} is in sight"), By::XPath(path)).await
    }

    /// Presses the button or link with this name.
    ///
    /// # Errors
    /// When there is none, or it cannot be pressed in time.
    pub async fn press(&self, name: &str) -> Result<()> {
        self.click(&format!("{name:?} can be pressed"), async || self.named(name).await).await
    }

    /// Presses the first visible element that matches a CSS selector.
    ///
    /// # Errors
    /// When there is none, or it cannot be pressed in time.
    pub async fn press_css(&self, css: &str) -> Result<()> {
        self.click(&format!("{css} can be pressed"), async || self.find(css).await).await
    }

    /// Types into the first visible field that matches a CSS selector.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses a file in the first file field that matches a CSS selector.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn choose_file(&self, css: &str, file: &Path) -> Result<()> {
        let field =
            eventually(&format!("{css} is there"), async || Ok(self.driver.find(By::Css(css)).await.ok()))
                .await?;
        let path = file.to_str().context("a path that is no text")?;
        Ok(field.send_keys(path).await?)
    }

    /// Types keys at the focus, as a keyboard does.
    ///
    /// # Errors
    /// When the window is gone.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(keys).perform().await?)
    }

    /// Waits until the page shows this text.
    ///
    /// # Errors
    /// When it does not in time; names what it shows instead.
    pub async fn shows(&self, text: &str) -> Result<()> {
        let look = async || Ok(self.text().await.ok().filter(|all| all.contains(text)).map(drop));
        if let Err(error) = eventually(&format!("{text:?} is in sight"), look).await {
            bail!("{error}; the page shows: {}", self.text().await.unwrap_or_default());
        }
        Ok(())
    }

    /// Waits until the window is at this address.
    ///
    /// # Errors
    /// When it does not get there in time.
    pub async fn address_is(&self, url: &str) -> Result<()> {
        eventually(&format!("the address is {url}"), async || {
            Ok((self.driver.current_url().await?.as_str() == url).then_some(()))
        })
        .await
    }

    /// All text in sight.
    ///
    /// # Errors
    /// When the page is being replaced.
    pub async fn text(&self) -> Result<String> {
        Ok(self.driver.find(By::Tag("body")).await?.text().await?)
    }

    /// Runs a script in the page and returns what it returns.
    ///
    /// # Errors
    /// When the script throws.
    pub async fn script(&self, script: &str) -> Result<Value> {
        Ok(self.driver.execute(script, Vec::new()).await?.json().clone())
    }

    /// Stores what the window shows as a PNG file.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        self.driver.screenshot(file).await?;
        Ok(())
    }

    async fn visible(&self, what: &str, by: By) -> Result<WebElement> {
        eventually(what, async || {
            for element in self.driver.find_all(by.clone()).await? {
                // An element that has just gone is not in sight.
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Presses what `find` finds; what moves or is covered at the moment is tried again.
    async fn click<F>(&self, what: &str, find: impl Fn() -> F) -> Result<()>
    where
        F: Future<Output = Result<WebElement>>,
    {
        eventually(what, async || {
            let element = find().await?;
            if !element.is_enabled().await.unwrap_or(false) {
                return Ok(None);
            }
            Ok(element.click().await.ok())
        })
        .await
    }
}

fn capabilities(window: Window) -> Result<ChromeCapabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--no-first-run",
    ] {
        capabilities.add_arg(argument)?;
    }
    capabilities.add_arg(&format!("--lang={}", window.language))?;
    capabilities.add_arg(&format!("--window-size={},{}", window.width, window.height))?;
    let scripts = if window.scripts { 1 } else { 2 };
    capabilities.add_experimental_option(
        "prefs",
        json!({
            "intl.accept_languages": window.language,
            "profile.default_content_setting_values.javascript": scripts,
        }),
    )?;
    Ok(capabilities)
}

/// ChromeDriver, on a port of its own.
struct Process {
    child: Child,
    port: u16,
}

impl Process {
    fn start() -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let child = Command::new(program)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start")?;
        Ok(Self { child, port })
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Asks it to end, which closes its windows; killed, it would leave them behind.
    fn shut_down(&self) -> io::Result<()> {
        let mut line = TcpStream::connect(("127.0.0.1", self.port))?;
        line.set_read_timeout(Some(Duration::from_secs(10)))?;
        line.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
        line.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.shut_down();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
