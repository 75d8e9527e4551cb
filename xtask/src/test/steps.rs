//! What each test step does, and the servers that some of them share.

use std::process::Command;

use anyhow::Result;

use super::outcome::{self, Counts};
use super::{Step, features, hygiene, licences};
use crate::services::{Service, postgres, valkey};
use crate::{cmd, debian, node, openapi, progress, python, wasm, web};

/// Servers started for the first step that needs them, and the tests counted so far.
#[derive(Default)]
pub(super) struct Bench {
    servers: Option<(Service, Service)>,
    pub(super) counts: Counts,
}

impl Bench {
    pub(super) fn run(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Fmt => fmt(),
            Step::Hygiene => {
                hygiene::check().and_then(|()| features::check()).and_then(|()| licences::check())
            }
            Step::Lint => lint(),
            Step::LintWeb => lint_web(),
            Step::Unit => self.unit(),
            Step::UnitWeb => {
                self.count(cmd::cargo().args(["test", "--package", "frontend", "--no-fail-fast"]))
            }
            Step::Openapi => openapi::check(),
            Step::Web => web::build(web::Profile::Web),
            Step::E2e => self.e2e(),
        }
    }

    fn unit(&mut self) -> Result<()> {
        debian::ensure(&[&debian::MEDIA, &debian::HEIF])?;
        let mut tests = cmd::cargo();
        tests.args(["test", "--workspace", "--exclude", "frontend", "--exclude", "e2e", "--no-fail-fast"]);
        self.give_servers(&mut tests)?;
        self.count(&mut tests)
    }

    fn e2e(&mut self) -> Result<()> {
        debian::ensure(&[&debian::MEDIA, &debian::BROWSER])?;
        cmd::run(cmd::cargo().args(["build", "--package", "phiomia"]))?;
        let mut tests = cmd::cargo();
        // With the server's package beside it, dependencies have the features they are built with already.
        tests.args(["test", "--package", "e2e", "--package", "phiomia", "--test", "it", "--no-fail-fast"]);
        tests.env("PHIOMIA_BIN", cmd::target_dir()?.join("debug/phiomia"));
        let python = python::ensure()?;
        tests.env("PHIOMIA_NODE", node::ensure(&python)?).env("PHIOMIA_PYTHON", python);
        if let Some(driver) = cmd::find("chromedriver") {
            tests.env("CHROMEDRIVER", driver);
        }
        self.give_servers(&mut tests)?;
        self.count(&mut tests)
    }

    /// Names the servers to `tests`; starts them the first time.
    fn give_servers(&mut self, tests: &mut Command) -> Result<()> {
        if self.servers.is_none() {
            debian::ensure(&[&debian::POSTGRES, &debian::VALKEY])?;
            self.servers = Some((postgres::start()?, valkey::start()?));
        }
        if let Some((postgres, valkey)) = &self.servers {
            tests.env("PHIOMIA_TEST_POSTGRES", &postgres.url).env("PHIOMIA_TEST_VALKEY", &valkey.url);
        }
        Ok(())
    }

    fn count(&mut self, tests: &mut Command) -> Result<()> {
        let (counts, result) = outcome::run(tests);
        self.counts += counts;
        result
    }
}

fn fmt() -> Result<()> {
    component("fmt", "rustfmt")?;
    cmd::run(cmd::cargo().args(["fmt", "--all", "--check"]))
}

fn lint() -> Result<()> {
    component("clippy", "clippy")?;
    let mut clippy = cmd::cargo();
    clippy.args(["clippy", "--workspace", "--exclude", "frontend", "--all-targets", "--", "-D", "warnings"]);
    cmd::run(&mut clippy)
}

/// Not `--all-targets`: the web app's tests run on the host, where `unit-web` compiles them.
fn lint_web() -> Result<()> {
    component("clippy", "clippy")?;
    let mut clippy = wasm::toolchain()?.clippy()?;
    clippy.args(["--package", "frontend", "--target", wasm::TARGET, "--", "-D", "warnings"]);
    cmd::run(&mut clippy)
}

/// rustup's minimal profile leaves out the formatter and the linter.
fn component(subcommand: &str, name: &str) -> Result<()> {
    if cmd::probe(cmd::cargo().args([subcommand, "--version"])).is_some() {
        return Ok(());
    }
    progress::quietly(&format!("adding {name}"), cmd::command("rustup").args(["component", "add", name]))
}
