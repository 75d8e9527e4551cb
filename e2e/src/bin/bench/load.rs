//! Load from `wrk`, and what it says.

use std::{process::Command, time::Duration};

use anyhow::{Context, Result, bail};

use crate::{cases::Case, process};

/// Requests before the measurement, so that caches are as warm as they will be.
const WARM_UP: Duration = Duration::from_secs(1);

/// What a run measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    /// Milliseconds.
    pub(crate) p50: f64,
    /// Milliseconds.
    pub(crate) p99: f64,
    /// CPU milliseconds of the server for each request.
    pub(crate) cpu_ms: f64,
}

/// Runs one case against the process `pid`.
pub(crate) fn run(url: &str, case: &Case, duration: Duration, pid: u32) -> Result<Measured> {
    wrk(url, case, WARM_UP)?;
    let before = process::cpu(pid)?;
    let output = wrk(url, case, duration)?;
    let cpu = process::cpu(pid)? - before;
    let requests: u64 = output
        .lines()
        .find_map(|line| line.trim().split_once(" requests in "))
        .and_then(|(count, _)| count.parse().ok())
        .context("wrk says no number of requests")?;
    if output.contains("Non-2xx") {
        bail!("{}: the server answers errors:\n{output}", case.name);
    }
    let percentile = |name: &str| {
        output
            .lines()
            .find_map(|line| line.trim().strip_prefix(name))
            .and_then(|text| milliseconds(text.trim()))
    };
    Ok(Measured {
        requests,
        per_second: requests as f64 / duration.as_secs_f64(),
        p50: percentile("50%").context("wrk says no p50")?,
        p99: percentile("99%").context("wrk says no p99")?,
        cpu_ms: cpu.as_secs_f64() * 1000.0 / requests.max(1) as f64,
    })
}

fn wrk(url: &str, case: &Case, duration: Duration) -> Result<String> {
    let mut command = Command::new("wrk");
    command.args([
        "--latency",
        "-t",
        "1",
        "-c",
        &case.connections.to_string(),
        "-d",
        &format!("{}s", duration.as_secs()),
    ]);
    for (name, value) in headers(case) {
        command.arg("-H").arg(format!("{name}: {value}"));
    }
    let output = command.arg(url).output().context("wrk is not installed")?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The answer, once: what the baseline will return.
pub(crate) async fn fetch(url: &str, case: &Case) -> Result<Vec<u8>> {
    #[expect(clippy::disallowed_methods, reason = "the bench talks to its own server")]
    let mut request = reqwest::Client::new().get(url);
    for (name, value) in headers(case) {
        request = request.header(name, value);
    }
    Ok(request.send().await?.error_for_status()?.bytes().await?.to_vec())
}

/// An answer to the bearer of `token`, read to its end.
pub(crate) async fn get(client: &reqwest::Client, url: &str, token: &str) -> Result<()> {
    client.get(url).bearer_auth(token).send().await?.error_for_status()?.bytes().await?;
    Ok(())
}

fn headers(case: &Case) -> Vec<(&'static str, String)> {
    let token = case.token.as_ref().map(|token| ("Authorization", format!("Bearer {token}")));
    let accept = case.accept.map(|accept| ("Accept", accept.to_owned()));
    token.into_iter().chain(accept).collect()
}

/// `1.23ms`, `456.00us` or `1.02s` in milliseconds.
fn milliseconds(text: &str) -> Option<f64> {
    let (number, factor) = if let Some(number) = text.strip_suffix("us") {
        (number, 0.001)
    } else if let Some(number) = text.strip_suffix("ms") {
        (number, 1.0)
    } else {
        (text.strip_suffix('s')?, 1000.0)
    };
    Some(number.parse::<f64>().ok()? * factor)
}
