//! `cargo xtask bench`: requests per second, latency, CPU, SQL and memory of the release build, each
//! beside a baseline of the same run that returns the same bytes from memory.
//!
//! CPU per request is the figure that holds on a noisy machine; ratios to the baseline hold across
//! machines. Nothing here asserts a time.
#![expect(clippy::print_stdout, reason = "a tool that prints its result")]

mod baseline;
mod cases;
mod load;
mod peers;
mod process;
mod report;
mod searches;
mod streams;
mod writes;

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use cases::Case;
use e2e::{Options, Server};
use kinds::{Millis, StatusId};
use peers::Peers;
use protocol::signature::PrivateKey;
use report::{Figure, Row};
use store::{Db, DbOptions};
use testkit::seed::{self, KeyPair, Seeded, Size};

/// Followers of the author who has many.
const FANS: usize = 1_000;
/// Replies to the post that has many.
const REPLIES: usize = 500;
/// Megabytes and the like.
const MEGA: f64 = 1_000_000.0;

/// How the bench is run.
struct Arguments {
    size: Size,
    seconds: u64,
    /// Only cases whose name holds this.
    only: String,
    /// Only the database with this name.
    on: String,
    json: Option<String>,
    postgres: Option<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    if let Some(file) = std::env::args().skip_while(|argument| argument != "--baseline").nth(1) {
        return baseline::serve(&file).await;
    }
    let arguments = arguments();
    let (mut rows, mut figures) = (Vec::new(), Vec::new());
    let mut databases = vec![("sqlite", None)];
    databases.extend(arguments.postgres.as_deref().map(|url| ("postgres", Some(url))));
    databases.retain(|(database, _)| database.contains(&arguments.on));
    for (database, url) in databases {
        let (more_rows, more_figures) = measure(database, url, &arguments).await?;
        rows.extend(more_rows);
        figures.extend(more_figures);
    }
    println!("{}{}", report::table(&rows), report::figures(&figures));
    if let Some(file) = &arguments.json {
        std::fs::write(file, report::json(&rows, &figures)?)?;
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
        only: value("--only").unwrap_or_default(),
        on: value("--on").unwrap_or_default(),
        json: value("--json"),
        postgres: std::env::var("PHIOMIA_TEST_POSTGRES").ok(),
    }
}

/// What a server is filled with.
struct Filled {
    seeded: Seeded,
    fans: Vec<String>,
    /// A post with [`REPLIES`].
    thread: StatusId,
}

/// Measures everything on one database.
async fn measure(
    database: &'static str,
    postgres: Option<&str>,
    arguments: &Arguments,
) -> Result<(Vec<Row>, Vec<Figure>)> {
    let metrics_port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut config = format!("[telemetry]\nmetrics_listen = \"127.0.0.1:{metrics_port}\"\n");
    if let Some(url) = postgres {
        config.push_str(&format!("[database]\nurl = \"{url}\"\n"));
    }
    let peers = Peers::start()?;
    let key = PrivateKey::generate()?;
    // The first start makes the schema, then the data is put in while no server runs.
    let mut server = Server::prepare(Options { config, bare: true, ..Options::default() })?;
    server.cli(&["migrate"])?;
    let url = postgres.map_or_else(
        || format!("sqlite://{}", server.folder().join("data/phiomia.db").display()),
        str::to_owned,
    );
    let db = Db::open(&DbOptions { url, connections: 2 }).await?;
    let filled = fill(&db, &server.base_url(), arguments.size, &peers, &key).await?;
    server.run().await?;
    let mut figures = start(database, &mut server).await?;
    let pid = server.pid().context("the server does not run")?;
    let wanted = |name: &str| name.contains(&arguments.only);

    let mut rows = Vec::new();
    for case in cases::all(&filled.seeded, filled.thread).into_iter().filter(|case| wanted(case.name)) {
        rows.push(one(database, &server, metrics_port, pid, &case, arguments.seconds).await?);
    }
    if wanted("searches") {
        figures.extend(searches::all(database, &server, &filled.seeded).await?);
    }
    let tokens = &filled.seeded.tokens;
    if wanted("posting") {
        figures.extend(writes::posting(database, &server, &db, &filled.seeded).await?);
    }
    if wanted("star") {
        let author = tokens.get(1).context("no second user")?;
        figures.extend(writes::star(database, &server, &db, author, &filled.fans).await?);
    }
    if wanted("inbox") {
        let host = peers.hosts.first().context("no other server")?;
        figures.extend(peers::inbox_creates(database, &server, &db, host, &key).await?);
    }
    if wanted("deliveries") {
        let author = tokens.get(2).context("no third user")?;
        figures.extend(peers::deliveries(database, &server, &peers, author).await?);
    }
    let memory = process::memory(pid)? as f64 / MEGA;
    figures.push(Figure::at_most(database, "memory after the bench", memory, "MB", 200.0));
    if wanted("streams") {
        // Started anew, so that only the streams take memory.
        server.kill()?;
        server.run().await?;
        figures.extend(streams::measure(database, &server, &db, &filled.seeded, &filled.fans).await?);
    }
    Ok((rows, figures))
}

/// A start on the existing database, and what the server takes before anybody has asked anything.
async fn start(database: &'static str, server: &mut Server) -> Result<Vec<Figure>> {
    let mut fastest = Duration::MAX;
    for _ in 0..3 {
        server.kill()?;
        let begun = Instant::now();
        server.run().await?;
        fastest = fastest.min(begun.elapsed());
    }
    let idle = process::memory(server.pid().context("the server does not run")?)? as f64 / MEGA;
    let binary = std::fs::metadata(Server::program())?.len() as f64 / MEGA;
    Ok(vec![
        Figure::at_most(database, "cold start to the first answer", fastest.as_secs_f64(), "s", 0.2),
        Figure::at_most(database, "idle memory", idle, "MB", 40.0),
        Figure::at_most(database, "binary with the web app", binary, "MB", 60.0),
    ])
}

/// Users and posts; a thousand followers here for the second user, a thousand elsewhere for the third;
/// somebody elsewhere whom 50 people follow.
async fn fill(db: &Db, base_url: &str, size: Size, peers: &Peers, key: &PrivateKey) -> Result<Filled> {
    let now = Millis(i64::try_from(std::time::UNIX_EPOCH.elapsed()?.as_millis())?);
    let pair = KeyPair { private_pem: key.to_pem()?, public_pem: key.public_pem()? };
    let seeded = seed::seed(db, base_url, size, &pair, now).await;
    let account = |number: usize| seeded.accounts.get(number).copied().context("too few users");
    let fans = seed::fans(db, base_url, account(1)?, FANS, &pair, now).await;
    let (first, others) = peers.hosts.split_first().context("no other server")?;
    let herald = account(2)?;
    let readers = seeded.accounts.iter().copied().take(50).collect::<Vec<_>>();
    // Fetched lately enough not to be fetched again.
    let joined = now.plus(-Millis::DAY);
    seed::peers(db, std::slice::from_ref(first), Some(herald), &readers, &pair, joined).await;
    seed::peers(db, others, Some(herald), &[], &pair, joined.plus(Millis::HOUR)).await;
    let others = seeded.accounts.iter().copied().skip(1).take(60).collect::<Vec<_>>();
    seed::notifications(db, account(0)?, &others, seeded.status, now).await;
    let thread = seed::thread(db, base_url, &seeded.accounts, REPLIES, now).await;
    Ok(Filled { seeded, fans, thread })
}

async fn one(
    database: &'static str,
    server: &Server,
    metrics_port: u16,
    pid: u32,
    case: &Case,
    seconds: u64,
) -> Result<Row> {
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
    Ok(Row {
        database,
        case: case.name,
        bytes: length,
        statements: statements as f64 / measured.requests.max(1) as f64,
        memory: process::memory(pid)?,
        goal: case.cpu_goal,
        measured,
        base,
    })
}
