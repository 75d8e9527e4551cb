//! How long searches take, each with other words: at a million posts (`--large`) none is to take longer
//! than 20 ms, whatever is looked for.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use e2e::Server;
use testkit::seed::{Seeded, word};

use crate::{load, report::Figure};

/// Searches of a kind.
const TIMES: usize = 100;
/// Searches of a kind before any is measured.
const WARMING: usize = 20;
/// Milliseconds.
const GOAL: f64 = 20.0;

/// A kind of search: its name, and the query and more parameters of one of them.
type Kind = (&'static str, fn(usize) -> (String, &'static str));

const KINDS: [Kind; 16] = [
    ("a common word", |n| (word(n % 20), "")),
    ("a word", |n| (word(n * 7 % 3_000), "")),
    ("two common words", |n| (format!("{} {}", word(n % 20), word(20 + n * 3 % 20)), "")),
    ("two words", |n| (format!("{} {}", word(n % 200), word(n * 7 % 300)), "")),
    ("a rare word", |n| (word(3_000 + n * 911 % 90_000), "")),
    ("a phrase", |n| (format!("\"{} {}\"", word(n % 30), word(n * 7 % 30)), "")),
    ("a phrase of rarer words", |n| (format!("\"{} {}\"", word(40 + n), word(40 + n * 7 % 100)), "")),
    ("words of an author", |n| (format!("{} from:user{}", word(n % 50), n), "")),
    ("words and facts", |n| (format!("{} language:en -has:media", word(n % 300)), "")),
    ("before a day", |n| (format!("{} before:{}", word(n % 300), day(n)), "")),
    ("without a word", |n| (format!("{} -{}", word(n % 200), word(n % 9)), "")),
    ("nothing found", |n| (format!("{} {} nowhere{n}", word(n % 9), word(9 + n)), "")),
    ("in the library", |n| (format!("{} in:library", word(n * 7 % 3_000)), "")),
    ("own posts", |n| (format!("{} from:me", word(n % 300)), "")),
    ("result 1,000", |n| (word(n % 20), "&offset=1000")),
    ("result 1,000 of a rarer word", |n| (word(40 + n), "&offset=1000")),
];

/// A day some months ago, another one each time.
fn day(number: usize) -> String {
    let ago = Duration::from_secs(86_400 * (3 + number as u64));
    let time = std::time::UNIX_EPOCH.elapsed().unwrap_or_default().saturating_sub(ago);
    chrono::DateTime::from_timestamp(time.as_secs() as i64, 0)
        .unwrap_or_default()
        .format("%Y-%m-%d")
        .to_string()
}

/// The 95th percentile of each kind, for somebody with many favourites and somebody with none in turn.
pub(crate) async fn all(database: &'static str, server: &Server, seeded: &Seeded) -> Result<Vec<Figure>> {
    #[expect(clippy::disallowed_methods, reason = "the bench talks to its own server")]
    let client = reqwest::Client::new();
    let mut figures = Vec::new();
    let mut asked = 0_i64;
    let mut ask = async |query: &str, more: &str| -> Result<f64> {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        // An end above all posts, another one each time: no answer was kept from before.
        let end = i64::MAX - asked;
        let path = format!("/api/v2/search?type=statuses&q={query}{more}&max_id={end}");
        let token = seeded.tokens.get(usize::try_from(asked % 2)?).context("too few users")?;
        asked += 1;
        let begun = Instant::now();
        load::get(&client, &server.url(&path), token).await?;
        Ok(begun.elapsed().as_secs_f64() * 1000.0)
    };
    // The first few searches of each connection have it plan them, as after each start.
    for number in 0..WARMING {
        for (_, query) in KINDS {
            let (query, more) = query(number);
            ask(&query, more).await?;
        }
    }
    for (name, query) in KINDS {
        let mut times = Vec::with_capacity(TIMES);
        for number in 0..TIMES {
            let (query, more) = query(number);
            times.push(ask(&query, more).await?);
        }
        times.sort_by(f64::total_cmp);
        let p95 = times.get(TIMES * 95 / 100).copied().unwrap_or_default();
        let name = format!("search, {name}, p95");
        figures.push(Figure::at_most(database, name, p95, "ms", GOAL));
    }
    Ok(figures)
}
