//! What the kernel and the server say about a process.

use std::{fs, time::Duration};

use anyhow::{Context, Result};

/// Clock ticks a second, fixed on Linux for what `/proc` shows.
const TICKS: u64 = 100;

/// CPU time used so far, in user and kernel mode. With PostgreSQL the time of its processes is added.
pub(crate) fn cpu(pid: u32) -> Result<Duration> {
    let mut ticks = ticks(pid)?;
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(other) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        let name = fs::read_to_string(format!("/proc/{other}/comm")).unwrap_or_default();
        if name.trim() == "postgres" {
            ticks += self::ticks(other).unwrap_or(0);
        }
    }
    Ok(Duration::from_millis(ticks * 1000 / TICKS))
}

fn ticks(pid: u32) -> Result<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit_once(')').context("no stat")?.1.split_whitespace().collect();
    let field =
        |number: usize| fields.get(number).and_then(|text| text.parse::<u64>().ok()).context("no stat");
    Ok(field(11)? + field(12)?)
}

/// Resident memory in bytes.
pub(crate) fn memory(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kilobytes * 1024)
}

/// SQL statements run so far, from the server's metrics.
pub(crate) async fn statements(port: u16) -> Result<u64> {
    #[expect(clippy::disallowed_methods, reason = "the bench talks to its own server")]
    let text =
        reqwest::Client::new().get(format!("http://127.0.0.1:{port}/metrics")).send().await?.text().await?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("phiomia_sql_statements_total "))
        .context("no counter of statements")?;
    Ok(line.trim().parse()?)
}

/// A CPU stopwatch for a process.
pub(crate) struct Stopwatch {
    pid: u32,
    start: Duration,
}

impl Stopwatch {
    /// Starts it.
    pub(crate) fn start(pid: u32) -> Result<Self> {
        Ok(Self { pid, start: cpu(pid)? })
    }

    /// CPU milliseconds since the start, for each of `count`.
    pub(crate) fn each(&self, count: usize) -> Result<f64> {
        let used = cpu(self.pid)?.saturating_sub(self.start);
        Ok(used.as_secs_f64() * 1000.0 / count.max(1) as f64)
    }
}
