//! The command line: reads the configuration, composes the parts, runs them.

mod account;
mod announcement;
mod config;
mod emoji;
mod healthcheck;
mod instance;
mod invite;
mod job;
mod media;
mod migrate;
mod openapi;
mod serve;
mod token;
mod trends;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use store::{Db, DbOptions};

use crate::{bus, clock::Clock, config::Config, ctx::Ctx};

/// A decentralised social network server.
#[derive(Debug, Parser)]
#[command(name = "phiomia", version)]
struct Arguments {
    /// The configuration file (TOML).
    #[arg(long, env = "PHIOMIA_CONFIG", global = true)]
    config: Option<PathBuf>,
    /// Folder for data: `server.data_dir`.
    #[arg(long, env = "PHIOMIA_DATA_DIR", global = true)]
    data_dir: Option<String>,
    /// The database: `database.url`.
    #[arg(long, global = true)]
    database: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts the server.
    Serve(serve::Arguments),
    /// Brings the database's schema up to date.
    Migrate,
    /// Prints the OpenAPI document of the client API.
    Openapi,
    /// Asks a running server whether it is well; for containers.
    Healthcheck,
    /// Makes and manages accounts of this server.
    #[command(subcommand)]
    Account(account::Command),
    /// Makes access tokens, for scripts and tests.
    #[command(subcommand)]
    Token(token::Command),
    /// Makes invitations.
    #[command(subcommand)]
    Invite(invite::Command),
    /// Tells everybody here something.
    #[command(subcommand)]
    Announcement(announcement::Command),
    /// Sets texts about the server.
    #[command(subcommand)]
    Instance(instance::Command),
    /// Adds and removes custom emoji.
    #[command(subcommand)]
    Emoji(emoji::Command),
    /// Lists what many write about at the moment, and allows or refuses it.
    #[command(subcommand)]
    Trends(trends::Command),
    /// Tells how much is kept of other servers' files, and makes room.
    #[command(subcommand)]
    Media(media::Command),
    /// Lists background jobs, and tries again what was given up.
    #[command(subcommand)]
    Job(job::Command),
    /// Checks or explains the configuration.
    #[command(subcommand)]
    Config(config::Command),
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<()> {
    if let Command::Config(config::Command::Reference) = arguments.command {
        config::reference();
        return Ok(());
    }
    let mut overrides = Vec::new();
    overrides.extend(arguments.data_dir.map(|dir| ("server.data_dir", dir)));
    overrides.extend(arguments.database.map(|url| ("database.url", url)));
    if let Command::Serve(serve) = &arguments.command {
        overrides.extend(serve.overrides());
    }
    let config = Config::load(arguments.config.as_deref(), &overrides)?;
    // One provider for TLS, installed once; a second call only says that it is there.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(async move {
        match arguments.command {
            Command::Serve(arguments) => serve::run(config, arguments).await,
            Command::Migrate => migrate::run(&config).await,
            Command::Openapi => openapi::run(config).await,
            Command::Healthcheck => healthcheck::run(&config).await,
            Command::Account(command) => account::run(config, command).await,
            Command::Token(command) => token::run(config, command).await,
            Command::Invite(command) => invite::run(config, command).await,
            Command::Announcement(command) => announcement::run(config, command).await,
            Command::Instance(command) => instance::run(config, command).await,
            Command::Emoji(command) => emoji::run(config, command).await,
            Command::Trends(command) => trends::run(config, command).await,
            Command::Media(command) => media::run(config, command).await,
            Command::Job(command) => job::run(config, command).await,
            Command::Config(command) => config::run(&command, &config),
        }
    });
    // Work on threads of its own that is still going on has been given its time.
    runtime.shutdown_background();
    done
}

/// Runs a command on the data of a server that may be running, and tells that server to look what changed.
async fn on_data(config: Config, work: impl AsyncFnOnce(&Ctx) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let ctx = Box::pin(open(config)).await?;
    let done = work(&ctx).await;
    // Also after a failure: a part of the work may have been done.
    bus::post_notice(&ctx).await?;
    done
}

/// Connects to the database, making the data folder and its schema when they are not there.
async fn open(config: Config) -> anyhow::Result<Ctx> {
    let db = connect(&config).await?;
    if store::db::is_sqlite(&database_url(&config)) {
        migrate::up(&db).await?;
    } else {
        migrate::check(&db).await?;
    }
    Ok(Ctx::new(config, db, Clock::System).await?)
}

async fn connect(config: &Config) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&config.server.data_dir)?;
    let options = DbOptions { url: database_url(config), connections: config.database.connections };
    Ok(Db::open(&options).await?)
}

/// The database of the configuration; without one, a SQLite file in the data folder.
fn database_url(config: &Config) -> String {
    if config.database.url.is_empty() {
        format!("sqlite://{}/phiomia.db", config.server.data_dir)
    } else {
        config.database.url.clone()
    }
}

/// Errors before the log is set up go to the terminal.
#[expect(clippy::print_stderr, reason = "the terminal is where the administrator looks")]
fn report(error: &anyhow::Error) {
    eprintln!("phiomia: {error:#}");
}

/// The output of a command.
#[expect(clippy::print_stdout, reason = "the output of a command belongs there")]
fn say(text: impl std::fmt::Display) {
    println!("{text}");
}
