//! The Python environment of the end-to-end tests: client libraries of others, in fixed versions.
//!
//! It lives in the user's cache folder, under a name made of what is in it, so that all clones share
//! it and a changed list makes a new one.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{cmd, debian, progress, tools, web};

/// What is installed.
const REQUIREMENTS: &str = "e2e/clients/requirements.txt";

/// The interpreter of the environment; makes the environment if it is not there yet.
pub(crate) fn ensure() -> Result<PathBuf> {
    debian::ensure(&[&debian::PYTHON])?;
    let list = fs::read(cmd::root().join(REQUIREMENTS)).with_context(|| format!("no {REQUIREMENTS}"))?;
    let folder = tools::cache_dir()?.join("tools").join(name(&list));
    let python = folder.join("bin/python");
    // Written last: an environment without it was interrupted on its way.
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(python);
    }
    install(&folder, &python)?;
    fs::write(complete, "")?;
    Ok(python)
}

fn install(folder: &Path, python: &Path) -> Result<()> {
    let mut venv = cmd::command("python3");
    progress::quietly("making a Python environment", venv.args(["-m", "venv", "--clear"]).arg(folder))?;
    let mut pip = cmd::command(python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        REQUIREMENTS,
    ]);
    progress::quietly("installing client libraries for the tests", &mut pip)
}

fn name(list: &[u8]) -> String {
    format!("python-{}", web::short_hash(list))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_list_is_another_environment() {
        assert_eq!(name(b"a==1"), name(b"a==1"));
        assert_ne!(name(b"a==1"), name(b"a==2"));
    }
}
