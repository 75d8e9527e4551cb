//! A real browser: Debian's Chromium, driven by its ChromeDriver.

use std::{
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

use crate::{server::client, wait::eventually};

/// A browser window with a fresh profile.
pub struct Browser {
    /// The window.
    pub driver: WebDriver,
    process: Child,
}

impl Browser {
    /// Opens a window of this size, in CSS pixels.
    ///
    /// # Errors
    /// When Chromium or ChromeDriver do not start.
    pub async fn open(width: u32, height: u32) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let program = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".to_owned());
        let process = Command::new(program)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("chromedriver does not start")?;
        let status = format!("http://127.0.0.1:{port}/status");
        eventually("chromedriver answers", async || {
            Ok(client().get(&status).send().await.ok().filter(|answer| answer.status().is_success()))
        })
        .await?;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--lang=en",
        ] {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--window-size={width},{height}"))?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await?;
        Ok(Self { driver, process })
    }

    /// Stores what the window shows as a PNG file.
    ///
    /// # Errors
    /// When the picture cannot be taken or written.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        self.driver.screenshot(file).await?;
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // ChromeDriver closes its browsers when it is asked to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
