//! `kill -9` at any moment: what was acknowledged is there, once, here and elsewhere.

use std::{collections::BTreeMap, time::Duration};

use anyhow::{Context, Result, bail};
use e2e::{Client, Options, Server, eventually};
use serde_json::{Value, json};
use testkit::TestDatabase;
use tokio::task::JoinSet;

use crate::federation::picture;

/// How many posts are acknowledged before the process is killed, each time.
const ROUNDS: [usize; 5] = [0, 1, 3, 6, 10];
/// Posts that are written at the same time.
const WRITERS: usize = 12;

/// How often each text is in a home.
async fn home(client: &Client) -> Result<BTreeMap<String, usize>> {
    let (mut found, mut below) = (BTreeMap::new(), String::new());
    loop {
        let page = client.get(&format!("/api/v1/timelines/home?limit=40{below}")).await?;
        let page = page.as_array().context("no list")?;
        let Some(last) = page.last() else { return Ok(found) };
        below = format!("&max_id={}", last["id"].as_str().unwrap_or_default());
        for status in page {
            let text = status["content"].as_str().unwrap_or_default();
            *found.entry(text.replace("<p>", "").replace("</p>", "")).or_default() += 1;
        }
    }
}

/// Waits until every text is in the home, each once.
async fn has_each_once(who: &str, client: &Client, texts: &[String]) -> Result<()> {
    let found = eventually(&format!("{who} has every post"), async || {
        let found = home(client).await?;
        Ok(texts.iter().all(|text| found.contains_key(text)).then_some(found))
    })
    .await?;
    let twice: Vec<_> = found.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{who} has posts twice: {twice:?}");
    Ok(())
}

/// Posts from all sides, kills the server after `enough` answers; returns what was acknowledged.
async fn post_and_kill(
    server: &mut Server,
    author: &Client,
    round: usize,
    enough: usize,
) -> Result<Vec<String>> {
    let mut writers = JoinSet::new();
    for number in 0..WRITERS {
        let (author, text) = (author.clone(), format!("Round {round}, number {number}"));
        writers.spawn(async move {
            let posted = author.post("/api/v1/statuses", json!({ "status": text })).await;
            posted.ok().map(|_| text)
        });
    }
    let mut acknowledged = Vec::new();
    while acknowledged.len() < enough
        && let Some(posted) = writers.join_next().await
    {
        acknowledged.extend(posted?);
    }
    server.kill()?;
    // Answers that were on their way count too.
    while let Some(posted) = writers.join_next().await {
        acknowledged.extend(posted?);
    }
    Ok(acknowledged)
}

async fn survives(config: String) -> Result<()> {
    let mut here = Server::with(Options { config, ..Options::default() }).await?;
    let there = Server::start().await?;
    let (alice, bob, carol) = (here.user("alice")?, here.user("bob")?, there.user("carol")?);
    bob.follow("@alice").await?;
    carol.follow(&format!("@alice@{}", here.domain())).await?;
    eventually("alice has two followers", async || {
        let account = alice.get("/api/v1/accounts/verify_credentials").await?;
        Ok((account.get("followers_count") == Some(&json!(2))).then_some(()))
    })
    .await?;

    let mut acknowledged = Vec::new();
    let mut pictures = Vec::new();
    for (round, enough) in ROUNDS.into_iter().enumerate() {
        let upload = tokio::spawn({
            let alice = alice.clone();
            async move { alice.upload("cat.png", picture()?, "A cat").await }
        });
        acknowledged.extend(post_and_kill(&mut here, &alice, round, enough).await?);
        pictures.extend(upload.await?.ok());
        here.run().await?;
    }
    assert!(acknowledged.len() >= ROUNDS.iter().sum());
    has_each_once("bob", &bob, &acknowledged).await?;
    if let Err(error) = has_each_once("carol", &carol, &acknowledged).await {
        let found = home(&carol).await?;
        let missing: Vec<_> = acknowledged.iter().filter(|text| !found.contains_key(*text)).collect();
        let (sent, received) = (here.cli(&["job", "list"])?, there.cli(&["job", "list"])?);
        let log = there.log();
        bail!(
            "{error}: {missing:?}\njobs of the sender:\n{sent}\nof the receiver:\n{received}\nits log:\n{log}"
        );
    }
    eventually("no job is left", async || {
        // An upload that was cut off leaves word to remove its file later; the next list of trends is ordered.
        let list = here.cli(&["job", "list"])?;
        let waits = |job: &str| ["delete_files", "refresh_trends"].iter().any(|kind| job.contains(kind));
        Ok(list.lines().all(waits).then_some(()))
    })
    .await?;
    for picture in pictures {
        let url = picture.get("url").and_then(Value::as_str).context("no address")?;
        let file = download(url).await?;
        assert!(file.len() > 100, "the row has no file: {picture}");
    }
    Ok(())
}

async fn download(url: &str) -> Result<Vec<u8>> {
    let (base, path) = url.split_once("/media/").context("an address elsewhere")?;
    let client = Client::new(base.to_owned(), "");
    let answer =
        client.request("GET".parse()?, &format!("/media/{path}")).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.to_vec())
}

#[tokio::test]
async fn what_was_acknowledged_survives_on_sqlite() -> Result<()> {
    survives(String::new()).await
}

#[tokio::test]
async fn what_was_acknowledged_survives_on_postgresql() -> Result<()> {
    let Some(database) = TestDatabase::postgres().await else { return Ok(()) };
    let lease = Duration::from_secs(5).as_secs();
    survives(format!("[database]\nurl = \"{}\"\n[jobs]\nlease_seconds = {lease}\n", database.url())).await
}

#[tokio::test]
async fn with_sqlite_a_second_worker_does_not_start() -> Result<()> {
    let server = Server::start().await?;
    let error = server.cli(&["serve", "--roles", "worker", "--listen", "127.0.0.1:0"]).unwrap_err();
    assert!(error.to_string().contains("another process runs the jobs"), "{error}");
    let _: Value = server.visitor().get("/health/ready").await?;
    Ok(())
}

/// A video of a second, made by ffmpeg.
fn video() -> Result<Vec<u8>> {
    let inputs =
        ["-f", "lavfi", "-i", "testsrc=size=320x240:duration=1", "-f", "lavfi", "-i", "sine=duration=1"];
    let output = ["-movflags", "frag_keyframe+empty_moov", "-f", "mp4", "pipe:1"];
    let done =
        std::process::Command::new("ffmpeg").args(["-v", "error"]).args(inputs).args(output).output()?;
    anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(done.stdout)
}

#[tokio::test]
async fn a_video_that_was_taken_in_is_processed_after_a_crash() -> Result<()> {
    let mut server = Server::start().await?;
    let alice = server.user("alice")?;
    let taken = alice.upload("clock.mp4", video()?, "A clock").await?;
    server.kill()?;
    server.run().await?;
    let path = format!("/api/v1/media/{}", taken["id"].as_str().context("no id")?);
    let media = eventually("the video is processed", async || {
        let media = alice.get(&path).await?;
        Ok(media["url"].is_string().then_some(media))
    })
    .await?;
    let file = download(media["url"].as_str().context("no address")?).await?;
    assert_eq!(file.get(4..8), Some(&b"ftyp"[..]));
    Ok(())
}
