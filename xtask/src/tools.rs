//! Trunk, wasm-bindgen and wasm-opt, in the versions that fit this repository.
//!
//! The first two are built once with `cargo install` into the user's cache folder, to be shared by
//! all clones. wasm-bindgen's command line must match the crate's version to the digit.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, ffi::OsString};

use anyhow::{Context, Result, anyhow};

use crate::{cmd, debian, progress};

/// The newest Trunk that our Rust compiles.
const TRUNK: &str = "0.21.14";

pub(crate) struct Tools {
    trunk: PathBuf,
    /// First in `PATH`, so that Trunk finds the others.
    path: OsString,
    wasm_bindgen: String,
    pub(crate) wasm_opt: String,
}

impl Tools {
    /// Trunk, told the versions it will find, so that it downloads none.
    pub(crate) fn trunk(&self) -> Command {
        let mut command = cmd::command(&self.trunk);
        command.env("PATH", &self.path);
        command.env("TRUNK_TOOLS_WASM_BINDGEN", &self.wasm_bindgen);
        command.env("TRUNK_TOOLS_WASM_OPT", &self.wasm_opt);
        command.env("TRUNK_OFFLINE", "true").env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk takes only `true` or `false` there, the rest of the world any value.
        command.env_remove("NO_COLOR");
        // Its errors are readable without.
        command.env("RUST_BACKTRACE", "0");
        command
    }
}

/// Finds the tools, installing what is missing.
pub(crate) fn ensure() -> Result<Tools> {
    debian::ensure(&[&debian::WASM_OPT])?;
    let wasm_bindgen = locked_version("wasm-bindgen")?;
    let trunk = ensure_built("trunk", "trunk", TRUNK, &["--no-default-features", "--features", "rustls"])?;
    let bindgen = ensure_built("wasm-bindgen", "wasm-bindgen-cli", &wasm_bindgen, &[])?;
    let folders =
        [&trunk, &bindgen].into_iter().filter_map(|program| program.parent().map(Path::to_path_buf));
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(folders.chain(env::split_paths(&path)))?;
    let text = cmd::capture(cmd::command("wasm-opt").arg("--version"))?;
    let wasm_opt = wasm_opt_version(&text).ok_or_else(|| anyhow!("wasm-opt names no version: {text:?}"))?;
    Ok(Tools { trunk, path, wasm_bindgen, wasm_opt })
}

/// `program` in exactly `version`: from the cache, from `PATH`, or built now.
fn ensure_built(program: &str, package: &str, version: &str, features: &[&str]) -> Result<PathBuf> {
    let cache = cache_dir()?;
    let cached = cache.join("tools/bin").join(program);
    let on_path = cmd::find(program).into_iter();
    if let Some(found) = [cached.clone()].into_iter().chain(on_path).find(|path| has_version(path, version)) {
        return Ok(found);
    }
    // A folder of its own, kept until the end: an interrupted build goes on where it was, and the
    // project's target folder is not locked meanwhile.
    let build = cache.join("tools-build").join(package);
    let what = format!("building {package} {version} (once; a few minutes)");
    let mut install = install_command(package, version, features, &cache, &build);
    // A mirror of the registry may lag behind the exact versions that the tool was released with.
    if progress::quietly(&what, install.arg("--locked")).is_err() {
        let mut install = install_command(package, version, features, &cache, &build);
        progress::quietly(&format!("{what}, with other versions of its dependencies"), &mut install)?;
    }
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))?;
    Ok(cached)
}

fn install_command(package: &str, version: &str, features: &[&str], cache: &Path, build: &Path) -> Command {
    let mut install = cmd::cargo();
    install.args(["install", "--force", "--version", version, package]).args(features);
    install.arg("--root").arg(cache.join("tools"));
    install.env("CARGO_TARGET_DIR", build);
    // These run for a second per build: compile them fast, not the other way round.
    install.env("CARGO_PROFILE_RELEASE_LTO", "off").env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    install.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1").env("CARGO_PROFILE_RELEASE_DEBUG", "false");
    install
}

fn has_version(program: &Path, version: &str) -> bool {
    cmd::probe(cmd::command(program).arg("--version"))
        .is_some_and(|text| text.split_whitespace().nth(1) == Some(version))
}

/// Where built tools are kept between clones.
pub(crate) fn cache_dir() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let dir = cache.or_else(home).ok_or_else(|| anyhow!("neither XDG_CACHE_HOME nor HOME is set"))?;
    Ok(dir.join("phiomia"))
}

fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string(cmd::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    version_in_lock(&lock, package).ok_or_else(|| anyhow!("{package} is not in Cargo.lock"))
}

/// The version of the first package of that name.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned))
}

/// `wasm-opt version 108 (version_108)` → `version_108`, as Trunk writes it.
fn wasm_opt_version(text: &str) -> Option<String> {
    let number = text.split_whitespace().skip_while(|word| *word != "version").nth(1)?;
    number.parse::<u32>().ok().map(|number| format!("version_{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_names_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "absent"), None);
    }

    #[test]
    fn wasm_opt_versions_are_read_in_every_form() {
        assert_eq!(wasm_opt_version("wasm-opt version 108 (version_108)\n").as_deref(), Some("version_108"));
        assert_eq!(wasm_opt_version("wasm-opt version 132").as_deref(), Some("version_132"));
        assert_eq!(wasm_opt_version("something else"), None);
    }

    #[test]
    fn a_tool_in_another_version_does_not_count() {
        let cargo = cmd::find("cargo").unwrap();
        assert!(!has_version(&cargo, "0.0.1"));
        assert!(!has_version(Path::new("/nowhere/trunk"), TRUNK));
    }
}
