//! Client libraries of others: Python programs in `e2e/clients`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// An interpreter with what `e2e/clients/requirements.txt` names; the test command sets it.
const INTERPRETER: &str = "PHIOMIA_PYTHON";

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
    let interpreter = std::env::var_os(INTERPRETER)
        .with_context(|| format!("{INTERPRETER} names no Python; `cargo xtask test e2e` sets it"))?;
    let mut command = Command::new(interpreter);
    command
        .arg("-m")
        .args(arguments)
        .current_dir(folder)
        .env("PHIOMIA_URL", server)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let output = tokio::task::spawn_blocking(move || command.output()).await??;
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    if !output.status.success() {
        bail!("{arguments:?} failed ({}):\n{printed}", output.status);
    }
    Ok(printed)
}
