//! Pushes a notification to one device.

use kinds::Millis;
use protocol::web_push::{DeviceKeys, Encrypted, Ephemeral, WebPushError};
use store::{entity::push_subscription::Model, query};
use url::Url;

use super::{JobError, JobResult};
use crate::{ctx::Ctx, error::ServiceError, federation::http::HttpError, job::PushTo, service::push};

/// How long a push service keeps a message for a device that is away, and how long it is tried: two
/// days, as in Mastodon.
const KEPT: i64 = 2 * Millis::DAY;
/// How long the proof of who sends is good; a day at most (RFC 8292 section 2).
const PROOF: i64 = 12 * Millis::HOUR;

pub(super) async fn run(ctx: &Ctx, job: PushTo) -> JobResult {
    let age = ctx.now().since(store::id::time_of(job.notification.0));
    let Some(device) = query::push::by_id(ctx.db.read(), job.subscription).await? else { return Ok(()) };
    if age > KEPT {
        return Ok(());
    }
    let Some(payload) = push::payload(ctx, &device, job.notification).await? else { return Ok(()) };
    let url = Url::parse(&device.endpoint).map_err(|_| JobError::Fail("not an address".to_owned()))?;
    let sent = encrypt(&device, &payload)?;
    let mut headers = proof(ctx, &url, &sent)?;
    headers.extend([
        ("content-type", "application/octet-stream".to_owned()),
        ("content-encoding", sent.encoding.to_owned()),
        ("ttl", (KEPT / Millis::SECOND).to_string()),
        ("urgency", "normal".to_owned()),
        // A message that was sent twice is shown once.
        ("topic", format!("n{}", job.notification)),
    ]);
    settle(ctx, &device, ctx.federation.http.push(&url, &headers, sent.body, ctx.now()).await).await
}

fn encrypt(device: &Model, payload: &[u8]) -> Result<Encrypted, JobError> {
    let mut salt = [0; 16];
    crate::random::fill(&mut salt)?;
    let work = || {
        let keys = DeviceKeys::parse(&device.p256dh, &device.auth)?;
        let with = Ephemeral::new(salt)?;
        if device.standard { keys.encrypt(payload, &with) } else { keys.encrypt_draft(payload, &with) }
    };
    work().map_err(|error: WebPushError| JobError::Fail(error.to_string()))
}

/// The headers that say who sends: as RFC 8292 wants them, or as its draft did.
fn proof(ctx: &Ctx, url: &Url, sent: &Encrypted) -> Result<Vec<(&'static str, String)>, JobError> {
    let audience = url.origin().ascii_serialization();
    let expires = ctx.now().plus(PROOF).0 / Millis::SECOND;
    let contact = match ctx.config.instance.contact_email.as_str() {
        "" => ctx.url("/"),
        email => format!("mailto:{email}"),
    };
    let vapid = &ctx.secrets.vapid;
    let token = vapid.token(&audience, &contact, expires).map_err(ServiceError::internal)?;
    Ok(match &sent.draft {
        None => vec![("authorization", format!("vapid t={token}, k={}", vapid.public()))],
        Some((encryption, crypto_key)) => vec![
            ("authorization", format!("WebPush {token}")),
            ("encryption", encryption.clone()),
            ("crypto-key", format!("{crypto_key};p256ecdsa={}", vapid.public())),
        ],
    })
}

/// What comes next. The address is never told: whoever knows it can push.
async fn settle(ctx: &Ctx, device: &Model, outcome: Result<(), HttpError>) -> JobResult {
    let Err(error) = outcome else { return Ok(()) };
    if error.is_gone() {
        return Ok(query::push::delete(ctx.db.write(), device.id).await?);
    }
    let reason = format!("subscription {}: {error}", device.id);
    match error {
        HttpError::Status { status: 408 | 425 | 429 | 500..=599, retry_at: Some(time) } => {
            Err(JobError::RetryAt(time, reason))
        }
        error if error.is_temporary() => Err(JobError::Retry(reason)),
        _ => Err(JobError::Fail(reason)),
    }
}
