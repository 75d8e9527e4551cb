//! What the whole is for: somebody signs up and posts a picture, somebody elsewhere sees it at once.

use anyhow::Result;
use e2e::{Browser, Server, Window, eventually};

use crate::federation::picture;

const PASSWORD: &str = "correct horse battery staple";

/// Signs up as `alice`, with the link from the mail, and ends on the start page, signed in.
async fn sign_up(browser: &Browser, server: &Server) -> Result<()> {
    browser.goto(&server.url("/auth/sign_up")).await?;
    browser.fill("#username", "alice").await?;
    browser.fill("#email", "alice@mail.test").await?;
    browser.fill("#password", PASSWORD).await?;
    browser.press_css("#agreement").await?;
    browser.press("Sign up").await?;
    browser.shows("Look into your mailbox").await?;

    // Nothing sends mail here, and the page says where it is.
    browser.press("Read it").await?;
    browser.press_css(".letter a").await?;
    browser.press("Confirm").await?;
    browser.address_is(&server.url("/")).await
}

/// Follows alice of `theirs` from a browser signed in at `ours`, as people do: paste the handle, press
/// the button.
async fn follow_alice(browser: &Browser, ours: &Server, theirs: &Server) -> Result<()> {
    browser.goto(&ours.url("/explore")).await?;
    browser.fill("#feed input[type=search]", &format!("@alice@{}\n", theirs.domain())).await?;
    browser.press("Follow").await?;
    eventually("alice has a follower", async || {
        let alice = theirs.visitor().get("/api/v1/accounts/lookup?acct=alice").await?;
        Ok(alice.get("followers_count").is_some_and(|count| count == 1).then_some(()))
    })
    .await
}

/// A file with a picture.
fn picture_file(server: &Server) -> Result<std::path::PathBuf> {
    let file = server.folder().join("cat.png");
    std::fs::write(&file, picture()?)?;
    Ok(file)
}

#[tokio::test]
async fn a_person_signs_up_posts_a_picture_and_gets_an_answer_from_elsewhere() -> Result<()> {
    let (here, there) = (Server::start().await?, Server::start().await?);
    there.user("bob")?;
    let (alice, bob) = (Browser::open(Window::default()).await?, Browser::open(Window::default()).await?);
    sign_up(&alice, &here).await?;
    bob.sign_in(&there, "bob").await?;
    follow_alice(&bob, &there, &here).await?;
    bob.press("Home").await?;
    for browser in [&alice, &bob] {
        browser.script("window.neverLoadedAgain = true").await?;
    }

    alice.fill(".composer textarea", "Hello from a browser").await?;
    alice.choose_file(".composer input[type=file]", &picture_file(&here)?).await?;
    alice.press("Add description").await?;
    alice.fill("dialog textarea", "A grey cat").await?;
    alice.press("Save").await?;
    alice.press("Post").await?;
    alice.shows("Posted").await?;
    alice.press("Show").await?;
    alice.find("#open-post img[alt='A grey cat']").await?;

    bob.press("1 new post").await?;
    bob.find("article img[alt='A grey cat']").await?;
    bob.press("Reply").await?;
    bob.find("dialog[open] textarea:focus").await?;
    bob.keys("Hello back").await?;
    bob.press_css("dialog button[type=submit]").await?;

    // The reply comes into the open thread by itself.
    alice.shows("Hello back").await?;
    alice.shows(&format!("@bob@{}", there.domain())).await?;
    for browser in [&alice, &bob] {
        assert_eq!(browser.script("return window.neverLoadedAgain").await?, true);
    }
    Ok(())
}
