//! Writing: who may reply, what happens to files, what stands for a quote.

use anyhow::{Context, Result};
use e2e::{Browser, Client, Server, Window, eventually};
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::federation::picture;

/// What has the focus, by the name screen readers say.
const FOCUSED: &str = "return document.activeElement.ariaLabel ?? document.activeElement.textContent";

async fn signed_in(server: &Server, name: &str) -> Result<Browser> {
    let browser = Browser::open(Window::default()).await?;
    browser.sign_in(server, name).await?;
    Ok(browser)
}

async fn post(client: &Client, draft: Value) -> Result<String> {
    let status = client.post("/api/v1/statuses", draft).await?;
    Ok(status.get("id").and_then(Value::as_str).context("a post without id")?.to_owned())
}

async fn focus_is_on(browser: &Browser, name: &str) -> Result<()> {
    eventually(&format!("{name:?} has the focus"), async || {
        let focused = browser.script(FOCUSED).await?;
        Ok(focused.as_str().is_some_and(|found| found.starts_with(name)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn who_may_reply_is_chosen_by_keyboard_and_told_to_those_who_may_not() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    bob.follow("@alice").await?;
    let browser = signed_in(&server, "alice").await?;
    browser.fill(".composer textarea", "No questions please").await?;
    browser.press("Replies: Everyone may reply").await?;
    // The choice that holds comes first, Escape gives the focus back, and so does choosing.
    focus_is_on(&browser, "Everyone may reply").await?;
    browser.keys(Key::Escape).await?;
    focus_is_on(&browser, "Replies: Everyone may reply").await?;
    browser.keys(Key::Down).await?;
    focus_is_on(&browser, "Everyone may reply").await?;
    browser.keys(Key::End).await?;
    focus_is_on(&browser, "Nobody may reply").await?;
    browser.keys(Key::Enter).await?;
    focus_is_on(&browser, "Replies: Nobody may reply").await?;
    browser.press("Post").await?;
    browser.shows("Posted").await?;
    // The next post starts as usual.
    browser.named("Replies: Everyone may reply").await?;
    let own = alice.get("/api/v1/timelines/home").await?;
    let id = own.pointer("/0/id").and_then(Value::as_str).context("no post")?;

    let browser = signed_in(&server, "bob").await?;
    browser.press("The author does not let you reply").await?;
    browser.find(".toast").await?;
    browser.goto(&server.url(&format!("/@alice/{id}"))).await?;
    browser.find(".reply-denied").await?;
    Ok(())
}

#[tokio::test]
async fn files_that_cannot_be_used_are_refused_in_plain_words() -> Result<()> {
    let server = Server::start().await?;
    server.user("alice")?;
    let file = |name: &str, bytes: &[u8]| -> Result<std::path::PathBuf> {
        let path = server.folder().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    };
    let browser = signed_in(&server, "alice").await?;
    browser.press_css(".composer textarea").await?;
    let chooser = ".composer input[type=file]";
    browser.choose_file(chooser, &file("notes.txt", b"no picture")?).await?;
    browser.shows("“notes.txt” is no picture, video or sound").await?;
    browser.choose_file(chooser, &file("broken.png", b"no picture either")?).await?;
    browser.shows("This file is damaged, or of a kind that is not accepted here.").await?;
    browser.choose_file(chooser, &file("cat.png", &picture()?)?).await?;
    browser.named("Add description").await?;
    browser.choose_file(chooser, &file("purr.mp3", b"a sound")?).await?;
    browser.shows("A video or a sound stands alone in a post").await?;
    browser.press_css(".attachment.failed .remove").await?;
    focus_is_on(&browser, "Remove").await?;
    browser.press("Add description").await?;
    browser.fill("dialog textarea", "A grey cat").await?;
    browser.press("Save").await?;
    focus_is_on(&browser, "A grey cat").await
}

#[tokio::test]
async fn a_quote_is_shown_until_it_is_taken_back() -> Result<()> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    let media = alice.upload("cat.png", picture()?, "A grey cat").await?;
    let quoted = post(&alice, json!({ "status": "My cat", "media_ids": [media.get("id")] })).await?;
    let quote = post(&bob, json!({ "status": "What a cat", "quoted_status_id": quoted })).await?;
    let browser = signed_in(&server, "bob").await?;
    let page = server.url(&format!("/@bob/{quote}"));
    browser.goto(&page).await?;
    browser.find(".quote img[alt='A grey cat']").await?;
    assert!(!browser.find("#open-post .prose").await?.text().await?.contains("RE:"));
    alice.post(&format!("/api/v1/statuses/{quoted}/quotes/{quote}/revoke"), json!({})).await?;
    browser.goto(&page).await?;
    browser.shows("The author has taken this post out of the quote").await?;
    assert!(!browser.text().await?.contains("My cat"));
    Ok(())
}
