//! Posts for one person alone: from people one knows, and from strangers.

use anyhow::Result;
use e2e::{Browser, Client, Server, Window, eventually};
use serde_json::{Value, json};

/// `from` writes to alice alone.
async fn whisper(from: &Client, text: &str) -> Result<Value> {
    let post = json!({ "status": format!("@alice {text}"), "visibility": "direct" });
    from.post("/api/v1/statuses", post).await
}

/// A server on which bob, whom alice does not know, has written to her; and her browser.
async fn approached() -> Result<(Server, Client, Browser)> {
    let server = Server::start().await?;
    let (alice, bob) = (server.user("alice")?, server.user("bob")?);
    whisper(&bob, "May I ask you something?").await?;
    let browser = Browser::open(Window::default()).await?;
    browser.sign_in(&server, "alice").await?;
    Ok((server, alice, browser))
}

/// Waits until so many requests are left.
async fn requests_are(client: &Client, count: i64) -> Result<()> {
    eventually(&format!("{count} requests are left"), async || {
        let policy = client.get("/api/v2/notifications/policy").await?;
        let left = policy.pointer("/summary/pending_requests_count").and_then(Value::as_i64);
        Ok((left == Some(count)).then_some(()))
    })
    .await
}

#[tokio::test]
async fn a_stranger_waits_among_the_filtered_until_let_in() -> Result<()> {
    let (server, alice, browser) = approached().await?;
    requests_are(&alice, 1).await?;
    browser.goto(&server.url("/notifications")).await?;
    browser.shows("Nothing new").await?;
    browser.press("Filtered notifications: 1 person").await?;
    browser.shows("1 notification").await?;
    browser.press_css("[aria-label='Notifications from bob'] .excerpt-link").await?;
    browser.find("article.post").await?;
    browser.shows("May I ask you something?").await?;
    browser.press("Accept notifications from bob").await?;
    browser.shows("You will see what bob does from now on").await?;
    browser.shows("Nothing was filtered").await?;
    eventually("the mention is among alice's notifications", async || {
        let all = alice.get("/api/v1/notifications").await?;
        Ok((!all.as_array().is_none_or(Vec::is_empty)).then_some(()))
    })
    .await?;
    browser.goto(&server.url("/notifications")).await?;
    browser.shows("May I ask you something?").await
}

#[tokio::test]
async fn what_was_dismissed_comes_back_when_undone_and_is_gone_otherwise() -> Result<()> {
    let (server, alice, browser) = approached().await?;
    requests_are(&alice, 1).await?;
    browser.goto(&server.url("/notifications/requests")).await?;
    browser.press("Dismiss notifications from bob").await?;
    browser.shows("Nothing was filtered").await?;
    browser.press("Undo").await?;
    browser.press("Dismiss notifications from bob").await?;
    requests_are(&alice, 0).await
}

#[tokio::test]
async fn the_policy_decides_what_is_filtered() -> Result<()> {
    let (server, alice, browser) = approached().await?;
    browser.goto(&server.url("/settings/notifications")).await?;
    browser.shows("Private mentions nobody asked for").await?;
    let choose = "const field = [...document.querySelectorAll('#feed select')][3]; \
                  field.value = 'drop'; field.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(choose).await?;
    browser.shows("Saved").await?;
    let policy = alice.get("/api/v2/notifications/policy").await?;
    assert_eq!(policy.get("for_private_mentions"), Some(&json!("drop")));
    assert_eq!(policy.get("for_limited_accounts"), Some(&json!("filter")));
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_unread_until_it_is_opened_and_can_be_removed() -> Result<()> {
    let (server, alice, browser) = approached().await?;
    requests_are(&alice, 1).await?;
    let requests = alice.get("/api/v1/notifications/requests").await?;
    let bobs = requests.pointer("/0/id").and_then(Value::as_str).unwrap_or_default();
    alice.post(&format!("/api/v1/notifications/requests/{bobs}/accept"), json!({})).await?;
    let unread = async |wanted: Option<bool>| {
        eventually(&format!("unread is {wanted:?}"), async || {
            let all = alice.get("/api/v1/conversations").await?;
            let unread = all.pointer("/0/unread").and_then(Value::as_bool);
            Ok((unread == wanted).then_some(()))
        })
        .await
    };
    unread(Some(true)).await?;
    browser.press("Private").await?;
    browser.shows("Unread").await?;
    browser.press_css("#feed .note .excerpt-link").await?;
    browser.find("#open-post").await?;
    unread(Some(false)).await?;
    browser.goto(&server.url("/conversations")).await?;
    browser.press("Delete the conversation with bob").await?;
    browser.shows("No private mentions yet").await?;
    unread(None).await
}
