//! `cargo xtask bench`: builds the release, starts PostgreSQL, and hands over to the bench program.

use anyhow::Result;

use crate::services::postgres;
use crate::{cmd, debian, progress, web};

pub(crate) fn run(args: &[String]) -> Result<()> {
    debian::ensure(&[&debian::WASM_OPT, &debian::POSTGRES, &debian::LOAD])?;
    web::build(web::Profile::Web)?;
    progress::timed("building the server and the bench", || {
        // The bench too: its baseline must be as optimised as what it is compared with.
        let mut build = cmd::cargo();
        build.args(["build", "--release", "--package", "phiomia", "--bin", "phiomia"]);
        cmd::run(build.args(["--package", "e2e", "--bin", "bench"]))
    })?;
    let postgres = postgres::start()?;
    let release = cmd::target_dir()?.join("release");
    let mut bench = cmd::command(release.join("bench"));
    bench.args(args).env("PHIOMIA_BIN", release.join("phiomia"));
    cmd::run(bench.env("PHIOMIA_TEST_POSTGRES", &postgres.url))
}
