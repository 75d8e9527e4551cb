//! A server process of its own, on a free port, with data that vanishes with it.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::Client;

/// Between two looks whether the server answers: short, because the bench times the start.
const START_INTERVAL: Duration = Duration::from_millis(5);
/// The server program to test; the test command sets it.
const PROGRAM: &str = "PHIOMIA_BIN";

/// How a server is set up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// TOML that is added to the test configuration.
    pub config: String,
    /// Leave out what only tests need, such as detailed logs.
    pub bare: bool,
    /// The roles of the process; empty: all.
    pub roles: String,
    /// The public address, when it is that of another process of the same server.
    pub base_url: Option<String>,
}

/// A running server.
pub struct Server {
    process: Option<Child>,
    folder: TempDir,
    port: u16,
    options: Options,
}

impl Server {
    /// Starts a server that may talk with others on this machine, and waits until it answers.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn start() -> Result<Self> {
        Self::with(Options::default()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn with(options: Options) -> Result<Self> {
        let mut server = Self::prepare(options)?;
        server.run().await?;
        Ok(server)
    }

    /// A server that is configured but does not run yet.
    ///
    /// # Errors
    /// When the configuration cannot be written.
    pub fn prepare(options: Options) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = free_port()?;
        let server = Self { process: None, folder, port, options };
        fs::write(server.config_file(), server.config())?;
        Ok(server)
    }

    /// The program that is tested.
    pub fn program() -> PathBuf {
        std::env::var_os(PROGRAM).map_or_else(|| PathBuf::from("target/debug/phiomia"), PathBuf::from)
    }

    /// Starts the process again after [`Server::kill`].
    ///
    /// # Errors
    /// When it does not start.
    pub async fn run(&mut self) -> Result<()> {
        let log = fs::File::create(self.folder.path().join("server.log"))?;
        let mut command = self.command();
        command.arg("serve");
        if !self.options.roles.is_empty() {
            command.args(["--roles", &self.options.roles]);
        }
        self.process =
            Some(command.stdout(log.try_clone()?).stderr(log).spawn().context("the server does not start")?);
        let url = self.url("/health/ready");
        loop {
            if let Ok(answer) = client().get(&url).send().await
                && answer.status().is_success()
            {
                return Ok(());
            }
            if let Some(status) =
                self.process.as_mut().and_then(|process| process.try_wait().transpose()).transpose()?
            {
                bail!("the server ended ({status}): {}", self.log());
            }
            tokio::time::sleep(START_INTERVAL).await;
        }
    }

    /// Ends the process without a chance to tidy up, as `kill -9` does.
    ///
    /// # Errors
    /// When there is no process.
    pub fn kill(&mut self) -> Result<()> {
        let mut process = self.process.take().context("the server does not run")?;
        process.kill()?;
        process.wait()?;
        Ok(())
    }

    /// Asks the process to stop, as `systemctl stop` does.
    ///
    /// # Errors
    /// When there is no process.
    pub fn ask_to_stop(&self) -> Result<()> {
        let id = self.pid().context("the server does not run")?.to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status()?;
        if sent.success() { Ok(()) } else { bail!("the signal was not sent: {sent}") }
    }

    /// Waits until a process that was asked to stop has ended.
    ///
    /// # Errors
    /// When there is no process, or it does not end in a minute.
    pub async fn ended(&mut self) -> Result<ExitStatus> {
        let mut process = self.process.take().context("the server does not run")?;
        let waiting = tokio::task::spawn_blocking(move || process.wait());
        Ok(tokio::time::timeout(Duration::from_secs(60), waiting).await.context("it does not end")???)
    }

    /// Makes an account that can be used at once, and returns a client with a token of it.
    ///
    /// # Errors
    /// When the command line refuses.
    pub fn user(&self, name: &str) -> Result<Client> {
        let mail = format!("{name}@mail.test");
        self.cli(&[
            "account",
            "create",
            name,
            "--email",
            &mail,
            "--password",
            Self::PASSWORD,
            "--confirmed",
        ])?;
        let token = self.cli(&["token", "create", name])?;
        Ok(Client::new(self.base_url(), token.trim()))
    }

    /// The password of accounts made by [`Server::user`].
    pub const PASSWORD: &'static str = "correct horse battery staple";

    /// A visitor.
    pub fn visitor(&self) -> Client {
        Client::new(self.base_url(), "")
    }

    /// Runs a command of the program on this server's data; returns what it prints.
    ///
    /// # Errors
    /// When the command fails.
    pub fn cli(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command().args(arguments).output()?;
        if !output.status.success() {
            bail!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// The public address.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Host and port, which are also the domain in handles.
    pub fn domain(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// A full address on this server.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url())
    }

    /// The folder with the server's data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The process id.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(Self::program());
        command.arg("--config").arg(self.config_file()).stdin(Stdio::null());
        command
    }

    fn config_file(&self) -> PathBuf {
        self.folder.path().join("phiomia.toml")
    }

    fn config(&self) -> String {
        let sections = format!(
            "[server]\nbase_url = \"{}\"\nlisten = \"127.0.0.1:{}\"\ndata_dir = \"{}\"\n\
             [federation]\nallow_addresses = [\"127.0.0.0/8\"]\nallow_http = true\n\
             [rate_limits]\nenabled = false\n",
            self.options.base_url.clone().unwrap_or_else(|| self.base_url()),
            self.port,
            self.folder.path().join("data").display(),
        );
        let logs = if self.options.bare { "" } else { "[telemetry]\nlog = \"info,phiomia=debug\"\n" };
        sections + logs + self.options.config.as_str()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// A port that nobody listens on now.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

#[expect(clippy::disallowed_methods, reason = "tests talk to their own servers")]
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::new()
}
