//! Statuses to be posted later: kept as they were asked for, and posted by a job at their time.

mod publish;

pub use publish::publish;

use std::collections::HashMap;

use kinds::{AccountId, MediaId, Millis, ScheduledStatusId, Visibility};
use shared::{
    entities::{
        MediaAttachment, ScheduledStatus, ScheduledStatusParams, ScheduledStatusPoll, StatusOrScheduled,
    },
    params::PostStatus,
    time::Timestamp,
};
use store::{
    Tx,
    entity::scheduled_status,
    job_queue,
    query::{scheduled as query, user},
};

use super::{content, post};
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, PublishScheduled},
    service::{
        auth::Viewer,
        listing::{Listing, Page, window},
        present,
        quote::{self, Place},
        reply,
    },
};

/// How far ahead the time must be.
const AHEAD: i64 = 5 * Millis::MINUTE;
/// Most statuses that wait at once.
const MAX_TOTAL: i64 = 300;
/// Most of them that are due on one day (UTC).
const MAX_A_DAY: i64 = 25;
/// Items of a page, and at most.
const PAGE: (u64, u64) = (20, 40);

/// Posts a status, now or when the draft says. The same `key` within an hour gives the first answer again.
///
/// # Errors
/// 422 when text, media or time are not acceptable, 404 when what it answers cannot be seen, 403 when its
/// author does not let the viewer reply.
pub async fn post_or_schedule(
    ctx: &Ctx,
    viewer: &Viewer,
    draft: PostStatus,
    key: Option<&str>,
) -> Result<StatusOrScheduled> {
    Ok(match draft.scheduled_at {
        Some(time) => StatusOrScheduled::Scheduled(Box::new(create(ctx, viewer, draft, time, key).await?)),
        None => StatusOrScheduled::Status(Box::new(super::post(ctx, viewer, draft, key).await?)),
    })
}

/// Everything is checked now as it will be when it is posted, so that surprises are few.
async fn create(
    ctx: &Ctx,
    viewer: &Viewer,
    draft: PostStatus,
    time: Timestamp,
    key: Option<&str>,
) -> Result<ScheduledStatus> {
    let key = post::usable_key(key);
    post::author(ctx, viewer).await?;
    let since = ctx.now().plus(-post::REMEMBERED);
    if let Some(first) = posted_with_key(ctx, viewer.account, key, since).await? {
        return Ok(first);
    }
    let parent = post::parent(ctx, viewer.account, draft.in_reply_to_id).await?;
    if let Some(parent) = &parent {
        reply::check(ctx.db.read(), parent, viewer.account).await?;
    }
    let wanted = draft.media_ids.clone().unwrap_or_default();
    let media = content::media(ctx, viewer.account, None, &wanted).await?;
    let media: Vec<MediaId> = media.into_iter().map(|row| row.id).collect();
    let poll = content::poll(ctx, draft.poll.clone(), false)?;
    let attached = content::Attached {
        media: !media.is_empty(),
        poll: poll.as_ref(),
        quote: draft.quoted_status_id.is_some(),
    };
    let ready = content::prepare(ctx, draft.status.clone(), draft.spoiler_text.clone(), attached).await?;
    let visibility = draft.visibility.unwrap_or(post::author(ctx, viewer).await?.source.privacy);
    if let Some(quoted) = draft.quoted_status_id {
        let place = Place {
            viewer: viewer.account,
            visibility,
            mentions: &ready.mentions,
            has_attachments: !media.is_empty() || poll.is_some(),
            local_only: post::stays_here(draft.local_only, parent.as_ref()),
        };
        quote::draft(ctx, quoted, place).await?;
    }
    let local_only = Some(post::stays_here(draft.local_only, parent.as_ref()));
    let draft = PostStatus { visibility: Some(visibility), local_only, scheduled_at: None, ..draft };
    let row = scheduled_status::Model {
        id: ctx.next_id(),
        account_id: viewer.account,
        params: serde_json::to_string(&draft)?,
        app_id: viewer.app,
        idempotency_key: key.map(str::to_owned),
        scheduled_at: acceptable(ctx, time)?,
        created_at: ctx.now(),
    };
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), viewer.account).await?;
    if let Some(key) = key
        && let Some(first) = query::by_key(tx.conn(), viewer.account, key, since).await?
    {
        // The same request came twice at once, and the other one won.
        drop(tx);
        return one(ctx, first).await;
    }
    check_counts(&tx, &row, None).await?;
    if !query::insert(tx.conn(), row.clone(), &media).await? {
        return Err(ServiceError::invalid("Validation failed: Media is already attached to another post"));
    }
    wait(&tx, &row)?;
    ctx.commit(tx).await?;
    one(ctx, row).await
}

async fn posted_with_key(
    ctx: &Ctx,
    account: AccountId,
    key: Option<&str>,
    since: Millis,
) -> Result<Option<ScheduledStatus>> {
    let Some(key) = key else { return Ok(None) };
    match query::by_key(ctx.db.read(), account, key, since).await? {
        Some(first) => one(ctx, first).await.map(Some),
        None => Ok(None),
    }
}

/// A page of what somebody has scheduled, the last made first.
///
/// # Errors
/// When the database cannot be read.
pub async fn list_scheduled(ctx: &Ctx, account: AccountId, page: &Page) -> Result<Listing<ScheduledStatus>> {
    let window = window(page, PAGE.0, PAGE.1);
    let rows = query::page(ctx.db.read(), account, &window).await?;
    let cursors: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    Ok(Listing::new(entities(ctx, rows).await?, &cursors, window.limit))
}

/// One scheduled status.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn show_scheduled(ctx: &Ctx, account: AccountId, id: ScheduledStatusId) -> Result<ScheduledStatus> {
    let row = query::find(ctx.db.read(), account, id).await?.ok_or(ServiceError::NotFound)?;
    one(ctx, row).await
}

/// Sets another time; without one nothing changes.
///
/// # Errors
/// 404 when the account has none of this id, 422 when the time is too soon or the day is full.
pub async fn reschedule(
    ctx: &Ctx,
    account: AccountId,
    id: ScheduledStatusId,
    time: Option<Timestamp>,
) -> Result<ScheduledStatus> {
    let Some(time) = time else { return show_scheduled(ctx, account, id).await };
    let tx = ctx.begin().await?;
    user::lock(tx.conn(), account).await?;
    let row = query::find(tx.conn(), account, id).await?.ok_or(ServiceError::NotFound)?;
    let row = scheduled_status::Model { scheduled_at: acceptable(ctx, time)?, ..row };
    check_counts(&tx, &row, Some(id)).await?;
    // It may have been posted this moment.
    if !query::set_time(tx.conn(), id, row.scheduled_at).await? {
        return Err(ServiceError::NotFound);
    }
    job_queue::cancel(tx.conn(), PublishScheduled { id }.unique_key().into_iter().collect()).await?;
    wait(&tx, &row)?;
    ctx.commit(tx).await?;
    one(ctx, row).await
}

/// Takes a scheduled status back; its uploads may be used elsewhere.
///
/// # Errors
/// 404 when the account has none of this id.
pub async fn unschedule(ctx: &Ctx, account: AccountId, id: ScheduledStatusId) -> Result<()> {
    let tx = ctx.begin().await?;
    query::find(tx.conn(), account, id).await?.ok_or(ServiceError::NotFound)?;
    if !query::delete(tx.conn(), id).await? {
        return Err(ServiceError::NotFound);
    }
    job_queue::cancel(tx.conn(), PublishScheduled { id }.unique_key().into_iter().collect()).await?;
    ctx.commit(tx).await
}

fn wait(tx: &Tx, row: &scheduled_status::Model) -> Result<()> {
    tx.enqueue([PublishScheduled { id: row.id }.to_job_at(row.scheduled_at)?]);
    Ok(())
}

fn acceptable(ctx: &Ctx, time: Timestamp) -> Result<Millis> {
    let time = Millis(time.0.timestamp_millis());
    if time.since(ctx.now()) < AHEAD {
        let text = "must be at least 5 minutes in the future";
        return Err(ServiceError::field("scheduled_at", "ERR_INVALID", text));
    }
    Ok(time)
}

async fn check_counts(
    tx: &Tx,
    row: &scheduled_status::Model,
    except: Option<ScheduledStatusId>,
) -> Result<()> {
    let start = row.scheduled_at.0.div_euclid(Millis::DAY) * Millis::DAY;
    let day = (Millis(start), Millis(start.saturating_add(Millis::DAY)));
    let counts = query::counts(tx.conn(), row.account_id, day, except).await?;
    let refuse = |max: i64, what: &str| {
        let text = format!("Validation failed: You have exceeded the limit of {max} scheduled posts{what}");
        Err(ServiceError::invalid(text))
    };
    match (counts.total >= MAX_TOTAL, counts.on_day >= MAX_A_DAY) {
        (true, _) => refuse(MAX_TOTAL, ""),
        (_, true) => refuse(MAX_A_DAY, " for that day"),
        _ => Ok(()),
    }
}

async fn one(ctx: &Ctx, row: scheduled_status::Model) -> Result<ScheduledStatus> {
    entities(ctx, vec![row]).await?.pop().ok_or(ServiceError::NotFound)
}

async fn entities(ctx: &Ctx, rows: Vec<scheduled_status::Model>) -> Result<Vec<ScheduledStatus>> {
    let ids: Vec<ScheduledStatusId> = rows.iter().map(|row| row.id).collect();
    let mut media: HashMap<ScheduledStatusId, Vec<MediaAttachment>> = HashMap::new();
    for row in query::media(ctx.db.read(), &ids).await? {
        media.entry(row.scheduled_status_id).or_default().push(present::attachment(ctx, row.media));
    }
    rows.into_iter()
        .map(|row| {
            Ok(ScheduledStatus {
                id: row.id,
                scheduled_at: present::timestamp(row.scheduled_at),
                media_attachments: media.remove(&row.id).unwrap_or_default(),
                params: params(&row)?,
            })
        })
        .collect()
}

fn params(row: &scheduled_status::Model) -> Result<ScheduledStatusParams> {
    let draft: PostStatus = serde_json::from_str(&row.params)?;
    let poll = draft.poll.map(|poll| ScheduledStatusPoll {
        options: poll.options,
        expires_in: poll.expires_in.unwrap_or_default(),
        multiple: poll.multiple.unwrap_or_default(),
        hide_totals: poll.hide_totals.unwrap_or_default(),
    });
    Ok(ScheduledStatusParams {
        text: draft.status.unwrap_or_default(),
        poll,
        media_ids: draft.media_ids,
        sensitive: draft.sensitive,
        spoiler_text: draft.spoiler_text,
        visibility: draft.visibility.unwrap_or(Visibility::Public),
        in_reply_to_id: draft.in_reply_to_id.map(i64::from),
        language: draft.language,
        application_id: row.app_id.map_or(0, i64::from),
        scheduled_at: None,
        idempotency: row.idempotency_key.clone(),
        with_rate_limit: true,
        local_only: draft.local_only.unwrap_or_default(),
        reply_approval_policy: draft.reply_approval_policy,
    })
}
