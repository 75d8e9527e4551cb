//! Building the web app into `frontend/dist`, which the server embeds.
//!
//! Trunk compiles and bundles; then the inline loader becomes a file, so that a strict
//! Content-Security-Policy holds, and everything is compressed once, at the highest level.

mod compress;
mod inputs;
mod loader;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::wasm::Toolchain;
use crate::{cmd, progress, tools, wasm};
pub(crate) use inputs::short_hash;

/// Also the reloading page's way to notice a new build, in `dev`.
const STAMP: &str = "build-id.txt";

/// What the web app may weigh when compressed, all files together.
const LIMIT: u64 = 900 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Small: what people get.
    Web,
    /// Quick to compile, uncompressed, and the page reloads itself.
    Dev,
}

impl Profile {
    /// The Cargo profile's name.
    fn name(self) -> &'static str {
        match self {
            Profile::Web => "web",
            Profile::Dev => "web-dev",
        }
    }
}

pub(crate) fn dist() -> PathBuf {
    cmd::root().join("frontend/dist")
}

/// Builds unless the last build had the same inputs.
pub(crate) fn build(profile: Profile) -> Result<()> {
    if !cmd::root().join("frontend/index.html").exists() {
        bail!("there is no frontend/index.html to build");
    }
    let toolchain = wasm::toolchain()?;
    let tools = tools::ensure()?;
    let tag = format!("{} {toolchain} {}", profile.name(), tools.wasm_opt);
    let stamp = format!("{}\n", inputs::fingerprint(&cmd::root(), &tag)?);
    if fs::read_to_string(dist().join(STAMP)).is_ok_and(|found| found == stamp) {
        eprintln!("==> the web app is up to date");
        return report(profile);
    }
    progress::timed("building the web app", || bundle(profile, &toolchain, &tools))?;
    tables::repair(&dist())?;
    loader::externalise(&dist(), profile == Profile::Dev)?;
    if profile == Profile::Web {
        progress::timed("compressing the web app", || compress::all(&dist()))?;
    }
    fs::write(dist().join(STAMP), stamp)?;
    report(profile)
}

fn bundle(profile: Profile, toolchain: &Toolchain, tools: &tools::Tools) -> Result<()> {
    // Trunk builds offline, so that it downloads no tools; crates are fetched here instead.
    let mut fetch = cmd::cargo();
    fetch.args(["fetch", "--quiet", "--target", wasm::TARGET]);
    cmd::run(toolchain.apply(&mut fetch)?)?;

    let mut trunk = tools.trunk();
    trunk.arg("build").env("TRUNK_BUILD_CARGO_PROFILE", profile.name());
    match profile {
        Profile::Web => trunk.env("TRUNK_BUILD_RELEASE", "true"),
        // Leptos erases component types: much less to compile, a little slower.
        Profile::Dev => trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "--cfg erase_components"),
    };
    cmd::run(toolchain.apply(&mut trunk)?)
}

/// Prints what a browser downloads; more than the limit is an error.
fn report(profile: Profile) -> Result<()> {
    if profile == Profile::Dev {
        return Ok(());
    }
    let files = compress::sizes(&dist()).context("cannot read frontend/dist")?;
    for (name, size) in &files {
        eprintln!("    {:>9} {name}", compress::kib(*size));
    }
    let total = files.values().sum();
    eprintln!("    {:>9} in all, compressed (limit {})", compress::kib(total), compress::kib(LIMIT));
    if total > LIMIT {
        bail!("the web app weighs {}, over its limit of {}", compress::kib(total), compress::kib(LIMIT));
    }
    Ok(())
}

/// Every file under `dir`, sorted, folders left out.
fn files_under(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
