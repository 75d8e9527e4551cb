//! `cargo xtask`: everything a person does with this repository beyond plain cargo.
//!
//! Two commands matter: `run` (from a fresh machine to a running server) and `test` (every check
//! that CI makes). The others are their parts, for daily work.

mod bench;
mod cmd;
mod debian;
mod dev;
mod node;
mod openapi;
mod progress;
mod python;
mod serve;
mod services;
mod test;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "Set-up, run, test and release commands")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing, build the web app and the server, start the server.
    Run {
        /// Passed on to `phiomia serve`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Every check that CI makes, in CI's order; name steps to make only those.
    Test {
        #[arg(value_name = "STEP")]
        steps: Vec<test::Step>,
    },
    /// Rebuild and restart on every saved change, and reload the page.
    Dev {
        /// Passed on to `phiomia serve`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build the web app into `frontend/dist`.
    Web {
        /// Compile faster, leave out size optimisation and compression.
        #[arg(long)]
        dev: bool,
    },
    /// Browser and federation tests against real server processes.
    E2e,
    /// Measure the release build: requests, posting, federation, memory; prints a table.
    Bench {
        /// Passed on: `--large` (1,000,000 posts), `--seconds N`, `--only NAME`,
        /// `--on sqlite` or `postgres`, `--json FILE`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Write the OpenAPI document again.
    Openapi,
    /// Install what `run` and `test` need, and nothing else.
    Setup,
}

fn main() -> ExitCode {
    match perform(Args::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            error.chain().skip(1).for_each(|cause| eprintln!("  because: {cause}"));
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    match task {
        Task::Run { args } => serve::run(&args),
        Task::Test { steps } => test::run(&steps),
        Task::Dev { args } => dev::run(&args),
        Task::Web { dev: true } => web::build(web::Profile::Dev),
        Task::Web { dev: false } => web::build(web::Profile::Web),
        Task::Bench { args } => bench::run(&args),
        Task::E2e => test::run(&[test::Step::Web, test::Step::E2e]),
        Task::Openapi => openapi::write(),
        Task::Setup => setup(),
    }
}

/// Everything that the other tasks would install when they come to need it.
fn setup() -> Result<()> {
    debian::ensure(debian::ALL)?;
    wasm::toolchain()?;
    tools::ensure()?;
    Ok(())
}
