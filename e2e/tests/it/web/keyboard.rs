//! The app without a pointer.

use anyhow::Result;
use e2e::{Browser, Server, Window, eventually};
use serde_json::json;
use thirtyfour::prelude::*;

#[tokio::test]
async fn a_post_is_written_favourited_and_opened_by_keyboard() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    alice.post("/api/v1/statuses", json!({ "status": "The first of all" })).await?;
    let browser = Browser::open(Window::default()).await?;
    browser.goto(&server.url("/auth/sign_in")).await?;
    // The first field has the focus.
    browser.keys(format!("alice{}{}{}", Key::Tab.value(), Server::PASSWORD, Key::Enter.value())).await?;
    browser.shows("The first of all").await?;

    browser.keys("n").await?;
    browser.find("dialog[open] textarea:focus").await?;
    browser.keys("Written by hand").await?;
    browser
        .driver
        .action_chain()
        .key_down(Key::Control)
        .send_keys(Key::Enter)
        .key_up(Key::Control)
        .perform()
        .await?;
    browser.shows("Posted").await?;
    eventually("the sheet is gone", async || {
        Ok(browser.driver.find(By::Css("dialog[open]")).await.is_err().then_some(()))
    })
    .await?;

    browser.keys("j").await?;
    browser.find("article.post:focus").await?;
    browser.keys("f").await?;
    let like = "article.post:focus .like[aria-pressed=true]";
    browser.find(like).await?;
    browser.keys("o").await?;
    browser.find("#open-post .like[aria-pressed=true]").await?;
    assert!(browser.find("#open-post .prose").await?.text().await?.contains("Written by hand"));
    // The way back leads to the post that had the focus.
    browser.driver.back().await?;
    browser.find(like).await?;
    Ok(())
}
