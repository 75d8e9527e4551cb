//! Client libraries of others: Python and JavaScript programs in `e2e/clients`.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// An interpreter with what `e2e/clients/requirements.txt` names; the test command sets it.
const PYTHON: &str = "PHIOMIA_PYTHON";
/// The Node that belongs to it; the libraries are in `e2e/clients/node/node_modules`.
const NODE: &str = "PHIOMIA_NODE";

/// The folder of the programs.
pub fn clients() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Runs a Python module in a folder, with the server's address in `PHIOMIA_URL`; returns what it
/// printed.
///
/// # Errors
/// When there is no interpreter, or the module fails: with what it printed.
pub async fn python(folder: &Path, server: &str, arguments: &[&str]) -> Result<String> {
    let mut command = Command::new(program(PYTHON)?);
    command.arg("-m").env("PYTHONDONTWRITEBYTECODE", "1");
    run(command, folder, server, arguments).await
}

/// Runs Node in `e2e/clients/node`, with the server's address in `PHIOMIA_URL`; returns what it
/// printed.
///
/// # Errors
/// When there is no Node, or the program fails: with what it printed.
pub async fn node(server: &str, arguments: &[&str]) -> Result<String> {
    run(Command::new(program(NODE)?), &clients().join("node"), server, arguments).await
}

fn program(name: &str) -> Result<OsString> {
    std::env::var_os(name).with_context(|| format!("{name} names no program; `cargo xtask test e2e` sets it"))
}

async fn run(mut command: Command, folder: &Path, server: &str, arguments: &[&str]) -> Result<String> {
    command.args(arguments).current_dir(folder).env("PHIOMIA_URL", server);
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    if !output.status.success() {
        bail!("{arguments:?} failed ({}):\n{printed}", output.status);
    }
    Ok(printed)
}
