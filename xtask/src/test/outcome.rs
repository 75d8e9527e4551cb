//! Counts what `cargo test` reports, while showing it.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::ops::AddAssign;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::cmd;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

impl Counts {
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`
    fn of_line(line: &str) -> Option<Self> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let of = |what: &str| {
            let mut parts = numbers.split("; ");
            parts.find_map(|part| part.strip_suffix(what)?.trim().parse().ok())
        };
        Some(Self { passed: of("passed")?, failed: of("failed")?, skipped: of("ignored")? })
    }
}

/// Runs a `cargo test`; the counts are right for a failed one too.
pub(super) fn run(tests: &mut Command) -> (Counts, Result<()>) {
    let mut counts = Counts::default();
    let result = follow(tests, std::io::stdout(), &mut counts);
    (counts, result)
}

fn follow(tests: &mut Command, mut shown: impl Write, counts: &mut Counts) -> Result<()> {
    let started = tests.stdout(Stdio::piped()).spawn();
    let mut child = started.with_context(|| format!("cannot start {}", cmd::describe(tests)))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            shown.write_all(&line)?;
            shown.write_all(b"\n")?;
            if let Some(more) = Counts::of_line(&String::from_utf8_lossy(&line)) {
                *counts += more;
            }
        }
    }
    cmd::check(child.wait()?, tests)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_cargos_lines() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.10s";
        let counts = Counts::of_line(line).unwrap();
        assert_eq!(counts, Counts { passed: 12, failed: 3, skipped: 1 });
        assert_eq!(counts.to_string(), "12 passed, 3 failed, 1 skipped");
        assert_eq!(Counts::of_line("test some::test ... ok"), None);
    }

    #[test]
    fn several_runs_add_up_and_a_failure_stays_one() {
        let lines = "test result: ok. 2 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 1 failed; 0 ignored\n";
        let mut shell = cmd::command("sh");
        shell.args(["-c", &format!("printf '{lines}'; exit 101")]);
        let (mut shown, mut counts) = (Vec::new(), Counts::default());
        assert!(follow(&mut shell, &mut shown, &mut counts).is_err());
        assert_eq!(counts, Counts { passed: 3, failed: 1, skipped: 0 });
        assert_eq!(String::from_utf8(shown).unwrap(), lines);
    }
}
