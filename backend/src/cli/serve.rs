//! `phiomia serve`.

use std::{path::Path, time::Duration};

use anyhow::Context;
use clap::ValueEnum;
use poem::{Server, listener::TcpListener};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    config::{Config, TelemetryConfig},
    ctx::Ctx,
    jobs::Runner,
    metrics_listener,
    service::auth::owner,
    web,
};

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
    let ctx = super::open(config).await?;
    metrics_listener::start(&ctx)?;
    let stop = CancellationToken::new();
    let worker = arguments
        .roles
        .contains(&Role::Worker)
        .then(|| tokio::spawn(Runner::new(ctx.clone()).run(stop.clone())));
    let grace = Duration::from_secs(ctx.config.server.shutdown_seconds);
    let listen = ctx.config.server.listen.clone();
    if arguments.roles.contains(&Role::Web) || arguments.roles.contains(&Role::Streaming) {
        if let Some(link) = owner::setup_link(&ctx).await? {
            super::say(format!(
                "Nobody has an account yet. Open this link to make the owner's:\n\n    {link}\n"
            ));
        }
        super::say(format!("Phiomia is at {} (listening on {listen})", ctx.config.base_url()));
        Server::new(TcpListener::bind(&listen))
            .run_with_graceful_shutdown(web::routes(&ctx), stop_web(ctx.clone()), Some(grace))
            .await
            .with_context(|| format!("cannot serve on {listen}"))?;
    } else {
        stop_signal().await;
    }
    stop.cancel();
    if let Some(worker) = worker {
        let _ = tokio::time::timeout(grace, worker).await;
    }
    tracing::info!("stopped");
    Ok(())
}

/// Ends when the process is asked to stop; streams are closed then, as they would never end by themselves.
async fn stop_web(ctx: Ctx) {
    stop_signal().await;
    ctx.streams.shut_down();
}

fn logging(config: &TelemetryConfig) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).context("telemetry.log")?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match config.log_format.as_str() {
        "json" => builder.json().init(),
        _ => builder.init(),
    }
    Ok(())
}

fn warn_about_test_settings(config: &Config) {
    let federation = &config.federation;
    if !federation.allow_addresses.is_empty() || federation.allow_http || !federation.extra_ca.is_empty() {
        tracing::warn!(
            "federation.allow_addresses, allow_http or extra_ca is set: only for tests, never on a public server"
        );
    }
    if Path::new(&config.server.data_dir).is_relative() {
        tracing::debug!(data_dir = %config.server.data_dir, "the data folder is relative to the working folder");
    }
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
