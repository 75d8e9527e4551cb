//! The API as programs of others use it.

use anyhow::Result;
use e2e::{Client, Options, Server, clients, node, python};
use serde_json::json;

/// Anybody may sign up, and nobody has to answer a mail.
fn open_house() -> Options {
    Options { config: "[instance]\nconfirm_email = false\n".to_owned(), ..Options::default() }
}

#[tokio::test]
async fn mastodon_py_finds_everything_as_it_expects() -> Result<()> {
    let server = Server::with(open_house()).await?;
    python(&clients(), &server.base_url(), &["pytest", "mastodon_py"]).await?;
    Ok(())
}

#[tokio::test]
async fn toot_finds_everything_as_it_expects() -> Result<()> {
    let server = Server::with(open_house()).await?;
    python(&clients(), &server.base_url(), &["pytest", "toot_cli"]).await?;
    Ok(())
}

/// Two libraries, each with journeys that are also held against the library's types.
#[tokio::test]
async fn masto_js_and_megalodon_find_everything_as_they_expect() -> Result<()> {
    let server = Server::with(open_house()).await?;
    let url = server.base_url();
    node(&url, &["node_modules/typescript/bin/tsc", "--project", "."]).await?;
    // One after the other: public lists are to stand still while they are read.
    let one_by_one = ["--test", "--test-force-exit", "--test-concurrency=1"];
    node(&url, &[&one_by_one[..], &["masto/*.test.ts", "megalodon/*.test.ts"]].concat()).await?;
    Ok(())
}

#[tokio::test]
async fn a_python_client_is_generated_from_the_document_and_works() -> Result<()> {
    let server = Server::with(open_house()).await?;
    python(&clients(), &server.base_url(), &["pytest", "generated_py"]).await?;
    Ok(())
}

#[tokio::test]
async fn a_typescript_client_is_generated_from_the_document_and_works() -> Result<()> {
    let server = Server::with(open_house()).await?;
    node(&server.base_url(), &["--test", "generated/*.test.ts"]).await?;
    Ok(())
}

/// Requests made up from the API document, good ones and bad ones: nothing may break the server, and
/// every answer has to be as documented.
#[tokio::test]
async fn schemathesis_finds_no_answer_that_is_not_documented() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    converse(&alice, &bob).await?;
    let document = server.url("/api/openapi.json");
    let token = format!("Authorization: Bearer {}", alice.token());
    let checks = "not_a_server_error,status_code_conformance,content_type_conformance,\
                  response_headers_conformance,response_schema_conformance";
    let run = ["schemathesis.cli", "run", document.as_str(), "--header", token.as_str(), "--checks", checks];
    // One worker: in two threads at once Python 3.11's parser may fail by itself (python/cpython#106905).
    let effort = ["--phases", "coverage,fuzzing", "--max-examples", "8", "--seed", "1", "--workers", "1"];
    let quiet = ["--no-shrink", "--continue-on-failure", "--warnings", "off"];
    // Without a service 503 is the answer that the document promises.
    let but = ["--exclude-path", "/api/v1/statuses/{id}/translate"];
    // Streams do not end.
    let but = [&but[..], &["--exclude-path-regex", "^/api/v1/streaming"]].concat();
    let arguments = [&run[..], &effort, &quiet, &but].concat();
    python(server.folder(), &server.base_url(), &arguments).await?;
    Ok(())
}

/// Gives lists something to show.
async fn converse(alice: &Client, bob: &Client) -> Result<()> {
    bob.follow("@alice").await?;
    let first = alice.post("/api/v1/statuses", json!({ "status": "Hello #world @bob" })).await?;
    let reply = json!({ "status": "@alice hi", "in_reply_to_id": first.get("id") });
    bob.post("/api/v1/statuses", reply).await?;
    Ok(())
}
