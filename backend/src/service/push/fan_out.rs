//! Which devices are pushed a notification to.

use kinds::{NotificationKind, PushPolicy};
use shared::entities::WebPushAlerts;
use store::{
    entity::push_subscription,
    query::{self, push::Ties},
};

use crate::{
    ctx::Ctx,
    error::Result,
    job::{JobKind, Push, PushTo},
};

/// Runs the job: one for each device that wants to hear of the notification.
///
/// # Errors
/// When the database fails.
pub async fn fan_out(ctx: &Ctx, job: &Push) -> Result<()> {
    let db = ctx.db.read();
    let Some(row) = query::notification::find(db, job.account, job.notification).await? else {
        return Ok(());
    };
    let Some(user) = query::user::by_account(db, job.account).await? else { return Ok(()) };
    let Some(account) = query::account::by_id(db, job.account).await? else { return Ok(()) };
    if user.disabled_at.is_some() || account.suspended_at.is_some() {
        return Ok(());
    }
    let ties = query::push::ties(db, job.account, row.from_account_id).await?;
    let devices = query::push::of_account(db, job.account).await?;
    let jobs = devices
        .iter()
        .filter(|device| wants(device, row.kind, ties))
        .map(|device| PushTo { notification: row.id, subscription: device.id }.to_job())
        .collect::<Result<Vec<_>>>()?;
    if jobs.is_empty() {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    tx.enqueue(jobs);
    ctx.commit(tx).await
}

fn wants(device: &push_subscription::Model, kind: NotificationKind, ties: Ties) -> bool {
    let from_whom = match device.policy {
        PushPolicy::All => true,
        PushPolicy::Followed => ties.following,
        PushPolicy::Follower => ties.followed,
        PushPolicy::None => false,
    };
    from_whom && serde_json::from_str(&device.alerts).is_ok_and(|alerts| is_on(&alerts, kind))
}

/// Whether this kind is among those pushed. Some have no switch and are not pushed, as in Mastodon.
fn is_on(alerts: &WebPushAlerts, kind: NotificationKind) -> bool {
    match kind {
        NotificationKind::Mention => alerts.mention,
        NotificationKind::Status => alerts.status,
        NotificationKind::Reblog => alerts.reblog,
        NotificationKind::Follow => alerts.follow,
        NotificationKind::FollowRequest => alerts.follow_request,
        NotificationKind::Favourite => alerts.favourite,
        NotificationKind::Poll => alerts.poll,
        NotificationKind::Update => alerts.update,
        NotificationKind::Quote => alerts.quote,
        NotificationKind::QuotedUpdate => alerts.quoted_update,
        NotificationKind::AdminSignUp => alerts.admin_sign_up,
        NotificationKind::AdminReport => alerts.admin_report,
        NotificationKind::SeveredRelationships
        | NotificationKind::ModerationWarning
        | NotificationKind::AddedToCollection
        | NotificationKind::CollectionUpdate
        | NotificationKind::Reaction => false,
    }
}
