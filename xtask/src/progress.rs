//! What a person sees while something long runs: a heading, a line now and then with the time so
//! far, and at the end the time it took. The full output is shown only when it failed.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::cmd;

const EVERY: Duration = Duration::from_secs(20);
const KEPT_LINES: usize = 60;

/// `7.3s`, `2m 05s`.
pub(crate) fn short(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds}.{}s", time.subsec_millis() / 100),
        seconds => format!("{}m {:02}s", seconds / 60, seconds % 60),
    }
}

/// A heading, the work, and the time it took.
pub(crate) fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    eprintln!("==> {what}");
    let result = work().with_context(|| format!("{what} failed"))?;
    eprintln!("    {what}: done in {}", short(start.elapsed()));
    Ok(result)
}

/// Runs a chatty command behind a line of progress every twenty seconds.
pub(crate) fn quietly(what: &str, command: &mut Command) -> Result<()> {
    timed(what, || {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", cmd::describe(command)))?;
        let (sender, lines) = channel();
        forward(child.stdout.take(), sender.clone());
        forward(child.stderr.take(), sender);
        let kept = follow(&lines, what);
        let status = child.wait()?;
        if !status.success() {
            kept.iter().for_each(|line| eprintln!("    | {line}"));
        }
        cmd::check(status, command)
    })
}

fn forward(stream: Option<impl Read + Send + 'static>, lines: Sender<String>) {
    let Some(stream) = stream else { return };
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if lines.send(line).is_err() {
                break;
            }
        }
    });
}

/// Reads until both streams end; returns the last lines.
fn follow(lines: &std::sync::mpsc::Receiver<String>, what: &str) -> VecDeque<String> {
    let start = Instant::now();
    let mut shown = start;
    let mut count = 0_usize;
    let mut kept = VecDeque::with_capacity(KEPT_LINES);
    loop {
        match lines.recv_timeout(EVERY) {
            Ok(line) => {
                count += 1;
                if kept.len() == KEPT_LINES {
                    kept.pop_front();
                }
                kept.push_back(line);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return kept,
        }
        if shown.elapsed() >= EVERY {
            shown = Instant::now();
            let last = kept.back().map_or("", |line| line.trim());
            eprintln!("    {what}: {} so far, {count} lines, now: {last}", short(start.elapsed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_well() {
        assert_eq!(short(Duration::from_millis(7_340)), "7.3s");
        assert_eq!(short(Duration::from_secs(125)), "2m 05s");
    }

    #[test]
    fn a_failure_names_what_was_being_done() {
        let error = quietly("making nothing", &mut cmd::command("false")).unwrap_err();
        assert_eq!(error.to_string(), "making nothing failed");
    }
}
