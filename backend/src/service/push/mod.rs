//! Web Push: where apps are pushed to, and what they want to hear of.

mod fan_out;
mod message;

use kinds::{PushPolicy, TokenId};
use protocol::web_push::DeviceKeys;
use shared::{
    entities::{WebPushAlerts, WebPushSubscription},
    params::{PushAlerts, PushData, PushTarget, SubscribePush, UpdatePush},
};
use store::{entity::push_subscription::Model, query::push as query};
use url::Url;

pub use fan_out::fan_out;
pub use message::{headline, payload};

use super::{account::validate::Problems, auth::Viewer};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Longest address of a push service.
const MAX_ENDPOINT: usize = 2048;

/// Pushes to this device from now on, and to no other with the same token. `secret` is the token's text:
/// apps with several accounts find by it in the payload whom a message is for.
///
/// # Errors
/// 403 without a token of an app; 422 for an address or keys that cannot be used.
pub async fn subscribe(
    ctx: &Ctx,
    viewer: &Viewer,
    secret: Option<&str>,
    params: SubscribePush,
) -> Result<WebPushSubscription> {
    let (token, secret) = viewer.token.zip(secret).ok_or_else(only_apps)?;
    let (p256dh, auth) = check(ctx, &params.subscription)?.encode();
    let data = params.data.unwrap_or_default();
    let row = Model {
        id: ctx.next_id(),
        token_id: token,
        account_id: viewer.account,
        endpoint: params.subscription.endpoint,
        p256dh,
        auth,
        standard: params.subscription.standard.unwrap_or_default(),
        alerts: serde_json::to_string(&alerts(data.alerts.unwrap_or_default()))?,
        policy: data.policy.or(params.policy).unwrap_or(PushPolicy::All),
        sealed_token: ctx.secrets.seal(secret)?,
        created_at: ctx.now(),
    };
    let tx = ctx.begin().await?;
    query::delete_of_token(tx.conn(), token).await?;
    query::insert(tx.conn(), row.clone()).await?;
    ctx.commit(tx).await?;
    entity(ctx, row)
}

/// The subscription of the viewer's token.
///
/// # Errors
/// 404 when there is none.
pub async fn show(ctx: &Ctx, viewer: &Viewer) -> Result<WebPushSubscription> {
    let row = query::of_token(ctx.db.read(), token(viewer)?).await?.ok_or(ServiceError::NotFound)?;
    entity(ctx, row)
}

/// Changes what is pushed. Alerts that are given replace all before.
///
/// # Errors
/// 404 when the token has no subscription.
pub async fn update(ctx: &Ctx, viewer: &Viewer, params: UpdatePush) -> Result<WebPushSubscription> {
    let tx = ctx.begin().await?;
    let mut row = query::of_token(tx.conn(), token(viewer)?).await?.ok_or(ServiceError::NotFound)?;
    let PushData { alerts: wanted, policy } = params.data.unwrap_or_default();
    if let Some(wanted) = wanted {
        row.alerts = serde_json::to_string(&alerts(wanted))?;
    }
    row.policy = policy.or(params.policy).unwrap_or(row.policy);
    query::update(tx.conn(), &row).await?;
    ctx.commit(tx).await?;
    entity(ctx, row)
}

/// Pushes no more. Without a subscription nothing happens.
///
/// # Errors
/// When the database fails.
pub async fn unsubscribe(ctx: &Ctx, viewer: &Viewer) -> Result<()> {
    let Some(token) = viewer.token else { return Ok(()) };
    Ok(query::delete_of_token(ctx.db.write(), token).await?)
}

fn token(viewer: &Viewer) -> Result<TokenId> {
    viewer.token.ok_or(ServiceError::NotFound)
}

fn only_apps() -> ServiceError {
    ServiceError::forbidden("Only an app with an access token can be pushed to")
}

/// What is wrong with an address or its keys, by field. Whether the address is public is looked at when
/// it is asked: names change.
fn check(ctx: &Ctx, target: &PushTarget) -> Result<DeviceKeys> {
    let mut problems = Problems::default();
    let url = Url::parse(&target.endpoint).ok().filter(|_| target.endpoint.len() <= MAX_ENDPOINT);
    let scheme = |url: &Url| url.scheme() == "https" || url.scheme() == ctx.federation.http.scheme();
    if !url.is_some_and(|url| scheme(&url) && protocol::origin::host_of_url(&url).is_some()) {
        problems.add("endpoint", "ERR_INVALID", "is not a valid URL");
    }
    let keys = DeviceKeys::parse(&target.keys.p256dh, &target.keys.auth);
    if keys.is_err() {
        problems.add("keys", "ERR_INVALID", "are invalid");
    }
    problems.check()?;
    keys.map_err(|_| ServiceError::invalid("The keys are invalid"))
}

fn entity(ctx: &Ctx, row: Model) -> Result<WebPushSubscription> {
    Ok(WebPushSubscription {
        id: row.id,
        endpoint: row.endpoint,
        standard: row.standard,
        server_key: ctx.secrets.vapid.public().to_owned(),
        alerts: serde_json::from_str(&row.alerts)?,
        policy: row.policy,
    })
}

fn alerts(wanted: PushAlerts) -> WebPushAlerts {
    WebPushAlerts {
        mention: wanted.mention.unwrap_or_default(),
        status: wanted.status.unwrap_or_default(),
        reblog: wanted.reblog.unwrap_or_default(),
        follow: wanted.follow.unwrap_or_default(),
        follow_request: wanted.follow_request.unwrap_or_default(),
        favourite: wanted.favourite.unwrap_or_default(),
        poll: wanted.poll.unwrap_or_default(),
        update: wanted.update.unwrap_or_default(),
        quote: wanted.quote.unwrap_or_default(),
        quoted_update: wanted.quoted_update.unwrap_or_default(),
        admin_sign_up: wanted.admin_sign_up.unwrap_or_default(),
        admin_report: wanted.admin_report.unwrap_or_default(),
    }
}
