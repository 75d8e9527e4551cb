//! Posting: what it costs until everything that follows is done, and how soon others see it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use e2e::{Client, Server, eventually};
use serde_json::json;
use store::{Db, Sql};
use testkit::seed::Seeded;

use crate::{process::Stopwatch, report::Figure};

/// Posts in each measurement.
const POSTS: usize = 300;
/// Posts of the author with many followers.
const STAR_POSTS: usize = 40;

/// Waits until no job is due.
pub(crate) async fn settled(db: &Db) -> Result<()> {
    eventually("the jobs are done", async || {
        let now = i64::try_from(std::time::UNIX_EPOCH.elapsed()?.as_millis())?;
        let sql = Sql::new("SELECT id FROM jobs WHERE state <> 2 AND run_at <= ").bind(now).push(" LIMIT 1");
        let left: Vec<i64> = sql.ids(db.read()).await?;
        Ok(left.is_empty().then_some(()))
    })
    .await
}

/// Posts by authors with as many local followers as everybody has.
pub(crate) async fn posting(
    database: &'static str,
    server: &Server,
    db: &Db,
    seeded: &Seeded,
) -> Result<Vec<Figure>> {
    // Homes that somebody reads are the ones a post has to be put into.
    for token in &seeded.tokens {
        Client::new(server.base_url(), token).get("/api/v1/timelines/home").await?;
    }
    settled(db).await?;
    // The second and the third have a thousand followers more, here and elsewhere.
    let authors = seeded.tokens.get(3..).context("too few users")?;
    let watch = Stopwatch::start(server.pid().context("the server does not run")?)?;
    let times = post(server, authors, POSTS).await?;
    settled(db).await?;
    let cpu = watch.each(POSTS)?;
    Ok(vec![
        Figure::at_most(database, "post, 50 local followers, CPU to the end of side effects", cpu, "ms", 4.0),
        Figure::at_most(database, "post, 50 local followers, answer p99", percentile(&times, 99), "ms", 20.0),
    ])
}

/// Posts by an author with 1,000 local followers, all of whom read.
pub(crate) async fn star(
    database: &'static str,
    server: &Server,
    db: &Db,
    author: &str,
    fans: &[String],
) -> Result<Vec<Figure>> {
    for token in fans {
        Client::new(server.base_url(), token).get("/api/v1/timelines/home?limit=1").await?;
    }
    settled(db).await?;
    let tokens = [author.to_owned()];
    let times = post(server, &tokens, STAR_POSTS).await?;
    settled(db).await?;
    let mut slowest = Duration::ZERO;
    for round in 0..5 {
        slowest = slowest.max(spread(server, author, fans, round).await?);
    }
    Ok(vec![
        Figure::at_most(
            database,
            "post, 1,000 local followers, answer p99",
            percentile(&times, 99),
            "ms",
            20.0,
        ),
        Figure::at_most(
            database,
            "post, 1,000 local followers, in every feed after",
            slowest.as_secs_f64() * 1000.0,
            "ms",
            1000.0,
        ),
    ])
}

/// Posts once; how long until the post is on top of the last follower's home and of some others.
async fn spread(server: &Server, author: &str, fans: &[String], round: usize) -> Result<Duration> {
    let author = Client::new(server.base_url(), author);
    let start = Instant::now();
    let status = author.post("/api/v1/statuses", json!({ "status": format!("Look here, {round}") })).await?;
    // The fan-out goes from the oldest follow to the newest: the last one is the last to have it.
    let samples = fans.iter().rev().take(1).chain(fans.iter().step_by(97));
    for token in samples {
        let fan = Client::new(server.base_url(), token);
        loop {
            let home = fan.get("/api/v1/timelines/home?limit=1").await?;
            if home.pointer("/0/id") == status.get("id") {
                break;
            }
            ensure!(start.elapsed() < Duration::from_secs(30), "a post does not arrive in a home");
        }
    }
    Ok(start.elapsed())
}

/// Posts `count` times by these users in turn; the milliseconds that each answer took.
async fn post(server: &Server, tokens: &[String], count: usize) -> Result<Vec<f64>> {
    let clients: Vec<Client> = tokens.iter().map(|token| Client::new(server.base_url(), token)).collect();
    let mut times = Vec::with_capacity(count);
    for (number, client) in clients.iter().cycle().take(count).enumerate() {
        let text = format!("News number {number} of the bench: all is well.");
        let start = Instant::now();
        client.post("/api/v1/statuses", json!({ "status": text })).await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

/// The value below which `percent` of the values are.
pub(crate) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or_default()
}
