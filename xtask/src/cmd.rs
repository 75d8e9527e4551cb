//! Starting other programs: with an environment free of what `cargo run` adds for this program,
//! and with errors that name the command.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, anyhow, bail};

/// Set by `cargo run` for xtask itself. `LD_LIBRARY_PATH` points to rustup's compiler libraries and
/// would reach another compiler; the rest makes build scripts of other packages run again.
const FROM_CARGO_RUN: &[&str] =
    &["LD_LIBRARY_PATH", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"];

/// A command run from the top of the repository.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(root());
    for name in FROM_CARGO_RUN {
        command.env_remove(name);
    }
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_PKG_")) {
        command.env_remove(name);
    }
    command
}

/// The cargo that runs xtask.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from))
}

/// The top of the repository. Asked at run time: a target folder may serve several work trees.
pub(crate) fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let inside = manifest.or_else(|| env::current_dir().ok()).unwrap_or_default();
    inside
        .ancestors()
        .find(|dir| dir.join("Cargo.lock").exists())
        .map_or_else(PathBuf::new, Path::to_path_buf)
}

/// Where cargo builds for the host, whatever sets it (environment or configuration).
pub(crate) fn target_dir() -> Result<PathBuf> {
    let text = capture(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text)?;
    let dir = metadata.get("target_directory").and_then(|dir| dir.as_str());
    Ok(PathBuf::from(dir.ok_or_else(|| anyhow!("cargo metadata names no target folder"))?))
}

/// Runs to the end with output shown; anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", describe(command)))?;
    check(status, command)
}

/// Runs to the end and returns standard output; standard error is shown only with the error.
pub(crate) fn capture(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start {}", describe(command)))?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
    }
    check(output.status, command)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Standard output of a command that may be missing or fail.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub(crate) fn check(status: ExitStatus, command: &Command) -> Result<()> {
    if !status.success() {
        bail!("{} ended with {status}", describe(command));
    }
    Ok(())
}

/// The command as one would type it, without its environment.
pub(crate) fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// The full path of a program on `PATH`. Administration folders count too: a plain user's `PATH`
/// lacks them.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let admin = ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path).chain(admin).map(|dir| dir.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_described_as_typed() {
        let mut command = command("/usr/bin/cargo");
        command.args(["build", "--locked"]).env("SECRET", "x");
        assert_eq!(describe(&command), "cargo build --locked");
    }

    #[test]
    fn a_failing_command_is_an_error_that_names_it() {
        let error = run(&mut command("false")).unwrap_err();
        assert!(error.to_string().starts_with("false ended with"), "{error}");
    }

    #[test]
    fn a_missing_program_probes_to_nothing() {
        assert!(probe(&mut command("no-such-program-anywhere")).is_none());
        assert!(find("no-such-program-anywhere").is_none());
        assert!(find("sh").is_some());
    }

    #[test]
    fn the_root_holds_the_lock_file() {
        assert!(root().join("xtask/Cargo.toml").exists());
    }
}
