//! Public pages say what they are before any script has run.

use anyhow::{Context, Result};
use e2e::{Browser, Server, Window};
use serde_json::{Value, json};

use crate::federation::picture;

#[tokio::test]
async fn profiles_and_posts_can_be_previewed_and_read_without_scripts() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    let media = alice.upload("cat.png", picture()?, "A grey cat").await?;
    let post = json!({ "status": "Look <at> this", "media_ids": [media["id"]] });
    let post = alice.post("/api/v1/statuses", post).await?;
    let page = format!("/@alice/{}", post["id"].as_str().context("no id")?);

    let read = async |path: &str| -> Result<String> {
        match server.visitor().get(path).await? {
            Value::String(html) => Ok(html),
            other => Ok(other.to_string()),
        }
    };
    let html = read(&page).await?;
    for tag in [
        r#"property="og:title""#,
        r#"property="og:description" content="Look &lt;at&gt; this""#,
        r#"property="og:image:alt" content="A grey cat""#,
        r#"name="twitter:card" content="summary_large_image""#,
    ] {
        assert!(html.contains(tag), "{tag} is missing: {html}");
    }
    assert!(read("/@alice").await?.contains(r#"property="profile:username" content="alice""#));

    let browser = Browser::open(Window { scripts: false, ..Window::default() }).await?;
    browser.goto(&server.url(&page)).await?;
    browser.shows("Look <at> this").await?;
    browser.find("img[alt='A grey cat']").await?;
    browser.goto(&server.url("/@alice")).await?;
    browser.find("h1").await?;
    browser.shows("Look <at> this").await
}
