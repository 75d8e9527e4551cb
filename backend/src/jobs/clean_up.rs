//! Removes what has grown old, and schedules itself for the next hour.

use kinds::Millis;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use store::{
    entity::{idempotency_key, job as job_row, oauth_grant, outgoing_activity, seen_activity},
    query::media::Files,
};

use super::JobResult;
use crate::{
    ctx::Ctx,
    job::{CleanUp, DeleteFiles, JobKind, TrimRemoteFiles},
    service,
};

/// Idempotency keys are remembered for an hour (`Idempotency-Key` of Mastodon's API).
const IDEMPOTENCY: i64 = Millis::HOUR;
/// Uploads removed at a time.
const UPLOADS: i64 = 500;
/// Previews that no status has are kept for a while: the same page may be linked again.
const CARDS: i64 = 30 * Millis::DAY;
/// Activity ids are remembered so long that no server still retries.
const SEEN: i64 = 7 * Millis::DAY;

/// Clients ask after work in the background for minutes, not days.
const REFRESHES: i64 = Millis::DAY;

/// Mails are remembered for longer than anybody tries to send them.
const MAILS: i64 = 7 * Millis::DAY;

/// Who does not confirm a subscription in this time does not want it.
const UNCONFIRMED: i64 = 7 * Millis::DAY;

/// Removes old rows.
pub(super) async fn run(ctx: &Ctx) -> JobResult {
    let now = ctx.now();
    let config = &ctx.config.jobs;
    let tx = ctx.begin().await?;
    let db = tx.conn();
    store::event::trim(db, now.plus(-hours(config.event_hours))).await?;
    idempotency_key::Entity::delete_many()
        .filter(idempotency_key::Column::CreatedAt.lt(now.plus(-IDEMPOTENCY)))
        .exec(db)
        .await?;
    seen_activity::Entity::delete_many()
        .filter(seen_activity::Column::CreatedAt.lt(now.plus(-SEEN)))
        .exec(db)
        .await?;
    let first_week = store::query::week::number(now) - service::instance::WEEKS;
    store::query::week::forget(db, first_week).await?;
    store::query::async_refresh::delete_before(db, now.plus(-REFRESHES)).await?;
    store::query::mute::delete_expired(db, now).await?;
    store::query::mail_preference::forget(db, now.plus(-MAILS)).await?;
    store::query::email_subscription::forget(db, now.plus(-UNCONFIRMED), now.plus(-MAILS)).await?;
    oauth_grant::Entity::delete_many().filter(oauth_grant::Column::ExpiresAt.lt(now)).exec(db).await?;
    outgoing_activity::Entity::delete_many()
        .filter(outgoing_activity::Column::CreatedAt.lt(now.plus(-SEEN)))
        .exec(db)
        .await?;
    let dead_before = now.plus(-hours(config.dead_days * 24));
    job_row::Entity::delete_many()
        .filter(job_row::Column::State.eq(2_i16))
        .filter(job_row::Column::CreatedAt.lt(dead_before))
        .exec(db)
        .await?;
    let unattached_before = now.plus(-hours(ctx.config.media.unattached_hours));
    let files = store::query::media::delete_stale(db, unattached_before, UPLOADS).await?;
    tx.enqueue(DeleteFiles::of(files.into_iter().flat_map(Files::keys))?);
    let unused = store::query::card::delete_unused(db, now.plus(-CARDS), UPLOADS).await?;
    tx.enqueue(DeleteFiles::of(unused)?);
    tx.enqueue([TrimRemoteFiles {}.to_job()?]);
    ctx.commit(tx).await?;
    Ok(())
}

/// Adds the job when none is waiting.
pub(super) async fn schedule(ctx: &Ctx) -> JobResult {
    ctx.submit(CleanUp {}.to_job()?).await?;
    Ok(())
}

fn hours(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX / Millis::HOUR).saturating_mul(Millis::HOUR)
}
