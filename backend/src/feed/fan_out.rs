//! Puts a new status into the homes it belongs into, and tells the streams of their owners.

use kinds::{AccountId, Millis, NotificationKind, TagId, Visibility};
use store::{
    Event,
    entity::status,
    query::{
        receiver::{self, Fresh, Receiver},
        status_change as change,
    },
};

use super::rule::REPEAT;
use crate::{ctx::Ctx, effects::notify::notify, error::Result, job::FanOut};

/// Homes in one event.
const CHUNK: i64 = 1_000;

/// Runs the job. Running it twice changes nothing: a feed has each status once.
///
/// # Errors
/// When the database fails.
pub async fn run(ctx: &Ctx, job: &FanOut) -> Result<()> {
    let Some(row) = change::by_id(ctx.db.read(), job.status).await? else { return Ok(()) };
    let fresh = fresh(ctx, &row).await?;
    let mut more = Vec::new();
    if row.local {
        more.push(Receiver { row: i64::MIN, account: row.account_id, notify: false, exclusive: false });
    }
    let mut after = Some(i64::MIN);
    while let Some(from) = after {
        let receivers = receiver::followers(ctx.db.read(), &fresh, ctx.now(), from, CHUNK).await?;
        after = next(&receivers);
        more.extend(receivers);
        deliver(ctx, &row, &std::mem::take(&mut more)).await?;
    }
    if row.visibility == Visibility::Public && row.reblog_of_id.is_none() {
        to_tag_followers(ctx, &row, &fresh).await?;
    }
    Ok(())
}

async fn fresh(ctx: &Ctx, row: &status::Model) -> Result<Fresh> {
    let db = ctx.db.read();
    let mut fresh = Fresh {
        id: row.id,
        account: row.account_id,
        visibility: row.visibility,
        in_reply_to_account: row.in_reply_to_account_id.filter(|other| *other != row.account_id),
        orphan: row.in_reply_to_uri.is_some(),
        language: row.language.clone(),
        original_account: None,
        shown_by: Vec::new(),
    };
    if let Some(original) = row.reblog_of_id {
        let since = store::id::first_at(store::id::time_of(row.id.0).plus(-REPEAT + Millis::SECOND));
        fresh.shown_by = receiver::shown_by(db, original, row.id, since).await?;
        fresh.original_account = change::by_id(db, original).await?.map(|original| original.account_id);
    }
    Ok(fresh)
}

async fn to_tag_followers(ctx: &Ctx, row: &status::Model, fresh: &Fresh) -> Result<()> {
    let tags: Vec<TagId> = change::tags(ctx.db.read(), row.id).await?;
    if tags.is_empty() {
        return Ok(());
    }
    let mut after = Some(i64::MIN);
    while let Some(from) = after {
        let receivers = receiver::tag_followers(ctx.db.read(), fresh, &tags, ctx.now(), from, CHUNK).await?;
        after = next(&receivers);
        deliver(ctx, row, &receivers).await?;
    }
    Ok(())
}

/// Where the page after this one begins, if there is one.
fn next(page: &[Receiver]) -> Option<i64> {
    let full = i64::try_from(page.len()).is_ok_and(|length| length >= CHUNK);
    page.last().filter(|_| full).map(|last| last.row)
}

/// One unit of work: the event, and notifications for those who asked for them.
async fn deliver(ctx: &Ctx, row: &status::Model, receivers: &[Receiver]) -> Result<()> {
    if receivers.is_empty() {
        return Ok(());
    }
    let home = receivers.iter().filter(|receiver| !receiver.exclusive);
    let accounts: Vec<AccountId> = home.map(|receiver| receiver.account).collect();
    let is_reply = row.in_reply_to_account_id.is_some_and(|other| other != row.account_id);
    let event = Event::FeedInserted { status: row.id, accounts };
    let tells = row.reblog_of_id.is_none() && !is_reply;
    let told: Vec<AccountId> = receivers
        .iter()
        .filter(|receiver| tells && receiver.notify)
        .map(|receiver| receiver.account)
        .collect();
    if told.is_empty() {
        return ctx.record(event).await;
    }
    let tx = ctx.begin().await?;
    tx.emit(event);
    for account in told {
        notify(ctx, &tx, account, row.account_id, NotificationKind::Status, Some(row.id)).await?;
    }
    ctx.commit(tx).await
}
