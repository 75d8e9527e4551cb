//! System packages, on Debian and Ubuntu: which are missing for what, and their installation.
//!
//! As root they are installed; anybody else is told the command to run.

use std::fs;
use std::os::unix::fs::MetadataExt;

use anyhow::{Result, bail};

use crate::progress;
use crate::{cmd, services, wasm};

/// Something the system has to provide.
pub(crate) struct Need {
    /// What it is for, in words for the person at the terminal.
    purpose: &'static str,
    found: fn() -> bool,
    /// Package sets that provide it; the first one known to this system is installed.
    packages: &'static [&'static [&'static str]],
    /// Missing, it is worth a warning and no more, when it cannot be installed.
    optional: bool,
}

pub(crate) static MEDIA: Need = Need {
    purpose: "video and audio (the server runs without them, on images alone)",
    found: || has(&["ffmpeg", "ffprobe"]),
    packages: &[&["ffmpeg"]],
    optional: true,
};
pub(crate) static HEIF: Need = Need {
    purpose: "HEIC pictures (the server runs without them)",
    found: || has(&["heif-convert"]) || has(&["heif-dec"]),
    // Newer releases have the decoder in a package of its own.
    packages: &[&["libheif-examples", "libheif-plugin-libde265"], &["libheif-examples"]],
    optional: true,
};
pub(crate) static WASM_OPT: Need = Need {
    purpose: "making the web app small",
    found: || has(&["wasm-opt"]),
    packages: &[&["binaryen"]],
    optional: false,
};
pub(crate) static WASM_COMPILER: Need = Need {
    purpose: "compiling the web app (rustup has no wasm target to offer)",
    found: wasm::debian_compiler_found,
    packages: &[&["rustc-web", "rust-web-src"]],
    optional: false,
};
pub(crate) static WASM_LINTER: Need = Need {
    purpose: "checking the web app with the compiler that builds it",
    found: || fs::exists("/usr/bin/cargo-clippy").unwrap_or(false),
    packages: &[&["rust-web-clippy"]],
    optional: false,
};
pub(crate) static POSTGRES: Need = Need {
    purpose: "tests on PostgreSQL",
    found: || services::postgres::bin_dir().is_some(),
    packages: &[&["postgresql"]],
    optional: false,
};
pub(crate) static VALKEY: Need = Need {
    purpose: "tests on Valkey or Redis",
    found: || services::valkey::program().is_some(),
    packages: &[&["valkey-server"], &["redis-server"]],
    optional: false,
};
pub(crate) static BROWSER: Need = Need {
    purpose: "browser tests",
    found: || has(&["chromedriver"]) && (has(&["chromium"]) || has(&["chromium-browser"])),
    packages: &[&["chromium", "chromium-driver"], &["chromium-browser", "chromium-chromedriver"]],
    optional: false,
};
pub(crate) static PYTHON: Need = Need {
    purpose: "tests with client libraries",
    found: || cmd::probe(cmd::command("python3").args(["-c", "import ensurepip, venv"])).is_some(),
    packages: &[&["python3", "python3-venv"]],
    optional: false,
};

pub(crate) static LOAD: Need = Need {
    purpose: "putting load on the server",
    found: || has(&["wrk"]),
    packages: &[&["wrk"]],
    optional: false,
};

/// What running and testing need together (the wasm compiler is asked for by `wasm` alone, for only
/// `wasm` knows whether rustup can serve).
pub(crate) static ALL: &[&Need] = &[&MEDIA, &HEIF, &WASM_OPT, &POSTGRES, &VALKEY, &BROWSER, &PYTHON];

/// Installs what is missing of `needs`, or says how to.
pub(crate) fn ensure(needs: &[&Need]) -> Result<()> {
    let missing: Vec<_> = needs.iter().copied().filter(|need| !(need.found)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if cmd::find("apt-get").is_none() {
        bail!("install what provides: {}", purposes(&missing));
    }
    if !is_root() {
        return advise(&missing);
    }
    progress::quietly("updating the package lists", cmd::command("apt-get").args(["update", "-q"]))?;
    let packages = choose(&missing, known_to_apt);
    let what = format!("installing {} for {}", packages.join(" "), purposes(&missing));
    let mut install = cmd::command("apt-get");
    install.args(["install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"]);
    install.args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    progress::quietly(&what, &mut install)?;
    match missing.iter().find(|need| !(need.found)()) {
        Some(need) => bail!("installed, and still not found: what serves {}", need.purpose),
        None => Ok(()),
    }
}

fn advise(missing: &[&Need]) -> Result<()> {
    let (optional, required): (Vec<&Need>, Vec<&Need>) = missing.iter().partition(|need| need.optional);
    let line = |needs: &[&Need]| install_line(&choose(needs, known_to_apt));
    if required.is_empty() {
        eprintln!("note: not installed: {}. To have it: {}", purposes(&optional), line(&optional));
        return Ok(());
    }
    bail!("not installed: {}. Run this, then try again:\n\n    {}\n", purposes(missing), line(missing))
}

fn install_line(packages: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get install -y {}", packages.join(" "))
}

fn purposes(needs: &[&Need]) -> String {
    needs.iter().map(|need| need.purpose).collect::<Vec<_>>().join(", ")
}

/// For each need the first set of packages that is known, else the last (the one found in most
/// releases).
fn choose(needs: &[&Need], known: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let sets = needs.iter().filter_map(|need| {
        need.packages.iter().find(|set| set.iter().all(|package| known(package))).or(need.packages.last())
    });
    sets.flat_map(|set| set.iter().copied()).collect()
}

fn known_to_apt(package: &str) -> bool {
    cmd::probe(cmd::command("apt-cache").args(["show", "--no-all-versions", package]))
        .is_some_and(|text| !text.trim().is_empty())
}

fn has(programs: &[&str]) -> bool {
    programs.iter().all(|program| cmd::find(program).is_some())
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_set_is_taken() {
        assert_eq!(choose(&[&VALKEY], |_| true), ["valkey-server"]);
        assert_eq!(choose(&[&VALKEY], |package| package == "redis-server"), ["redis-server"]);
    }

    #[test]
    fn a_set_with_an_unknown_package_is_passed_over() {
        let chosen = choose(&[&BROWSER], |package| package != "chromium-driver");
        assert_eq!(chosen, ["chromium-browser", "chromium-chromedriver"]);
    }

    #[test]
    fn without_package_lists_the_common_name_is_advised() {
        let packages = choose(&[&POSTGRES, &VALKEY], |_| false);
        assert_eq!(
            install_line(&packages),
            "sudo apt-get update && sudo apt-get install -y postgresql redis-server"
        );
    }

    #[test]
    fn every_need_has_packages() {
        for need in ALL.iter().chain(&[&WASM_COMPILER, &WASM_LINTER]) {
            assert!(need.packages.iter().all(|set| !set.is_empty()), "{}", need.purpose);
        }
    }
}
