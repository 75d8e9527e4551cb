//! Other servers: a thousand of them, each an address of this machine, with the latency of a network.
//! What they post here is signed, what is delivered to them is counted.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use e2e::{Client, Server, eventually};
use poem::{EndpointExt, Route, handler, http::StatusCode, listener::TcpListener, post, web::Data};
use protocol::signature::{Outgoing, PrivateKey, Signer, sign_draft};
use serde_json::json;
use store::{Db, Sql};

use crate::{process::Stopwatch, report::Figure, writes::settled};

/// Other servers.
pub(crate) const HOSTS: usize = 1_000;
/// How long each takes to answer.
const LATENCY: Duration = Duration::from_millis(50);
/// Posts that go to all of them.
const POSTS: usize = 5;
/// Activities that come in.
const ACTIVITIES: usize = 300;
const ACTIVITY: &str = "application/activity+json";

/// The other servers, behind one listener.
pub(crate) struct Peers {
    /// `http://address:port` of each.
    pub(crate) hosts: Vec<String>,
    delivered: Arc<AtomicUsize>,
}

impl Peers {
    /// Starts them. Every address of 127.0.0.0/8 is this machine.
    pub(crate) fn start() -> Result<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let delivered = Arc::new(AtomicUsize::new(0));
        let app = Route::new().at("/inbox", post(inbox)).data(delivered.clone());
        tokio::spawn(poem::Server::new(TcpListener::bind(format!("0.0.0.0:{port}"))).run(app));
        let hosts =
            (0..HOSTS).map(|number| format!("http://127.1.{}.{}:{port}", number / 250, number % 250 + 1));
        Ok(Self { hosts: hosts.collect(), delivered })
    }
}

#[handler]
async fn inbox(delivered: Data<&Arc<AtomicUsize>>) -> StatusCode {
    tokio::time::sleep(LATENCY).await;
    delivered.fetch_add(1, Ordering::Relaxed);
    StatusCode::ACCEPTED
}

/// Posts by an author whom somebody on every other server follows.
pub(crate) async fn deliveries(
    database: &'static str,
    server: &Server,
    peers: &Peers,
    author: &str,
) -> Result<Vec<Figure>> {
    let author = Client::new(server.base_url(), author);
    let watch = Stopwatch::start(server.pid().context("the server does not run")?)?;
    let before = peers.delivered.load(Ordering::Relaxed);
    let wanted = POSTS * HOSTS;
    let start = Instant::now();
    for number in 0..POSTS {
        author.post("/api/v1/statuses", json!({ "status": format!("To everybody, {number}") })).await?;
    }
    eventually("everything is delivered", async || {
        Ok((peers.delivered.load(Ordering::Relaxed) - before >= wanted).then_some(()))
    })
    .await?;
    let seconds = start.elapsed().as_secs_f64();
    Ok(vec![
        Figure::at_least(
            database,
            "deliveries to 1,000 hosts of 50 ms",
            wanted as f64 / seconds,
            "/s",
            1000.0,
        ),
        Figure {
            database,
            name: "a delivery, CPU".to_owned(),
            value: watch.each(wanted)?,
            unit: "ms",
            goal: None,
            more: false,
        },
    ])
}

/// Signed activities by somebody elsewhere whom 50 people here follow, until they are visible.
pub(crate) async fn inbox_creates(
    database: &'static str,
    server: &Server,
    db: &Db,
    author_host: &str,
    key: &PrivateKey,
) -> Result<Vec<Figure>> {
    let requests: Vec<_> =
        (0..ACTIVITIES).map(|number| create(author_host, number).to_string().into_bytes()).collect();
    settled(db).await?;
    let watch = Stopwatch::start(server.pid().context("the server does not run")?)?;
    let url: url::Url = server.url("/inbox").parse()?;
    for body in &requests {
        let outgoing = Outgoing { method: "POST", url: &url, body: Some((body, ACTIVITY)) };
        let key_id = format!("{author_host}/users/peer#main-key");
        let headers = sign_draft(&Signer { key_id: &key_id, key }, &outgoing, now())?;
        let mut request = Client::new(server.base_url(), "").request(reqwest::Method::POST, "/inbox");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.body(body.clone()).send().await?.error_for_status()?;
    }
    settled(db).await?;
    let cpu = watch.each(ACTIVITIES)?;
    let pattern = format!("{author_host}/notes/%");
    let sql = Sql::new("SELECT id FROM statuses WHERE uri LIKE ").bind(pattern);
    let arrived: HashSet<i64> = sql.ids(db.read()).await?.into_iter().collect();
    anyhow::ensure!(arrived.len() == ACTIVITIES, "{} of {ACTIVITIES} posts have arrived", arrived.len());
    Ok(vec![Figure::at_most(database, "inbox Create, signed, CPU to visible", cpu, "ms", 1.0)])
}

/// The time: other servers have a clock of their own.
#[expect(clippy::disallowed_methods, reason = "the bench is no part of a server")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn create(host: &str, number: usize) -> serde_json::Value {
    let actor = format!("{host}/users/peer");
    let public = "https://www.w3.org/ns/activitystreams#Public";
    let id = format!("{host}/notes/{number}");
    json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("{id}/activity"),
        "type": "Create",
        "actor": actor,
        "to": [public],
        "cc": [format!("{actor}/followers")],
        "object": {
            "id": id,
            "type": "Note",
            "attributedTo": actor,
            "content": format!("<p>Note number {number} from far away</p>"),
            "published": now().to_rfc3339(),
            "to": [public],
            "cc": [format!("{actor}/followers")],
        },
    })
}
