//! The JavaScript client libraries of the end-to-end tests, in fixed versions.
//!
//! Node itself comes with the Python environment (`python.rs`), so that every machine has the same one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{cmd, progress, web};

/// What uses the libraries, and the list of them.
const FOLDER: &str = "e2e/clients/node";
const LIST: &str = "package-lock.json";

/// The Node beside a Python interpreter; installs the libraries if they are not there yet.
pub(crate) fn ensure(python: &Path) -> Result<PathBuf> {
    let programs = python.parent().unwrap_or(python);
    let folder = cmd::root().join(FOLDER);
    let list = fs::read(folder.join(LIST)).with_context(|| format!("no {LIST} in {FOLDER}"))?;
    // Written last: what was installed without it was interrupted on its way, or is of another list.
    let complete = folder.join("node_modules").join(format!(".{}", web::short_hash(&list)));
    if !complete.exists() {
        let mut npm = cmd::command(programs.join("npm"));
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
        progress::quietly("installing JavaScript client libraries for the tests", &mut npm)?;
        fs::write(complete, "")?;
    }
    Ok(programs.join("node"))
}
