//! `cargo xtask bench`: requests per second, latency, CPU, SQL and memory of the release build, each
//! beside a baseline of the same run that returns the same bytes from memory.
//!
//! CPU per request is the figure that holds on a noisy machine; ratios to the baseline hold across
//! machines. Nothing here asserts a time.
#![expect(clippy::print_stdout, reason = "a tool that prints its result")]

mod baseline;
mod cases;
mod load;
mod process;
mod report;

use std::time::Duration;

use anyhow::{Context, Result};
use cases::Case;
use e2e::{Options, Server};
use kinds::Millis;
use store::{Db, DbOptions};
use testkit::seed::{Seeded, Size, seed};

/// How the bench is run.
struct Arguments {
    size: Size,
    seconds: u64,
    json: Option<String>,
    postgres: Option<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    if let Some(file) = std::env::args().skip_while(|argument| argument != "--baseline").nth(1) {
        return baseline::serve(&file).await;
    }
    let arguments = arguments();
    let mut rows = Vec::new();
    rows.extend(measure("sqlite", None, &arguments).await?);
    if let Some(url) = &arguments.postgres {
        rows.extend(measure("postgres", Some(url), &arguments).await?);
    }
    println!("{}", report::table(&rows));
    if let Some(file) = &arguments.json {
        std::fs::write(file, report::json(&rows)?)?;
    }
    Ok(())
}

fn arguments() -> Arguments {
    let given: Vec<String> = std::env::args().collect();
    let value = |name: &str| given.iter().skip_while(|argument| *argument != name).nth(1).cloned();
    let large = given.iter().any(|argument| argument == "--large");
    Arguments {
        size: Size { users: 200, follows: 50, posts: if large { 1_000_000 } else { 20_000 } },
        seconds: value("--seconds").and_then(|text| text.parse().ok()).unwrap_or(8),
        json: value("--json"),
        postgres: std::env::var("PHIOMIA_TEST_POSTGRES").ok(),
    }
}

/// Measures every case on one database.
async fn measure(
    database: &'static str,
    postgres: Option<&str>,
    arguments: &Arguments,
) -> Result<Vec<report::Row>> {
    let metrics_port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut config = format!("[telemetry]\nmetrics_listen = \"127.0.0.1:{metrics_port}\"\n");
    if let Some(url) = postgres {
        config.push_str(&format!("[database]\nurl = \"{url}\"\n"));
    }
    // The first start makes the schema, then the data is put in while no server runs.
    let mut server = Server::with(Options { config, bare: true, ..Options::default() }).await?;
    server.kill()?;
    let url = postgres.map_or_else(
        || format!("sqlite://{}", server.folder().join("data/phiomia.db").display()),
        str::to_owned,
    );
    let seeded = fill(&url, &server.base_url(), arguments.size).await?;
    server.run().await?;
    let pid = server.pid().context("the server does not run")?;
    let idle = process::memory(pid)?;
    println!("{database}: {} posts, idle at {} MB", arguments.size.posts, idle / 1_000_000);

    let mut rows = Vec::new();
    for case in cases::all(&seeded) {
        rows.push(one(database, &server, metrics_port, pid, &case, arguments.seconds).await?);
    }
    println!("{database}: {} MB after the bench", process::memory(pid)? / 1_000_000);
    Ok(rows)
}

async fn fill(url: &str, base_url: &str, size: Size) -> Result<Seeded> {
    let db = Db::open(&DbOptions { url: url.to_owned(), connections: 2 }).await?;
    let now = std::time::UNIX_EPOCH.elapsed()?.as_millis();
    let seeded = seed(&db, base_url, size, Millis(i64::try_from(now)?)).await;
    db.close().await?;
    Ok(seeded)
}

async fn one(
    database: &'static str,
    server: &Server,
    metrics_port: u16,
    pid: u32,
    case: &Case,
    seconds: u64,
) -> Result<report::Row> {
    let url = server.url(&case.path);
    let bytes = load::fetch(&url, case).await.with_context(|| case.name)?;
    let length = bytes.len();
    let duration = Duration::from_secs(seconds);
    let baseline = baseline::Process::start(&bytes)?;
    let base = load::run(&baseline.url, case, duration, baseline.pid())?;
    drop(baseline);
    let before = process::statements(metrics_port).await?;
    let measured = load::run(&url, case, duration, pid)?;
    let statements = process::statements(metrics_port).await? - before;
    println!(
        "{database:9} {:24} {:8.0} req/s  {:.3} ms CPU",
        case.name, measured.per_second, measured.cpu_ms
    );
    Ok(report::Row {
        database,
        case: case.name,
        bytes: length,
        statements: statements as f64 / measured.requests.max(1) as f64,
        memory: process::memory(pid)?,
        measured,
        base,
    })
}
