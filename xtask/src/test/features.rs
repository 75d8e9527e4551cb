//! Every command asks dependencies for the same features (decision 009): else Cargo compiles them
//! again for each, and what is tested is not what ships.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use crate::cmd;

/// What the server is built with, and what the end-to-end tests are.
const SELECTIONS: [(&[&str], &str); 2] = [
    (&["--package", "phiomia"], "normal,build"),
    (&["--package", "phiomia", "--package", "e2e"], "normal,build,dev"),
];
/// What the other tests are built with.
const ALL: (&[&str], &str) = (&["--workspace", "--exclude", "frontend"], "normal,build,dev");

type Features = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check() -> Result<()> {
    let all = features(ALL)?;
    for selection in SELECTIONS {
        let differing = differences(&features(selection)?, &all);
        if !differing.is_empty() {
            let names = selection.0.join(" ");
            bail!(
                "with {names}, other features than with the whole workspace:\n    {}",
                differing.join("\n    ")
            );
        }
    }
    Ok(())
}

fn features((packages, edges): (&[&str], &str)) -> Result<Features> {
    let mut tree = cmd::cargo();
    tree.args(["tree", "--quiet", "--locked", "--prefix", "none", "--no-dedupe", "--format", "{p}|{f}"]);
    let text = cmd::capture(tree.args(["--edges", edges]).args(packages))?;
    Ok(parse(&text))
}

/// The sets of features of each package; one that is built for build scripts too may have two.
fn parse(text: &str) -> Features {
    let mut found = Features::new();
    for (package, features) in text.lines().filter_map(|line| line.split_once('|')) {
        found.entry(package.trim().to_owned()).or_default().insert(features.trim().to_owned());
    }
    found
}

fn differences(some: &Features, all: &Features) -> Vec<String> {
    let differs = |(package, sets): &(&String, &BTreeSet<String>)| {
        all.get(*package).is_some_and(|known| !sets.is_subset(known))
    };
    some.iter().filter(differs).map(|(package, sets)| format!("{package}: {sets:?}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_with_fewer_features_is_named() {
        let all = parse("a v1|x,y\nb v1|\na v1|x,y\n");
        assert_eq!(differences(&parse("a v1|x\nb v1|"), &all), ["a v1: {\"x\"}"]);
        assert!(differences(&parse("a v1|x,y\nc v1|z"), &all).is_empty());
    }
}
