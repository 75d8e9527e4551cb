//! The licences of everything in the lock file go with ours.

use anyhow::{Result, bail};
use serde_json::Value;

use crate::cmd;

/// Each may be part of a work under AGPL-3.0-or-later.
const ALLOWED: &[&str] = &[
    "0BSD",
    "AGPL-3.0-or-later",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    // The University of Illinois licence: MIT and BSD in one; only of a fuzzer that nothing links.
    "NCSA",
    "OpenSSL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(super) fn check() -> Result<()> {
    let text = cmd::capture(cmd::cargo().args(["metadata", "--locked", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata.get("packages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let refused: Vec<_> = packages.iter().filter_map(refusal).collect();
    if !refused.is_empty() {
        bail!("licences that are not on the list:\n    {}", refused.join("\n    "));
    }
    Ok(())
}

fn refusal(package: &Value) -> Option<String> {
    let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
    let licence = package.get("license").and_then(Value::as_str).unwrap_or("none named");
    (!is_allowed(licence)).then(|| format!("{name}: {licence}"))
}

/// SPDX expressions: `OR` offers a choice, `AND` and parentheses bind as usual; `/` is an old `OR`.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut words = words.as_slice();
    any_of(&mut words) && words.is_empty()
}

fn any_of(words: &mut &[&str]) -> bool {
    let mut allowed = all_of(words);
    while take(words, "OR") {
        allowed |= all_of(words);
    }
    allowed
}

fn all_of(words: &mut &[&str]) -> bool {
    let mut allowed = one(words);
    while take(words, "AND") {
        allowed &= one(words);
    }
    allowed
}

fn one(words: &mut &[&str]) -> bool {
    if take(words, "(") {
        let allowed = any_of(words);
        return take(words, ")") && allowed;
    }
    let Some((name, rest)) = words.split_first() else { return false };
    *words = rest;
    if !take(words, "WITH") {
        return ALLOWED.contains(name);
    }
    let Some((exception, rest)) = words.split_first() else { return false };
    *words = rest;
    ALLOWED.contains(&format!("{name} WITH {exception}").as_str())
}

fn take(words: &mut &[&str], word: &str) -> bool {
    match words.split_first() {
        Some((first, rest)) if *first == word => {
            *words = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_choice_is_enough() {
        assert!(is_allowed("GPL-2.0-only OR MIT"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
    }

    #[test]
    fn all_of_a_list_are_needed() {
        assert!(is_allowed("(MIT OR GPL-2.0-only) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-2.0-only"));
        assert!(!is_allowed("MIT AND (GPL-2.0-only OR SSPL-1.0)"));
    }

    #[test]
    fn unknown_and_broken_expressions_are_refused() {
        for expression in ["none named", "", "MIT AND", "(MIT", "MIT)", "SSPL-1.0", "MIT WITH Some-exception"]
        {
            assert!(!is_allowed(expression), "{expression}");
        }
    }
}
