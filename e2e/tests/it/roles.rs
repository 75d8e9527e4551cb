//! Roles in processes of their own, on PostgreSQL and Valkey.

use anyhow::{Context, Result};
use e2e::{Options, Server, eventually};
use futures_util::StreamExt;
use serde_json::{Value, json};
use testkit::TestDatabase;
use tokio_tungstenite::{connect_async, tungstenite::Message};

#[tokio::test]
async fn a_post_goes_from_the_web_role_through_the_worker_to_a_stream_and_a_home() -> Result<()> {
    let (Some(database), Some(valkey)) = (TestDatabase::postgres().await, testkit::valkey()) else {
        return Ok(());
    };
    let prefix = database.url().rsplit('/').next().unwrap_or_default().to_owned();
    let config = format!(
        "[database]\nurl = \"{}\"\n[valkey]\nurl = \"{valkey}\"\nprefix = \"{prefix}:\"\n",
        database.url()
    );
    let role = |roles: &str, base_url: Option<String>| {
        Server::with(Options { config: config.clone(), roles: roles.to_owned(), base_url, bare: false })
    };
    let web = role("web", None).await?;
    let streaming = role("streaming", Some(web.base_url())).await?;
    let worker = role("worker", Some(web.base_url())).await?;

    let (alice, bob) = (web.user("alice")?, web.user("bob")?);
    bob.follow("@alice").await?;
    let address =
        format!("ws://{}/api/v1/streaming?stream=user&access_token={}", streaming.domain(), bob.token());
    let (mut socket, _) = connect_async(address).await?;
    alice.post("/api/v1/statuses", json!({ "status": "Through three processes" })).await?;
    let text = loop {
        if let Message::Text(text) = socket.next().await.context("the stream ended")?? {
            break text;
        }
    };
    let message: Value = serde_json::from_str(&text)?;
    assert_eq!(message["event"], "update");
    assert!(message["payload"].as_str().context("no payload")?.contains("Through three processes"));
    eventually("bob has it at home", async || {
        let home = bob.get("/api/v1/timelines/home").await?;
        Ok(home.to_string().contains("Through three processes").then_some(()))
    })
    .await?;

    assert_eq!(worker.visitor().get("/health").await?, "OK");
    assert!(worker.visitor().get("/api/v2/instance").await.is_err(), "a worker answers nobody else");
    worker.cli(&["healthcheck"])?;
    Ok(())
}
