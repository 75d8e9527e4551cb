//! Rules about dependencies that no compiler checks: what may not be in the tree, and nothing in a
//! manifest that the code does not use.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::cmd;

/// Another provider of cryptography beside aws-lc-rs makes rustls panic or doubles the binary.
const NEVER: &[&str] = &["native-tls", "openssl", "openssl-sys", "ring"];
/// The types that the web app shares must not bring a server along.
const NOT_IN_SHARED: &[&str] = &["poem", "poem-openapi", "reqwest", "sea-orm", "sqlx", "tokio"];
/// Used without being named in the code: `crate` of package `package`, and why.
const NOT_NAMED: &[(&str, &str)] = &[
    // Its default features would pull in another TLS library than the one chosen there.
    ("phiomia", "rustls"),
    // Named for its features (see there).
    ("phiomia", "tokio-stream"),
];

pub(super) fn check() -> Result<()> {
    for package in ["phiomia", "e2e"] {
        forbid(package, NEVER, &["--edges", "normal,build,dev"])?;
    }
    for package in ["shared", "kinds", "frontend"] {
        forbid(package, NOT_IN_SHARED, &["--edges", "normal"])?;
    }
    unused()
}

/// Fails if the tree of `package` holds one of `names`.
fn forbid(package: &str, names: &[&str], options: &[&str]) -> Result<()> {
    let mut tree = cmd::cargo();
    tree.args(["tree", "--quiet", "--locked", "--package", package, "--prefix", "none", "--format", "{p}"]);
    let text = cmd::capture(tree.args(options))?;
    let found: BTreeSet<_> = text.lines().filter_map(|line| line.split_whitespace().next()).collect();
    match names.iter().find(|name| found.contains(*name)) {
        Some(name) => bail!(
            "{package} depends on {name}, which is ruled out. `cargo tree -p {package} -i {name}` says through what"
        ),
        None => Ok(()),
    }
}

/// Fails if a manifest names a dependency that no source of its package mentions.
fn unused() -> Result<()> {
    let text =
        cmd::capture(cmd::cargo().args(["metadata", "--no-deps", "--locked", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let mut found = Vec::new();
    for package in list(&metadata, "packages") {
        found.extend(unused_in(package)?);
    }
    if !found.is_empty() {
        bail!("dependencies that no source mentions:\n    {}", found.join("\n    "));
    }
    Ok(())
}

fn unused_in(package: &Value) -> Result<Vec<String>> {
    let name = text(package, "name");
    let manifest = PathBuf::from(text(package, "manifest_path"));
    let code = sources(manifest.parent().unwrap_or(Path::new(".")))?;
    let unused = list(package, "dependencies").iter().filter_map(|dependency| {
        let renamed = dependency.get("rename").and_then(Value::as_str);
        let dependency = renamed.unwrap_or_else(|| text(dependency, "name"));
        let excused = NOT_NAMED.contains(&(name, dependency));
        (!excused && !mentions(&code, &dependency.replace('-', "_"))).then(|| format!("{name}: {dependency}"))
    });
    Ok(unused.collect())
}

/// All Rust sources of a package, without packages in folders below it.
fn sources(folder: &Path) -> Result<String> {
    let mut code = String::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() && !path.join("Cargo.toml").exists() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                code.push_str(&fs::read_to_string(&path)?);
                code.push('\n');
            }
        }
    }
    Ok(code)
}

/// `name` occurs as a word of its own.
fn mentions(code: &str, name: &str) -> bool {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(start, _)| {
        let before = code.get(..start).and_then(|text| text.chars().next_back());
        let after = code.get(start + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_count_as_use() {
        assert!(mentions("use http::Uri;", "http"));
        assert!(mentions("http", "http"));
        assert!(!mentions("use hyper_http2::http_body;", "http"));
    }

    #[test]
    fn an_unmentioned_dependency_is_found() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("src")).unwrap();
        fs::write(root.path().join("src/main.rs"), "use serde_json::Value;").unwrap();
        let package = serde_json::json!({
            "name": "sample",
            "manifest_path": root.path().join("Cargo.toml"),
            "dependencies": [{ "name": "serde-json" }, { "name": "left-pad" }, { "name": "x", "rename": "y" }],
        });
        assert_eq!(unused_in(&package).unwrap(), ["sample: left-pad", "sample: y"]);
    }
}
