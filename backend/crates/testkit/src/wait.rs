//! Waiting for what happens on another task.

use std::time::Duration;

/// Longest wait; generous, because only a test that fails needs it.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(10);

/// Looks again and again until it is so.
pub async fn eventually(what: &str, mut look: impl AsyncFnMut() -> bool) {
    let seen = async {
        let mut looks = tokio::time::interval(PAUSE);
        while !look().await {
            looks.tick().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, seen).await.is_ok(), "this did not happen in time: {what}");
}
