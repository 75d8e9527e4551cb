//! Making and removing announcements, and telling streams when they come and go.

use kinds::{AnnouncementId, Millis, StatusId};
use store::{Event, Tx, entity::announcement, job_queue, query::announcement as query};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    job::{JobKind, TellAnnouncement},
    service::{oembed, public_page, status},
};

/// Most characters.
const MAX_CHARS: usize = 10_000;
/// Announcements the administrator sees.
const LATEST: u64 = 100;

/// An announcement to be made.
#[derive(Clone, Debug, Default)]
pub struct NewAnnouncement {
    /// What it says, as posts are written.
    pub text: String,
    /// When what it is about begins.
    pub starts_at: Option<Millis>,
    /// And ends: it is not shown any more from then on.
    pub ends_at: Option<Millis>,
    /// Only the days of these count, not the time.
    pub all_day: bool,
    /// Shown from then on; now without it.
    pub publish_at: Option<Millis>,
}

/// Makes an announcement.
///
/// # Errors
/// 422 when the text is empty or too long, or the end is not after the beginning.
pub async fn create(ctx: &Ctx, new: NewAnnouncement) -> Result<AnnouncementId> {
    let content = status::rendered(ctx, &new.text).await?;
    if content.text.trim().is_empty() || content.text.chars().count() > MAX_CHARS {
        return Err(ServiceError::invalid(format!("The text must have 1 to {MAX_CHARS} characters")));
    }
    let now = ctx.now();
    let published_at = new.publish_at.filter(|time| *time > now).unwrap_or(now);
    let first = new.starts_at.unwrap_or(published_at).max(published_at);
    if new.ends_at.is_some_and(|end| end <= first) {
        return Err(ServiceError::invalid("The end must be after the beginning and after it is first shown"));
    }
    let names: Vec<&String> = content.tags.iter().map(|(name, _)| name).collect();
    let row = announcement::Model {
        id: ctx.next_id(),
        html: content.html,
        account_ids: serde_json::to_string(&content.mentions)?,
        status_ids: serde_json::to_string(&statuses(ctx, &content.text).await?)?,
        tags: serde_json::to_string(&names)?,
        emojis: serde_json::to_string(&content.emojis)?,
        content: content.text,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        all_day: new.all_day,
        published_at,
        created_at: now,
        updated_at: now,
    };
    let tx = ctx.begin().await?;
    query::insert(tx.conn(), row.clone()).await?;
    plan(&tx, &row)?;
    ctx.commit(tx).await?;
    Ok(row.id)
}

/// Removes an announcement.
///
/// # Errors
/// 404 when there is none.
pub async fn delete(ctx: &Ctx, id: AnnouncementId) -> Result<()> {
    let tx = ctx.begin().await?;
    if !query::delete(tx.conn(), id).await? {
        return Err(ServiceError::NotFound);
    }
    let jobs = [false, true].map(|ended| TellAnnouncement { announcement: id, ended }.unique_key());
    job_queue::cancel(tx.conn(), jobs.into_iter().flatten().collect()).await?;
    tx.emit(Event::AnnouncementEnded { announcement: id });
    ctx.commit(tx).await
}

/// The latest announcements, shown or not, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn latest(ctx: &Ctx) -> Result<Vec<announcement::Model>> {
    Ok(query::latest(ctx.db.read(), LATEST).await?)
}

/// Tells streams that an announcement is shown from now on, or no longer.
///
/// # Errors
/// When the database fails.
pub async fn tell(ctx: &Ctx, id: AnnouncementId, ended: bool) -> Result<()> {
    if query::by_id(ctx.db.read(), id).await?.is_none() {
        return Ok(());
    }
    let tx = ctx.begin().await?;
    tx.emit(event(id, ended));
    ctx.commit(tx).await
}

fn plan(tx: &Tx, row: &announcement::Model) -> Result<()> {
    let later = |ended: bool, time: Millis| TellAnnouncement { announcement: row.id, ended }.to_job_at(time);
    if row.published_at > tx.now() {
        tx.enqueue([later(false, row.published_at)?]);
    } else {
        tx.emit(event(row.id, false));
    }
    if let Some(end) = row.ends_at {
        tx.enqueue([later(true, end)?]);
    }
    Ok(())
}

fn event(announcement: AnnouncementId, ended: bool) -> Event {
    if ended { Event::AnnouncementEnded { announcement } } else { Event::AnnouncementShown { announcement } }
}

/// The posts of this server that the text links to.
async fn statuses(ctx: &Ctx, text: &str) -> Result<Vec<StatusId>> {
    let mut found = Vec::new();
    for word in text.split_whitespace().filter(|word| word.starts_with("http")).take(10) {
        let Some((name, id)) = oembed::post_at(ctx, word) else { continue };
        if !found.contains(&id) && public_page::single(ctx, &name, id).await.is_ok() {
            found.push(id);
        }
    }
    Ok(found)
}
