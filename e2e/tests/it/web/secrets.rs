//! What a script in the page could steal: nothing.

use anyhow::{Context, Result};
use e2e::{Browser, Server, Window};

/// All that the page keeps, as one text.
const KEPT: &str = r"
const databases = await indexedDB.databases();
return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, databases, document.cookie, location.href]);
";

#[tokio::test]
async fn the_session_is_out_of_reach_of_scripts() -> Result<()> {
    let server = Server::start().await?;
    server.user("alice")?;
    let browser = Browser::open(Window::default()).await?;
    browser.sign_in(&server, "alice").await?;
    browser.fill(".composer textarea", "Nothing to hide").await?;
    browser.press("Post").await?;
    browser.shows("Posted").await?;

    let cookies = browser.driver.get_all_cookies().await?;
    let kept = browser.script(KEPT).await?;
    let kept = kept.as_str().context("no text")?;
    assert!(cookies.iter().any(|cookie| cookie.name == "phiomia_session"));
    for cookie in &cookies {
        assert_eq!(cookie.http_only, Some(true), "{}", cookie.name);
        assert!(!kept.contains(&cookie.value), "{} is kept in {kept}", cookie.name);
    }
    // Only the look and drafts are kept at all; long random texts would be tokens.
    let random = |part: &str| part.len() >= 24 && part.bytes().any(|byte| byte.is_ascii_digit());
    let found = kept.split(|letter: char| !letter.is_ascii_alphanumeric()).find(|part| random(part));
    assert_eq!(found, None, "{kept}");
    Ok(())
}
