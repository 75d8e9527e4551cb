//! `cargo xtask run`: from a fresh machine to a running server.

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result};

use crate::{cmd, debian, progress, web};

pub(crate) fn run(args: &[String]) -> Result<()> {
    debian::ensure(&[&debian::MEDIA, &debian::HEIF, &debian::WASM_OPT])?;
    web::build(web::Profile::Web)?;
    progress::timed("building the server", || {
        cmd::run(cmd::cargo().args(["build", "--release", "--package", "phiomia"]))
    })?;
    let server = cmd::target_dir()?.join("release/phiomia");
    // Replaces this process: signals reach the server, its exit code is ours.
    let error = cmd::command(&server).arg("serve").args(args).exec();
    Err(error).with_context(|| format!("cannot start {}", server.display()))
}
