//! The server as those who run it meet it: stopping, metrics, logs.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use e2e::{Options, Server, eventually};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::{connect_async, tungstenite::Message};

/// Posts made right before the signal.
const POSTS: usize = 20;

#[tokio::test]
async fn a_server_that_is_asked_to_stop_finishes_what_it_does() -> Result<()> {
    let mut server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    bob.follow("@alice").await?;
    let streams = format!("/api/v1/streaming/user?access_token={}", bob.token());
    let mut events = bob.request("GET".parse()?, &streams).send().await?;
    events.chunk().await?.context("the stream begins")?;
    let address =
        format!("ws://{}/api/v1/streaming?stream=user&access_token={}", server.domain(), bob.token());
    let (mut socket, _) = connect_async(address).await?;

    let body = json!({ "status": "Slowly" }).to_string();
    let (first, second) = body.split_at(body.len() / 2);
    let mut slow = TcpStream::connect(server.domain()).await?;
    let head = format!(
        "POST /api/v1/statuses HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{first}",
        server.domain(),
        alice.token(),
        body.len(),
    );
    slow.write_all(head.as_bytes()).await?;
    for number in 0..POSTS {
        alice.post("/api/v1/statuses", json!({ "status": format!("Number {number}.") })).await?;
    }

    let start = Instant::now();
    server.ask_to_stop()?;
    while events.chunk().await?.is_some() {}
    let closed = loop {
        if let Message::Close(frame) = socket.next().await.context("no farewell")?? {
            break frame.context("no reason")?;
        }
    };
    assert_eq!(u16::from(closed.code), 1001);
    slow.write_all(second.as_bytes()).await?;
    let mut answer = String::new();
    slow.read_to_string(&mut answer).await?;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(server.ended().await?.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());

    server.run().await?;
    eventually("nothing is lost", async || {
        let home = bob.get("/api/v1/timelines/home?limit=40").await?.to_string();
        let all = (0..POSTS).all(|number| home.contains(&format!("Number {number}.")));
        Ok((all && home.contains("Slowly")).then_some(()))
    })
    .await
}

#[tokio::test]
async fn metrics_have_a_listener_of_their_own() -> Result<()> {
    let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
    let config = format!("[telemetry]\nmetrics_listen = \"127.0.0.1:{port}\"\n");
    let server = Server::with(Options { config, bare: true, ..Options::default() }).await?;
    let alice = server.user("alice")?;
    alice.post("/api/v1/statuses", json!({ "status": "Hello" })).await?;
    let scraper = e2e::Client::new(format!("http://127.0.0.1:{port}"), "");
    eventually("the work is measured", async || {
        let text = scraper.get("/metrics").await?.as_str().unwrap_or_default().to_owned();
        let all = [
            "phiomia_http_requests_total{route=\"api\",status=\"200\"}",
            "phiomia_http_seconds_bucket{route=\"api\"",
            "phiomia_jobs_total{kind=\"fan_out\",outcome=\"done\"}",
            "phiomia_job_seconds_count{kind=\"fan_out\"}",
            "phiomia_jobs_unfinished{queue=\"deliver\"} 0",
            "phiomia_jobs_dead{queue=\"deliver\"} 0",
            "phiomia_jobs_late_seconds{queue=\"local\"}",
            "phiomia_cache_bytes{cache=\"statuses\"}",
            "phiomia_streams_open 0",
            "phiomia_bus_live 1",
            "phiomia_sql_statements_total",
        ];
        Ok(all.iter().all(|name| text.contains(name)).then_some(()))
    })
    .await?;
    assert!(server.visitor().get("/metrics").await.is_err(), "the public listener does not tell");
    Ok(())
}

#[tokio::test]
async fn logs_are_lines_of_json_with_request_ids_and_without_secrets() -> Result<()> {
    let config = "[telemetry]\nlog = \"info,phiomia=trace\"\nlog_format = \"json\"\n".to_owned();
    let server = Server::with(Options { config, bare: true, ..Options::default() }).await?;
    let alice = server.user("alice")?;
    let request = alice.request("GET".parse()?, "/api/v1/accounts/verify_credentials");
    request.header("x-request-id", "request-of-the-test").send().await?.error_for_status()?;
    let query = format!("/api/v1/streaming/user?access_token={}", alice.token());
    alice.request("GET".parse()?, &query).send().await?.error_for_status()?;
    let form = [("login", "alice"), ("password", Server::PASSWORD)];
    let form = form.map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).join("&");
    let page = server.visitor().request("POST".parse()?, "/auth/sign_in").body(form);
    page.header("content-type", "application/x-www-form-urlencoded").send().await?;

    let log = eventually("the request is logged", async || {
        let log = server.log();
        Ok(log.contains("request-of-the-test").then_some(log))
    })
    .await?;
    for secret in [alice.token(), Server::PASSWORD] {
        assert!(!log.contains(secret), "a secret is in the log");
    }
    for line in log.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line)?;
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
    Ok(())
}
