//! How often somebody may do something: fixed windows, as Mastodon's `X-RateLimit` headers describe
//! them. Counted in this process, or in Valkey for all processes together.

use std::time::Duration;

use kinds::Millis;

use crate::{config::RateLimitsConfig, ctx::Ctx, error::ServiceError};

/// Counters kept in this process.
const COUNTERS: u64 = 200_000;
/// The longest window.
const LONGEST: Duration = Duration::from_secs(86_400);

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// Requests of a token, or of a visitor's address.
    Api,
    /// Requests of an account over all its tokens.
    Account,
    /// Pages of lists.
    Paging,
    /// Uploads.
    Media,
    /// Deletions and undone boosts.
    Deletes,
    /// Sign-ups.
    SignUps,
    /// Attempts to sign in, to confirm, to reset a password.
    SignIns,
    /// Mails that anybody can have sent to an address.
    Mails,
    /// Follows.
    Follows,
    /// Files fetched from other servers.
    RemoteMedia,
    /// Posts.
    Statuses,
}

impl Bucket {
    fn name(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Account => "account",
            Self::Paging => "paging",
            Self::Media => "media",
            Self::Deletes => "deletes",
            Self::SignUps => "sign_ups",
            Self::SignIns => "sign_ins",
            Self::Mails => "mails",
            Self::Follows => "follows",
            Self::RemoteMedia => "remote_media",
            Self::Statuses => "statuses",
        }
    }

    /// How many in how many milliseconds.
    fn rule(self, config: &RateLimitsConfig) -> (u32, i64) {
        match self {
            Self::Api => (config.api, 5 * Millis::MINUTE),
            Self::Account => (config.account, 5 * Millis::MINUTE),
            Self::Paging => (config.paging, 15 * Millis::MINUTE),
            Self::Media => (config.media, 30 * Millis::MINUTE),
            Self::Deletes => (config.deletes, 30 * Millis::MINUTE),
            Self::SignUps => (config.sign_ups, 30 * Millis::MINUTE),
            Self::SignIns => (config.sign_ins, 5 * Millis::MINUTE),
            Self::Mails => (config.mails, 30 * Millis::MINUTE),
            Self::Follows => (config.follows, Millis::DAY),
            Self::RemoteMedia => (config.remote_media, 10 * Millis::MINUTE),
            Self::Statuses => (config.statuses, 3 * Millis::HOUR),
        }
    }
}

/// Where somebody stands in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// How many are allowed in the window.
    pub limit: u32,
    /// How many are left.
    pub remaining: u32,
    /// When the window ends.
    pub reset: Millis,
    /// Whether this one was too many.
    pub exceeded: bool,
}

impl Usage {
    /// # Errors
    /// 429 when this one was too many.
    pub fn check(self, now: Millis) -> Result<(), ServiceError> {
        if self.exceeded {
            let seconds = self.reset.since(now).max(0) / 1000 + 1;
            return Err(ServiceError::TooMany { retry_after: u64::try_from(seconds).unwrap_or(1) });
        }
        Ok(())
    }
}

/// The counters of this process.
pub struct Counters {
    counts: moka::sync::Cache<String, std::sync::Arc<std::sync::atomic::AtomicU64>>,
}

impl Default for Counters {
    fn default() -> Self {
        Self { counts: moka::sync::Cache::builder().max_capacity(COUNTERS).time_to_live(LONGEST).build() }
    }
}

/// Counts one more of `who` in `bucket` and refuses it when it is too many.
///
/// # Errors
/// 429 when it is.
pub async fn limit(ctx: &Ctx, bucket: Bucket, who: &str) -> Result<(), ServiceError> {
    if !ctx.config.rate_limits.enabled {
        return Ok(());
    }
    count(ctx, bucket, who).await.check(ctx.now())
}

/// Counts one more of `who` in `bucket`. When Valkey does not answer, this process counts alone:
/// a broken counter must not close the server.
pub async fn count(ctx: &Ctx, bucket: Bucket, who: &str) -> Usage {
    let (limit, window) = bucket.rule(&ctx.config.rate_limits);
    let now = ctx.now();
    let start = now.0 - now.0.rem_euclid(window);
    let key = format!("limit:{}:{who}:{start}", bucket.name());
    let shared = match &ctx.valkey {
        // While it is away nobody should wait for it.
        Some(valkey) if ctx.bus.live().is() => valkey.count(&key, window / 1000 + 1).await.ok(),
        _ => None,
    };
    let count = shared.unwrap_or_else(|| {
        let counter = ctx.counters.counts.get_with(key, Default::default);
        counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1
    });
    let used = u32::try_from(count).unwrap_or(u32::MAX);
    Usage {
        limit,
        remaining: limit.saturating_sub(used),
        reset: Millis(start + window),
        exceeded: used > limit,
    }
}
