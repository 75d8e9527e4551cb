//! One delivery: the activity's body, signed anew for this try, posted to one inbox; and what its
//! outcome says about the server (protocol §14).

use std::{sync::Arc, time::Duration};

use kinds::{AccountId, Millis};
use moka::sync::Cache;
use protocol::Uri;
use store::{entity::host, query};

use super::{http::HttpError, is_blocked, keys};
use crate::{ctx::Ctx, error::Result, job};

/// Failures one after another before a server is given a pause.
const PATIENCE: i64 = 10;
/// The pause.
const PAUSE: i64 = Millis::MINUTE;
/// A server that has failed for so long is taken to be gone.
const GONE_AFTER: i64 = 7 * Millis::DAY;
/// How often one that is gone is tried all the same.
const PROBE: i64 = Millis::DAY;

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server took it.
    Done,
    /// It never will.
    Refused(String),
    /// Try again, at a certain time if one was named.
    Later(Option<Millis>, String),
    /// The server is having a pause; not this delivery's fault.
    Postponed(Millis),
}

/// Bodies and servers' states, which many deliveries share.
pub struct Outgoing {
    bodies: Cache<i64, Arc<Body>>,
    hosts: Cache<String, Option<host::Model>>,
}

struct Body {
    account: AccountId,
    bytes: Arc<[u8]>,
}

impl Default for Outgoing {
    fn default() -> Self {
        let weigh = |_: &i64, body: &Arc<Body>| u32::try_from(body.bytes.len() + 64).unwrap_or(u32::MAX);
        Self {
            bodies: Cache::builder()
                .max_capacity(8 * 1024 * 1024)
                .weigher(weigh)
                .time_to_live(Duration::from_secs(600))
                .build(),
            hosts: Cache::builder().max_capacity(10_000).time_to_live(Duration::from_secs(30)).build(),
        }
    }
}

/// Tries a delivery.
///
/// # Errors
/// When the database fails.
pub async fn deliver(ctx: &Ctx, job: &job::Deliver) -> Result<Delivery> {
    let parsed = Uri::parse(&job.inbox).ok().and_then(|uri| Some((uri.host(), uri.to_url()?)));
    let Some((domain, url)) = parsed else { return Ok(Delivery::Refused("not an address".to_owned())) };
    if is_blocked(ctx, &domain).await? {
        return Ok(Delivery::Refused("the server is blocked".to_owned()));
    }
    let known = state(ctx, &domain).await?;
    if let Some(until) = known.as_ref().and_then(|host| host.retry_after).filter(|until| *until > ctx.now()) {
        return Ok(Delivery::Postponed(until));
    }
    let Some(body) = body(ctx, job.activity).await? else {
        return Ok(Delivery::Refused("the activity is too old".to_owned()));
    };
    let signer = keys::of_account(ctx, body.account).await?;
    let outcome = ctx.federation.http.post(&url, body.bytes.clone(), &signer, ctx.now()).await;
    if outcome.as_ref().is_err_and(HttpError::is_gone_for_good) {
        query::federation::forget_inbox(ctx.db.write(), &job.inbox).await?;
    }
    judge(ctx, &domain, known, outcome).await
}

/// Notes how the server fares, and says what comes next for the delivery.
async fn judge(
    ctx: &Ctx,
    domain: &str,
    known: Option<host::Model>,
    outcome: Result<(), HttpError>,
) -> Result<Delivery> {
    let error = match outcome {
        Ok(()) => {
            recovered(ctx, domain, known.as_ref()).await?;
            return Ok(Delivery::Done);
        }
        Err(error) => error,
    };
    let reason = error.to_string();
    match error {
        // Its clock, or our key at its side, may come right.
        HttpError::Status { status: 401 | 408, retry_at } => Ok(Delivery::Later(retry_at, reason)),
        HttpError::Status { status: 429 | 503, retry_at: Some(time) } => {
            failed(ctx, domain, known, Some(time)).await?;
            Ok(Delivery::Later(Some(time), reason))
        }
        HttpError::Status { status, .. }
            if status == 501 || (300..500).contains(&status) && status != 429 =>
        {
            // It answers, so it is well.
            recovered(ctx, domain, known.as_ref()).await?;
            Ok(Delivery::Refused(reason))
        }
        error if error.is_temporary() || error.status() == Some(429) => {
            let gone = failed(ctx, domain, known, None).await?;
            Ok(if gone { Delivery::Refused(reason) } else { Delivery::Later(None, reason) })
        }
        _ => Ok(Delivery::Refused(reason)),
    }
}

/// Notes a failure. True when the server has failed for so long that deliveries to it are dropped.
async fn failed(ctx: &Ctx, domain: &str, known: Option<host::Model>, named: Option<Millis>) -> Result<bool> {
    let now = ctx.now();
    let failures = known.as_ref().map_or(0, |host| host.failures) + 1;
    let since = known.and_then(|host| host.failing_since).unwrap_or(now);
    let gone = now.since(since) > GONE_AFTER;
    let pause = match named {
        Some(time) => Some(time),
        None if gone => Some(now.plus(PROBE)),
        None if failures % PATIENCE == 0 => Some(now.plus(PAUSE)),
        None => None,
    };
    query::host::failed(ctx.db.write(), domain, now, pause).await?;
    ctx.federation.outgoing.hosts.invalidate(domain);
    Ok(gone)
}

/// Notes that a server is well, if it was not. Also called when it sends something itself.
///
/// # Errors
/// When the database fails.
pub async fn seen_well(ctx: &Ctx, domain: &str) -> Result<()> {
    let known = state(ctx, domain).await?;
    recovered(ctx, domain, known.as_ref()).await
}

async fn recovered(ctx: &Ctx, domain: &str, known: Option<&host::Model>) -> Result<()> {
    if known.is_some_and(|host| host.failures > 0 || host.retry_after.is_some()) {
        query::host::recovered(ctx.db.write(), domain, ctx.now()).await?;
        ctx.federation.outgoing.hosts.invalidate(domain);
    }
    Ok(())
}

async fn state(ctx: &Ctx, domain: &str) -> Result<Option<host::Model>> {
    if let Some(known) = ctx.federation.outgoing.hosts.get(domain) {
        return Ok(known);
    }
    let found = query::host::get(ctx.db.read(), domain).await?;
    ctx.federation.outgoing.hosts.insert(domain.to_owned(), found.clone());
    Ok(found)
}

async fn body(ctx: &Ctx, activity: i64) -> Result<Option<Arc<Body>>> {
    let cache = &ctx.federation.outgoing.bodies;
    if let Some(body) = cache.get(&activity) {
        return Ok(Some(body));
    }
    let Some(row) = query::federation::outgoing(ctx.db.read(), activity).await? else { return Ok(None) };
    let body = Arc::new(Body { account: row.account_id, bytes: row.body.into_bytes().into() });
    cache.insert(activity, body.clone());
    Ok(Some(body))
}
