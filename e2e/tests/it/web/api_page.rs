//! The API document as a page.

use anyhow::Result;
use e2e::{Browser, Server, Window};

/// How far the page can be moved sideways, in CSS pixels.
const SIDEWAYS: &str = "const page = document.documentElement; return page.scrollWidth - page.clientWidth;";
/// What the page has loaded that does not come from its own server.
const FROM_ELSEWHERE: &str = "return performance.getEntriesByType('resource').map((entry) => entry.name)
    .filter((name) => !name.startsWith(location.origin));";

#[tokio::test]
async fn an_operation_is_found_and_unfolded_on_a_phone() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::open(Window { width: 500, dark: true, ..Window::default() }).await?;
    browser.goto(&server.url("/api/docs")).await?;
    browser.shows("/api/v1/accounts/lookup").await?;
    browser.fill("input[type=search]", "polls vote").await?;
    browser.shows("1 found").await?;
    browser.shows("/api/v1/polls/{id}/votes").await?;
    assert!(!browser.text().await?.contains("/api/v1/accounts/lookup"));
    browser.press_css("details:not([hidden]) summary").await?;
    browser.shows("write:statuses").await?;
    // A link leads also to what the search has hidden.
    browser.press_css("details[open] a[href='#Poll']").await?;
    browser.shows("voters_count").await?;
    assert_eq!(browser.script(SIDEWAYS).await?, 0);
    assert_eq!(browser.script(FROM_ELSEWHERE).await?, serde_json::json!([]));
    Ok(())
}

#[tokio::test]
async fn without_scripts_the_page_shows_everything() -> Result<()> {
    let server = Server::start().await?;
    let browser = Browser::open(Window { scripts: false, ..Window::default() }).await?;
    browser.goto(&server.url("/api/docs")).await?;
    browser.shows("/api/v1/polls/{id}/votes").await?;
    Ok(())
}
