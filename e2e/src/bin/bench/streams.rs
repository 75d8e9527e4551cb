//! Live streams: what ten thousand idle connections take, how soon an event has reached a thousand
//! listeners, and how soon somebody who is locked out is cut off.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use e2e::{Client, Server, eventually};
use futures_util::StreamExt;
use serde_json::json;
use store::Db;
use testkit::seed::Seeded;
use tokio::{net::TcpStream, sync::Semaphore, task::JoinSet, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{Message, protocol::WebSocketConfig},
};

use crate::{
    process,
    report::Figure,
    writes::{percentile, settled},
};

/// Connections that only wait.
const IDLE: usize = 10_000;
/// Connections that are opened at the same time.
const AT_ONCE: usize = 64;
/// Longer than between two of the server's pings.
const QUIET: Duration = Duration::from_secs(40);
/// Posts that are timed, and posts before them.
const ROUNDS: usize = 20;
const WARM_UP: usize = 2;
/// An event that takes longer than this is lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// What all connections together have heard.
#[derive(Debug, Default)]
struct Heard {
    open: AtomicUsize,
    pings: AtomicUsize,
    updates: AtomicUsize,
}

/// Open connections. Dropped, they are closed.
struct Listeners {
    heard: Arc<Heard>,
    tasks: JoinSet<()>,
}

impl Listeners {
    /// Opens `count` connections to a stream, by these users in turn.
    async fn open(server: &Server, stream: &str, tokens: &[String], count: usize) -> Result<Self> {
        let address: SocketAddr = server.domain().parse()?;
        let (heard, mut tasks) = (Arc::new(Heard::default()), JoinSet::new());
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        for token in tokens.iter().cycle().take(count) {
            let url = format!("ws://{address}/api/v1/streaming?stream={stream}&access_token={token}");
            let turn = turns.clone().acquire_owned().await?;
            let heard = heard.clone();
            tasks.spawn(async move {
                let socket = connect(address, &url).await;
                drop(turn);
                match socket {
                    Ok(socket) => listen(socket, &heard).await,
                    Err(error) => complain(&error),
                }
            });
        }
        let listeners = Self { heard, tasks };
        eventually("the streams are open", async || Ok((listeners.count() == count).then_some(()))).await?;
        Ok(listeners)
    }

    /// How many are open now.
    fn count(&self) -> usize {
        self.heard.open.load(Ordering::Acquire)
    }

    /// Waits until each has heard of a post; the time of the last.
    async fn all_updated(&self, before: usize) -> Result<Instant> {
        let wanted = before + self.tasks.len();
        let waiting = async {
            while self.heard.updates.load(Ordering::Acquire) < wanted {
                tokio::time::sleep(Duration::from_micros(200)).await;
            }
            Instant::now()
        };
        timeout(PATIENCE, waiting).await.context("a post does not reach all streams")
    }
}

#[expect(clippy::print_stderr, reason = "a tool that says what went wrong")]
fn complain(error: &anyhow::Error) {
    eprintln!("a stream could not be opened: {error:#}");
}

async fn connect(address: SocketAddr, url: &str) -> Result<WebSocketStream<TcpStream>> {
    let socket = TcpStream::connect(address).await?;
    socket.set_nodelay(true)?;
    // Small buffers: this side of the connections is on the same machine.
    let config = WebSocketConfig::default().read_buffer_size(8192).write_buffer_size(0);
    Ok(client_async_with_config(url, socket, Some(config)).await?.0)
}

/// Counts what comes. Pings are answered by the library when it reads on.
async fn listen(mut socket: WebSocketStream<TcpStream>, heard: &Heard) {
    heard.open.fetch_add(1, Ordering::AcqRel);
    while let Some(Ok(message)) = socket.next().await {
        match message {
            Message::Ping(_) => {
                heard.pings.fetch_add(1, Ordering::AcqRel);
            }
            Message::Text(text) if text.contains("\"event\":\"update\"") => {
                heard.updates.fetch_add(1, Ordering::AcqRel);
            }
            _ => {}
        }
    }
    heard.open.fetch_sub(1, Ordering::AcqRel);
}

/// Measures all of it on a server that was just started.
pub(crate) async fn measure(
    database: &'static str,
    server: &Server,
    db: &Db,
    seeded: &Seeded,
    fans: &[String],
) -> Result<Vec<Figure>> {
    let mut figures = idle(database, server, fans).await?;
    let author = seeded.tokens.get(1).context("no second user")?;
    for (stream, name) in [
        ("public", "event to 1,000 listeners of `public`, p95"),
        ("user", "event to 1,000 followers' streams, p95"),
    ] {
        let listeners = Listeners::open(server, stream, fans, fans.len()).await?;
        let times = deliver(server, db, author, &listeners).await?;
        figures.push(Figure::at_most(database, name, percentile(&times, 95), "ms", 100.0));
    }
    figures.push(cut_off(database, server, seeded).await?);
    Ok(figures)
}

/// Ten thousand connections that nothing happens on.
async fn idle(database: &'static str, server: &Server, tokens: &[String]) -> Result<Vec<Figure>> {
    let pid = server.pid().context("the server does not run")?;
    let before = process::memory(pid)? as f64;
    let listeners = Listeners::open(server, "user", tokens, IDLE).await?;
    tokio::time::sleep(QUIET).await;
    let after = process::memory(pid)? as f64;
    let pinged = listeners.heard.pings.load(Ordering::Acquire).min(listeners.count());
    let each = (after - before) / IDLE as f64 / 1000.0;
    Ok(vec![
        Figure::at_most(database, "memory with 10,000 idle streams", after / crate::MEGA, "MB", 400.0),
        Figure {
            database,
            name: "an idle stream, memory".to_owned(),
            value: each,
            unit: "kB",
            goal: None,
            more: false,
        },
        Figure::at_least(database, "idle streams open after pings", pinged as f64, "", IDLE as f64),
    ])
}

/// Posts again and again; the milliseconds from each request until the last listener has heard of it.
async fn deliver(server: &Server, db: &Db, author: &str, listeners: &Listeners) -> Result<Vec<f64>> {
    let author = Client::new(server.base_url(), author);
    let mut times = Vec::new();
    for round in 0..WARM_UP + ROUNDS {
        settled(db).await?;
        let before = listeners.heard.updates.load(Ordering::Acquire);
        let start = Instant::now();
        let text = format!("Breaking news, number {round}: all is well.");
        author.post("/api/v1/statuses", json!({ "status": text })).await?;
        times.push((listeners.all_updated(before).await? - start).as_secs_f64() * 1000.0);
    }
    ensure!(listeners.count() == listeners.tasks.len(), "streams were closed");
    Ok(times.split_off(WARM_UP))
}

/// Locks somebody out with the administrator's command, which is another process.
async fn cut_off(database: &'static str, server: &Server, seeded: &Seeded) -> Result<Figure> {
    let token = seeded.tokens.last().context("no user")?;
    let name = Client::new(server.base_url(), token).get("/api/v1/accounts/verify_credentials").await?;
    let name = name.get("username").and_then(|name| name.as_str()).context("no name")?.to_owned();
    let listeners = Listeners::open(server, "user", std::slice::from_ref(token), 1).await?;
    server.cli(&["account", "disable", &name])?;
    let start = Instant::now();
    eventually("the stream is closed", async || Ok((listeners.count() == 0).then_some(()))).await?;
    let name = "locked out, until the stream is closed";
    Ok(Figure::at_most(database, name, start.elapsed().as_secs_f64(), "s", 1.0))
}
