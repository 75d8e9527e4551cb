//! `phiomia serve`.

use std::{
    fs::{File, TryLockError},
    io::IsTerminal,
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use clap::ValueEnum;
use poem::{
    EndpointExt, Server,
    listener::{Listener, TcpListener},
};
use sea_orm::DatabaseBackend;
use tokio::{
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    bus,
    config::{Config, FederationConfig, TelemetryConfig},
    ctx::Ctx,
    jobs::Runner,
    metrics_listener,
    service::auth::owner,
    web,
};

/// What the database gets to close its connections (SQLite tidies up its files then).
const CLOSING: Duration = Duration::from_secs(2);

/// What a process does. One process may do it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Answers requests.
    Web,
    /// Holds WebSockets and event streams open.
    Streaming,
    /// Runs background jobs.
    Worker,
}

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// What this process does.
    #[arg(long, value_delimiter = ',', default_values = ["web", "streaming", "worker"])]
    roles: Vec<Role>,
    /// Address and port: `server.listen`.
    #[arg(long)]
    listen: Option<String>,
    /// Public address: `server.base_url`.
    #[arg(long)]
    base_url: Option<String>,
}

impl Arguments {
    pub(super) fn overrides(&self) -> Vec<(&'static str, String)> {
        let listen = self.listen.clone().map(|value| ("server.listen", value));
        let base_url = self.base_url.clone().map(|value| ("server.base_url", value));
        listen.into_iter().chain(base_url).collect()
    }
}

/// Serves until told to stop.
pub(super) async fn run(config: Config, arguments: Arguments) -> anyhow::Result<()> {
    logging(&config.telemetry)?;
    warn_about_test_settings(&config);
    let ctx = Box::pin(super::open(config)).await?;
    metrics_listener::start(&ctx).await?;
    // So that nobody has to wait for it, and the log tells.
    tokio::spawn({
        let ctx = ctx.clone();
        async move { ctx.media.abilities().await }
    });
    bus::follow_notices(&ctx).await?;
    let stop = CancellationToken::new();
    let worker = match arguments.roles.contains(&Role::Worker) {
        true => Some(Worker::start(&ctx, stop.clone()).await?),
        false => None,
    };
    let grace = Duration::from_secs(ctx.config.server.shutdown_seconds);
    let listen = ctx.config.server.listen.clone();
    // Before the welcome, which leads people here.
    let cannot_listen = || format!("cannot serve on {listen}");
    let acceptor = TcpListener::bind(&listen).into_acceptor().await.with_context(cannot_listen)?;
    let serves_people = arguments.roles.contains(&Role::Web) || arguments.roles.contains(&Role::Streaming);
    if serves_people {
        welcome(&ctx).await?;
    }
    let routes = if serves_people {
        web::routes(&ctx).map_to_response().boxed()
    } else {
        web::health_routes(&ctx).map_to_response().boxed()
    };
    let deadline = tokio::spawn({
        let stop = stop.clone();
        async move {
            stop.cancelled().await;
            Instant::now() + grace
        }
    });
    Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(routes, stopping(ctx.clone(), stop.clone()), Some(grace))
        .await
        .with_context(cannot_listen)?;
    // Requests have ended by now. Streams and jobs were told to when they were.
    let deadline = deadline.await?;
    let _ = timeout_at(deadline, ctx.streams.ended()).await;
    if let Some(worker) = worker {
        worker.end(deadline).await?;
    }
    ctx.bus.flushed(deadline).await;
    let _ = timeout(CLOSING, ctx.db.clone().close()).await;
    tracing::info!("stopped");
    Ok(())
}

/// The process's worker.
struct Worker {
    runner: Arc<Runner>,
    task: JoinHandle<()>,
    /// Held, with SQLite, as long as the process lives.
    _sole: Option<File>,
}

impl Worker {
    /// Starts running jobs. With SQLite one process does that alone, and takes up at once what one
    /// before it has left behind; with PostgreSQL leases that run out tell who is gone.
    async fn start(ctx: &Ctx, stop: CancellationToken) -> anyhow::Result<Self> {
        let runner = Arc::new(Runner::new(ctx.clone()));
        let sole = match ctx.db.backend() {
            DatabaseBackend::Sqlite => Some(lock(Path::new(&ctx.config.server.data_dir))?),
            _ => None,
        };
        if sole.is_some() {
            runner.take_over().await?;
        }
        let task = tokio::spawn(runner.clone().run(stop));
        Ok(Self { runner, task, _sole: sole })
    }

    /// Waits for the jobs under way; those that do not end in time are handed back.
    async fn end(self, deadline: Instant) -> anyhow::Result<()> {
        if timeout_at(deadline, self.task).await.is_err() {
            self.runner.give_up().await?;
        }
        Ok(())
    }
}

/// Makes sure that no other process runs the jobs of this folder's database. The lock goes with the
/// process, however that ends.
fn lock(data_dir: &Path) -> anyhow::Result<File> {
    let path = data_dir.join("worker.lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another process runs the jobs of {}: with SQLite only one can", data_dir.display())
        }
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("cannot lock {}", path.display()))
        }
    }
}

/// Says where the server is, and to the first who comes how to begin.
async fn welcome(ctx: &Ctx) -> anyhow::Result<()> {
    if let Some(link) = owner::setup_link(ctx).await? {
        super::say(format!("Nobody has an account yet. Open this link to make the owner's:\n\n    {link}\n"));
    }
    super::say(format!(
        "Phiomia is at {} (listening on {})",
        ctx.config.base_url(),
        ctx.config.server.listen
    ));
    Ok(())
}

/// Ends when the process is asked to stop. Streams are closed then, as they would never end by
/// themselves, and workers begin no more jobs.
async fn stopping(ctx: Ctx, stop: CancellationToken) {
    stop_signal().await;
    ctx.streams.shut_down();
    stop.cancel();
}

fn logging(config: &TelemetryConfig) -> anyhow::Result<()> {
    // Two lines for each step of a new schema would hide the link to the owner's account.
    let filter = format!("sea_orm_migration=warn,{}", config.log);
    let filter = EnvFilter::try_new(filter).context("telemetry.log")?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match config.log_format.as_str() {
        "json" => builder.json().init(),
        _ => builder.init(),
    }
    Ok(())
}

fn warn_about_test_settings(config: &Config) {
    for setting in test_settings(&config.federation) {
        tracing::warn!("federation.{setting} is set: only for tests, never on a public server");
    }
    if let Some(warning) = super::config::warning(config) {
        tracing::warn!("{warning}");
    }
    if Path::new(&config.server.data_dir).is_relative() {
        tracing::debug!(data_dir = %config.server.data_dir, "the data folder is relative to the working folder");
    }
}

/// The settings that open the way to machines that are none of the public internet.
fn test_settings(config: &FederationConfig) -> Vec<&'static str> {
    [
        ("allow_addresses", !config.allow_addresses.is_empty()),
        ("allow_http", config.allow_http),
        ("extra_ca", !config.extra_ca.is_empty()),
    ]
    .into_iter()
    .filter_map(|(name, set)| set.then_some(name))
    .collect()
}

/// Ends when the process is asked to stop (SIGTERM, or Ctrl-C).
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = interrupt.await;
        }
    }
    tracing::info!("stopping: running requests may end");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_for_tests_are_off_and_warned_about() {
        let mut config = FederationConfig::default();
        assert!(test_settings(&config).is_empty());
        config.allow_addresses.push("10.0.0.0/8".parse().unwrap());
        config.extra_ca = "ca.pem".to_owned();
        assert_eq!(test_settings(&config), ["allow_addresses", "extra_ca"]);
    }
}
