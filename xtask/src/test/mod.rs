//! `cargo xtask test`: every check, cheap ones first; the first failure ends it.

mod features;
mod hygiene;
mod licences;
mod outcome;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::ValueEnum;

use crate::progress;
use outcome::Counts;

/// In the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    /// Formatting.
    Fmt,
    /// Dependencies: none forbidden, none unused, the same features everywhere, licences fit.
    Hygiene,
    /// Clippy on everything that runs on the host.
    Lint,
    /// Clippy on the web app, for wasm.
    LintWeb,
    /// Unit and integration tests, on SQLite, PostgreSQL and Valkey.
    Unit,
    /// The web app's own tests.
    UnitWeb,
    /// The committed OpenAPI document is what the server says.
    Openapi,
    /// The web app builds and stays within its size.
    Web,
    /// Federation and browser tests against real server processes.
    E2e,
}

struct Done {
    step: Step,
    time: Duration,
}

/// Runs `steps`, or all.
pub(crate) fn run(steps: &[Step]) -> Result<()> {
    let mut steps = if steps.is_empty() { Step::value_variants().to_vec() } else { steps.to_vec() };
    steps.sort();
    steps.dedup();
    let start = Instant::now();
    let mut bench = steps::Bench::default();
    let mut done = Vec::new();
    let mut result = Ok(());
    for step in steps {
        eprintln!("\n==> test {}", name(step));
        let begun = Instant::now();
        result = bench.run(step).with_context(|| format!("test step `{}` failed", name(step)));
        done.push(Done { step, time: begun.elapsed() });
        if result.is_err() {
            break;
        }
    }
    let counts = bench.counts;
    drop(bench);
    summarise(&done, result.is_ok(), start.elapsed(), counts);
    result
}

fn summarise(done: &[Done], all_passed: bool, time: Duration, counts: Counts) {
    eprintln!("\n{:<10} {:>8}", "step", "time");
    for (index, Done { step, time }) in done.iter().enumerate() {
        let failed = if !all_passed && index + 1 == done.len() { "  FAILED" } else { "" };
        eprintln!("{:<10} {:>8}{failed}", name(*step), progress::short(*time));
    }
    eprintln!("{:<10} {:>8}\n", "all", progress::short(time));
    if counts != Counts::default() {
        eprintln!("{counts}");
    }
}

fn name(step: Step) -> String {
    step.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_named_as_typed() {
        let names: Vec<_> = Step::value_variants().iter().map(|step| name(*step)).collect();
        let wanted = ["fmt", "hygiene", "lint", "lint-web", "unit", "unit-web", "openapi", "web", "e2e"];
        assert_eq!(names, wanted);
    }
}
