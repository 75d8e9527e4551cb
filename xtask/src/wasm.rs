//! The compiler for the web app.
//!
//! Where the Rust in use has the wasm target, or rustup can fetch it, nothing is special. Elsewhere
//! a distribution's compiler is taken, and cargo builds the standard library for it from source.
//! Either way the web build has a target folder of its own: another compiler or other flags would
//! throw away what the server's build had cached.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt};

use anyhow::{Result, bail};

use crate::{cmd, debian, progress};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/cargo-clippy";

/// Set to `rustup` or `debian`, it decides instead of what is found.
const CHOICE: &str = "PHIOMIA_WASM";

pub(crate) enum Toolchain {
    /// The Rust in use has the target.
    Rustup,
    /// Debian's compiler with its sources; the linker comes from the Rust in use.
    Debian { linker: PathBuf },
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Toolchain::Rustup => "rustup",
            Toolchain::Debian { .. } => "debian",
        })
    }
}

impl Toolchain {
    /// Makes `command` (cargo, or a program that starts cargo) build for wasm.
    pub(crate) fn apply<'a>(&self, command: &'a mut Command) -> Result<&'a mut Command> {
        command.env("CARGO_TARGET_DIR", target_dir()?);
        if let Toolchain::Debian { linker } = self {
            // Cargo reads the bootstrap variable itself, and only then listens to unstable ones.
            command.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        Ok(command)
    }

    /// `cargo clippy` of the same compiler.
    pub(crate) fn clippy(&self) -> Result<Command> {
        let mut command = match self {
            Toolchain::Rustup => cmd::cargo(),
            Toolchain::Debian { .. } => {
                debian::ensure(&[&debian::WASM_LINTER])?;
                cmd::command(DEBIAN_CLIPPY)
            }
        };
        command.arg("clippy");
        self.apply(&mut command)?;
        Ok(command)
    }
}

/// `target-web` beside the usual target folder.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let mut dir = cmd::target_dir()?.into_os_string();
    dir.push("-web");
    Ok(PathBuf::from(dir))
}

/// Finds a compiler for wasm, or installs one.
pub(crate) fn toolchain() -> Result<Toolchain> {
    match env::var(CHOICE).as_deref() {
        Ok("rustup") => rustup_or_fail(),
        Ok("debian") => debian_toolchain(),
        Ok(other) => bail!("{CHOICE} is {other:?}; it may be rustup or debian"),
        Err(_) if target_installed() || add_target() => Ok(Toolchain::Rustup),
        Err(_) => debian_toolchain(),
    }
}

fn rustup_or_fail() -> Result<Toolchain> {
    if target_installed() || add_target() {
        return Ok(Toolchain::Rustup);
    }
    bail!("rustup could not add {TARGET}")
}

fn target_installed() -> bool {
    let args = ["--print", "target-libdir", "--target", TARGET];
    let Some(dir) = cmd::probe(cmd::command("rustc").args(args)) else { return false };
    fs::read_dir(dir.trim()).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

fn add_target() -> bool {
    if cmd::find("rustup").is_none() {
        return false;
    }
    let mut add = cmd::command("rustup");
    add.args(["target", "add", TARGET]).env("RUSTUP_MAX_RETRIES", "1");
    match progress::quietly("adding the wasm target through rustup", &mut add) {
        Ok(()) => target_installed(),
        Err(error) => {
            eprintln!("    {error}; taking the distribution's compiler instead");
            false
        }
    }
}

fn debian_toolchain() -> Result<Toolchain> {
    debian::ensure(&[&debian::WASM_COMPILER])?;
    Ok(Toolchain::Debian { linker: linker()? })
}

/// `rust-lld` ships with every rustup toolchain.
fn linker() -> Result<PathBuf> {
    let sysroot = cmd::capture(cmd::command("rustc").args(["--print", "sysroot"]))?;
    let version = cmd::capture(cmd::command("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default();
    let linker = Path::new(sysroot.trim()).join("lib/rustlib").join(host).join("bin/rust-lld");
    if !linker.exists() {
        bail!("no linker for the web app: {} is missing", linker.display());
    }
    Ok(linker)
}

/// Debian's compiler is there, is new enough for this workspace, and has the library's sources.
pub(crate) fn debian_compiler_found() -> bool {
    let Some(text) = cmd::probe(cmd::command(DEBIAN_RUSTC).arg("--version")) else { return false };
    let Some(sysroot) = cmd::probe(cmd::command(DEBIAN_RUSTC).args(["--print", "sysroot"])) else {
        return false;
    };
    let wanted = parse_version(env!("CARGO_PKG_RUST_VERSION"));
    let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    rustc_version(&text) >= wanted && sources.exists()
}

/// `rustc 1.96.0 (…)` → `[1, 96, 0]`.
fn rustc_version(text: &str) -> Option<Vec<u32>> {
    parse_version(text.split_whitespace().nth(1)?)
}

fn parse_version(text: &str) -> Option<Vec<u32>> {
    text.split(['.', '-']).take(3).map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiler_versions_compare_by_number() {
        let version = rustc_version("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)");
        assert_eq!(version, Some(vec![1, 96, 0]));
        assert!(version >= parse_version("1.95"));
        assert!(parse_version("1.100.0") > parse_version("1.96.0"));
        assert!(parse_version("1.85.0") < parse_version("1.95"));
    }

    #[test]
    fn nonsense_is_older_than_any_version() {
        assert!(rustc_version("no compiler here") < parse_version("1.0"));
    }

    #[test]
    fn the_web_build_stays_out_of_the_servers_target_folder() {
        let web = target_dir().unwrap();
        assert_ne!(web, cmd::target_dir().unwrap());
        assert!(web.to_string_lossy().ends_with("-web"));
    }
}
