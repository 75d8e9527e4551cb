//! Waiting for what happens elsewhere.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// Longest wait for anything; generous, because a failing test is the only one that needs it.
const DEADLINE: Duration = Duration::from_secs(30);
/// Between two looks.
const INTERVAL: Duration = Duration::from_millis(50);

/// Looks until `look` finds something.
///
/// # Errors
/// When it does not within half a minute, or a look fails.
pub async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F) -> Result<T>
where
    F: Future<Output = Result<Option<T>>>,
{
    let start = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        if start.elapsed() > DEADLINE {
            bail!("this did not happen in time: {what}");
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
