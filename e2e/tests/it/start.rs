//! The server as an administrator meets it.

use anyhow::Result;
use e2e::Server;

#[tokio::test]
async fn a_fresh_server_answers_without_any_configuration() -> Result<()> {
    let server = Server::start().await?;
    let instance = server.visitor().get("/api/v2/instance").await?;
    assert_eq!(instance["domain"], server.domain());
    Ok(())
}

#[tokio::test]
async fn a_wrong_key_stops_the_start_and_is_named() {
    let error = Server::with(e2e::Options {
        config: "[limits]\nstatus_charakters = 5\n".to_owned(),
        ..Default::default()
    })
    .await;
    let text = format!("{:#}", error.err().expect("the server must not start"));
    assert!(text.contains("status_charakters"), "{text}");
}
