//! The committed OpenAPI document, and whether it still is what the server says.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::cmd;

fn document() -> PathBuf {
    cmd::root().join("openapi/openapi.json")
}

/// What the server prints about itself.
fn generate() -> Result<String> {
    let mut server = cmd::cargo();
    server.args(["run", "--quiet", "--package", "phiomia", "--", "openapi"]);
    let text = cmd::capture(&mut server)?;
    Ok(format!("{}\n", text.trim_end()))
}

pub(crate) fn write() -> Result<()> {
    let path = document();
    fs::create_dir_all(path.parent().unwrap_or(&path))?;
    fs::write(&path, generate()?).with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("written: {}", path.display());
    Ok(())
}

/// Fails when code and document differ.
pub(crate) fn check() -> Result<()> {
    let path = document();
    let committed = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    if let Some(difference) = first_difference(&committed, &generate()?) {
        bail!(
            "openapi/openapi.json is not what the server says; `cargo xtask openapi` writes it again\n{difference}"
        );
    }
    Ok(())
}

fn first_difference(committed: &str, generated: &str) -> Option<String> {
    let count = committed.lines().count().max(generated.lines().count());
    let lines = |text: &'_ str| {
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.resize(count, "(end of document)".to_owned());
        lines
    };
    let pairs = lines(committed).into_iter().zip(lines(generated)).enumerate();
    pairs.into_iter().find(|(_, (old, new))| old != new).map(|(number, (old, new))| {
        format!("line {}:\n  committed: {}\n  server:    {}", number + 1, old.trim(), new.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_documents_do_not_differ() {
        assert_eq!(first_difference("{\n}\n", "{\n}\n"), None);
    }

    #[test]
    fn the_first_different_line_is_shown() {
        let text = first_difference("{\n \"a\": 1\n}", "{\n \"a\": 2\n}").unwrap();
        assert_eq!(text, "line 2:\n  committed: \"a\": 1\n  server:    \"a\": 2");
    }

    #[test]
    fn a_longer_document_differs_at_its_end() {
        assert!(first_difference("a\n", "a\nb\n").unwrap().contains("(end of document)"));
    }
}
