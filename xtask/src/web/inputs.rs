//! One number for everything that goes into the web app, to tell whether it must be built again.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

use anyhow::{Context, Result};

use super::files_under;

const FOLDERS: &[&str] = &["frontend", "shared", "xtask/src/web"];
const FILES: &[&str] = &["Cargo.toml", "Cargo.lock", "Trunk.toml"];

/// A hash over the contents and paths of all inputs, and `tag` (profile and tools).
pub(super) fn fingerprint(root: &Path, tag: &str) -> Result<String> {
    let dist = root.join("frontend/dist");
    let mut files: Vec<_> = FILES.iter().map(|file| root.join(file)).collect();
    for folder in FOLDERS {
        files.extend(files_under(&root.join(folder))?);
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(tag.as_bytes());
    for file in files.iter().filter(|file| !file.starts_with(&dist)) {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        hasher.write(file.strip_prefix(root).unwrap_or(file).as_os_str().as_encoded_bytes());
        hasher.write_usize(content.len());
        hasher.write(&content);
    }
    Ok(hex(hasher))
}

/// Sixteen digits of a hash over `content`, for a file name.
pub(crate) fn short_hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    hex(hasher)
}

fn hex(hasher: DefaultHasher) -> String {
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for folder in FOLDERS {
            fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for file in FILES.iter().chain(&["frontend/index.html"]) {
            fs::write(root.path().join(file), "x").unwrap();
        }
        root
    }

    #[test]
    fn a_changed_source_changes_the_fingerprint() {
        let root = project();
        let before = fingerprint(root.path(), "web").unwrap();
        assert_eq!(before, fingerprint(root.path(), "web").unwrap());
        fs::write(root.path().join("frontend/index.html"), "y").unwrap();
        assert_ne!(before, fingerprint(root.path(), "web").unwrap());
    }

    #[test]
    fn another_profile_changes_the_fingerprint() {
        let root = project();
        assert_ne!(fingerprint(root.path(), "web").unwrap(), fingerprint(root.path(), "web-dev").unwrap());
    }

    #[test]
    fn the_built_app_is_no_input() {
        let root = project();
        let before = fingerprint(root.path(), "web").unwrap();
        fs::create_dir(root.path().join("frontend/dist")).unwrap();
        fs::write(root.path().join("frontend/dist/app.js"), "built").unwrap();
        assert_eq!(before, fingerprint(root.path(), "web").unwrap());
    }
}
