//! The app speaks the person's language, all of it.

use std::{collections::BTreeSet, fs};

use anyhow::Result;
use e2e::{Browser, Server, Window};
use serde_json::{Value, json};

/// English texts that are not also German ones. Those with values put in are left out.
fn english_only() -> Result<BTreeSet<String>> {
    let read = |code: &str| -> Result<Value> {
        let file = format!("{}/../frontend/locales/{code}.json", env!("CARGO_MANIFEST_DIR"));
        Ok(serde_json::from_str(&fs::read_to_string(file)?)?)
    };
    let german = texts(&read("de")?);
    Ok(texts(&read("en")?).into_iter().filter(|text| !german.contains(text) && !text.contains('{')).collect())
}

fn texts(node: &Value) -> BTreeSet<String> {
    match node {
        Value::String(text) => BTreeSet::from([text.clone()]),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => BTreeSet::new(),
    }
}

/// Every text, label, hint and placeholder of the page.
const EVERYTHING: &str = r"
const found = [document.title];
const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) found.push(walk.currentNode.textContent.trim());
for (const element of document.body.querySelectorAll('*'))
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    if (element.hasAttribute(name)) found.push(element.getAttribute(name).trim());
return found.filter(Boolean);
";

#[tokio::test]
async fn a_german_browser_gets_a_german_app_and_the_choice_is_kept() -> Result<()> {
    let server = Server::start().await?;
    let alice = server.user("alice")?;
    let post = alice.post("/api/v1/statuses", json!({ "status": "Guten Tag", "language": "de" })).await?;
    let post = format!("/@alice/{}", post["id"].as_str().unwrap_or_default());
    let browser = Browser::open(Window { language: "de", ..Window::default() }).await?;
    browser.goto(&server.url("/auth/sign_in")).await?;
    browser.shows("Anmelden").await?;
    browser.fill("#login", "alice").await?;
    browser.fill("#password", &format!("{}\n", Server::PASSWORD)).await?;
    browser.shows("Guten Tag").await?;

    let english = english_only()?;
    let pages = [
        "/",
        "/explore",
        "/notifications",
        "/local",
        "/federated",
        "/bookmarks",
        "/favourites",
        "/follow_requests",
        "/settings",
        "/settings/profile",
        "/settings/appearance",
        "/settings/posting",
        "/@alice",
        "/nirgendwo",
        &post,
        "/@alice/followers",
        "/search?q=unauffindbar",
    ];
    for page in pages {
        browser.goto(&server.url(page)).await?;
        browser.find("html[lang=de] #feed h1").await?;
        let shown = browser.script(EVERYTHING).await?;
        let shown = shown.as_array().cloned().unwrap_or_default();
        let left: Vec<&str> =
            shown.iter().filter_map(Value::as_str).filter(|text| english.contains(*text)).collect();
        assert!(left.is_empty(), "{page}: {left:?}");
    }

    browser.goto(&server.url("/settings/appearance")).await?;
    browser.press_css("select option[value=en]").await?;
    browser.shows("Appearance").await?;
    browser.driver.refresh().await?;
    browser.find("html[lang=en]").await?;
    browser.shows("Appearance").await
}
