//! Every main page for people who use a keyboard, a screen reader, or need strong contrast.

use anyhow::{Context, Result};
use e2e::{Browser, Server, Window};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::federation::picture;

const FAULTS: &str = include_str!("accessible.js");

/// A server with a bit of everything, and the address of a post.
async fn lively() -> Result<(Server, String)> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    bob.follow("@alice").await?;
    alice.follow("@bob").await?;
    let media = bob.upload("cat.png", picture()?, "A grey cat").await?;
    let post = json!({ "status": "A cat, @alice #cats", "media_ids": [media.get("id")] });
    let post = bob.post("/api/v1/statuses", post).await?;
    let id = post.get("id").and_then(Value::as_str).context("no id")?;
    let reply = json!({ "status": "@bob What a cat", "in_reply_to_id": id, "spoiler_text": "Cats" });
    alice.post("/api/v1/statuses", reply).await?;
    alice.post(&format!("/api/v1/statuses/{id}/favourite"), json!({})).await?;
    bob.post("/api/v1/statuses", json!({ "status": "Only for followers", "visibility": "private" })).await?;
    let stranger = json!({ "status": "@alice Do you know me?", "visibility": "direct" });
    server.user("carol")?.post("/api/v1/statuses", stranger).await?;
    Ok((server, format!("/@bob/{id}")))
}

async fn faults(browser: &Browser, page: &str) -> Result<()> {
    let found = browser.script(FAULTS).await?;
    let found: Vec<&str> = found.as_array().context("no list")?.iter().filter_map(Value::as_str).collect();
    anyhow::ensure!(found.is_empty(), "{page}:\n{}", found.join("\n"));
    Ok(())
}

#[tokio::test]
async fn every_page_has_names_structure_and_contrast_in_light_and_dark() -> Result<()> {
    let (server, post) = lively().await?;
    let pages = [
        "/",
        "/explore",
        "/notifications",
        "/notifications/requests",
        "/conversations",
        "/local",
        "/bookmarks",
        "/settings",
        "/settings/profile",
        "/settings/appearance",
        "/settings/posting",
        "/settings/filters",
        "/settings/notifications",
        "/@bob",
        "/@bob/followers",
        "/search?q=bob",
        "/nowhere",
        &post,
    ];
    for dark in [false, true] {
        let browser = Browser::open(Window { dark, ..Window::default() }).await?;
        browser.goto(&server.url("/auth/sign_up")).await?;
        faults(&browser, "sign-up").await?;
        browser.goto(&server.url("/auth/sign_in")).await?;
        faults(&browser, "sign-in").await?;
        browser.sign_in(&server, "alice").await?;
        browser.shows("A cat, @alice").await?;
        for page in pages {
            browser.goto(&server.url(page)).await?;
            browser.find("#feed h1").await?;
            browser.find(".rail .me").await?;
            e2e::eventually("everything is loaded", async || {
                let busy =
                    browser.script("return !!document.querySelector('#feed [aria-busy=true]')").await?;
                Ok((busy == false).then_some(()))
            })
            .await?;
            faults(&browser, &format!("{page}, dark: {dark}")).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_tab_key_visits_the_page_in_reading_order_and_shows_where_it_is() -> Result<()> {
    let (server, _) = lively().await?;
    let browser = Browser::open(Window::default()).await?;
    browser.sign_in(&server, "alice").await?;
    browser.shows("A cat, @alice").await?;
    browser.keys(Key::Tab).await?;
    // The first stop leads past the navigation.
    browser.find(".skip-link:focus").await?;
    browser.keys(Key::Enter).await?;
    browser.find("#feed:focus").await?;
    browser.keys(Key::Tab).await?;
    browser.find("#feed :focus").await?;
    let ring = browser.script("return getComputedStyle(document.activeElement).outlineStyle + document.activeElement.matches('textarea')").await?;
    assert!(["solidfalse", "nonetrue"].contains(&ring.as_str().unwrap_or_default()), "{ring}");
    Ok(())
}
