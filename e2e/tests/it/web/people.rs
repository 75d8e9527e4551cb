//! What people decide about each other, and about their own profile.

use anyhow::Result;
use e2e::{Browser, Client, Server, Window, eventually};
use reqwest::Method;
use serde_json::{Value, json};

/// A browser in which `name` has signed in.
async fn signed_in(server: &Server, name: &str) -> Result<Browser> {
    let browser = Browser::open(Window::default()).await?;
    browser.sign_in(server, name).await?;
    Ok(browser)
}

async fn id(client: &Client) -> Result<String> {
    let own = client.get("/api/v1/accounts/verify_credentials").await?;
    Ok(own.get("id").and_then(Value::as_str).unwrap_or_default().to_owned())
}

/// Waits until `client` stands to `other` as said.
async fn stands(client: &Client, other: &str, field: &str, wanted: bool) -> Result<()> {
    let path = format!("/api/v1/accounts/relationships?id[]={other}");
    eventually(&format!("{field} is {wanted}"), async || {
        let answer = client.get(&path).await?;
        let known = answer.get(0).and_then(|relation| relation.get(field));
        Ok((known == Some(&Value::from(wanted))).then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_is_locked_decides_who_follows() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob, carol) = (server.user("alice")?, server.user("bob")?, server.user("carol")?);
    let alice_id = id(&alice).await?;
    let locked = json!({ "locked": true });
    alice.send(Method::PATCH, "/api/v1/accounts/update_credentials", locked).await?;
    for asking in [&bob, &carol] {
        asking.post(&format!("/api/v1/accounts/{alice_id}/follow"), json!({})).await?;
    }
    let browser = signed_in(&server, "alice").await?;
    browser.goto(&server.url("/follow_requests")).await?;
    browser.shows("@bob").await?;
    // The latest request is on top.
    browser.press("Reject").await?;
    browser.shows("Rejected").await?;
    browser.press("Accept").await?;
    browser.shows("Accepted").await?;
    stands(&bob, &alice_id, "following", true).await?;
    stands(&carol, &alice_id, "requested", false).await?;
    stands(&carol, &alice_id, "following", false).await
}

#[tokio::test]
async fn who_looks_for_people_finds_some() -> Result<()> {
    let server = Server::start().await?;
    let bob = server.user("bob")?;
    server.user("alice")?;
    let findable = json!({ "discoverable": true });
    bob.send(Method::PATCH, "/api/v1/accounts/update_credentials", findable).await?;
    let browser = signed_in(&server, "alice").await?;
    browser.press("Find people").await?;
    browser.shows("People to meet").await?;
    browser.press("Follow").await?;
    browser.shows("Following").await
}

/// A block ends follows for good, so it waits until its message is gone.
#[tokio::test]
async fn a_block_can_be_taken_back_at_once_and_holds_when_it_is_not() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    let bob_id = id(&bob).await?;
    alice.post(&format!("/api/v1/accounts/{bob_id}/follow"), json!({})).await?;
    let browser = signed_in(&server, "alice").await?;
    browser.goto(&server.url("/@bob")).await?;
    let block = async || {
        browser.press_css(".profile-acts [aria-label=More]").await?;
        browser.press("Block @bob").await?;
        browser.shows("Blocked @bob").await
    };
    block().await?;
    browser.press("Undo").await?;
    browser.named("Following").await?;
    block().await?;
    stands(&alice, &bob_id, "blocking", true).await?;
    stands(&alice, &bob_id, "following", false).await
}

#[tokio::test]
async fn a_pinned_post_leads_the_profile() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    for text in ["Who I am", "What I had for lunch"] {
        alice.post("/api/v1/statuses", json!({ "status": text })).await?;
    }
    let browser = signed_in(&server, "alice").await?;
    browser.goto(&server.url("/@alice")).await?;
    browser.shows("Who I am").await?;
    browser.press_css("article.post [aria-label=More]").await?;
    browser.press("Pin to profile").await?;
    browser.shows("Pinned to your profile").await?;
    let path = format!("/api/v1/accounts/{}/statuses?pinned=true", id(&alice).await?);
    let pinned: Vec<Value> = serde_json::from_value(alice.get(&path).await?)?;
    assert_eq!(pinned.len(), 1);
    browser.goto(&server.url("/@alice")).await?;
    browser.shows("Pinned").await
}

#[tokio::test]
async fn many_boosts_in_a_row_are_one_row_that_opens() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob, carol) = (server.user("alice")?, server.user("bob")?, server.user("carol")?);
    let bob_id = id(&bob).await?;
    alice.post(&format!("/api/v1/accounts/{bob_id}/follow"), json!({})).await?;
    for number in 1..=5 {
        let post =
            carol.post("/api/v1/statuses", json!({ "status": format!("Carol's number {number}") })).await?;
        let path = format!("/api/v1/statuses/{}/reblog", post["id"].as_str().unwrap_or_default());
        bob.post(&path, json!({})).await?;
    }
    let browser = signed_in(&server, "alice").await?;
    browser.shows("bob boosted 5 posts").await?;
    assert!(!browser.text().await?.contains("Carol's number 1"));
    browser.press_css(".folded button, button.folded").await?;
    browser.shows("Carol's number 1").await
}
