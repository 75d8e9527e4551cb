//! What a visitor may read: profiles, threads and hashtags, for pages that need no app.

use std::sync::Arc;

use kinds::StatusId;
use shared::entities::{Account, Status};
use store::query::{
    account as accounts, tag as tags, thread,
    timeline::{self, ProfileFilter, PublicFilter, TagFilter},
    window::Window,
};

use super::present;
use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
};

/// Posts on a page.
const POSTS: u64 = 20;
/// Posts of a thread, above and below.
const ABOVE: i64 = 20;
const BELOW: i64 = 40;
const DEPTH: i64 = 10;

/// A profile with its latest posts.
pub struct ProfilePage {
    /// Whose it is.
    pub account: Arc<Account>,
    /// Posts, newest first; no boosts, no replies to others.
    pub statuses: Vec<Status>,
}

/// A post with what is around it.
pub struct ThreadPage {
    /// The post.
    pub status: Status,
    /// What it answers, the start of the thread first.
    pub earlier: Vec<Status>,
    /// What answers it.
    pub replies: Vec<Status>,
}

/// The profile of a local account.
///
/// # Errors
/// 404 when there is none, 410 when it is suspended.
pub async fn profile(ctx: &Ctx, username: &str) -> Result<ProfilePage> {
    let db = ctx.db.read();
    let row = accounts::by_handle(db, username, "").await?.ok_or(ServiceError::NotFound)?;
    if row.suspended_at.is_some() {
        return Err(ServiceError::Gone);
    }
    let filter = ProfileFilter { exclude_replies: true, exclude_reblogs: true, ..ProfileFilter::default() };
    let window = Window { limit: POSTS, ..Window::default() };
    let ids = timeline::profile(db, None, row.id, filter, &window).await?;
    Ok(ProfilePage {
        account: present::account(ctx, row.id).await?,
        statuses: present::statuses(ctx, None, &ids).await?,
    })
}

/// A post of a local account.
///
/// # Errors
/// 404 when there is none, or it is not public, or it is somebody else's.
pub async fn single(ctx: &Ctx, username: &str, id: StatusId) -> Result<Status> {
    let status = present::status(ctx, None, id).await?;
    if !status.account.acct.eq_ignore_ascii_case(username) || status.reblog.is_some() {
        return Err(ServiceError::NotFound);
    }
    Ok(status)
}

/// A post of a local account, with its thread.
///
/// # Errors
/// 404 when there is none, or it is not public, or it is somebody else's.
pub async fn post(ctx: &Ctx, username: &str, id: StatusId) -> Result<ThreadPage> {
    let status = single(ctx, username, id).await?;
    let db = ctx.db.read();
    let earlier = thread::ancestors(db, id, ABOVE).await?;
    let replies = thread::descendants(db, id, BELOW, DEPTH).await?;
    let replies: Vec<StatusId> = replies.into_iter().map(|reply| reply.id).collect();
    Ok(ThreadPage {
        status,
        earlier: present::statuses(ctx, None, &earlier).await?,
        replies: present::statuses(ctx, None, &replies).await?,
    })
}

/// The latest public posts with a hashtag.
///
/// # Errors
/// When the database cannot be read.
pub async fn tag(ctx: &Ctx, name: &str) -> Result<Vec<Status>> {
    let db = ctx.db.read();
    let Some(tag) = tags::by_name(db, &name.to_lowercase()).await? else { return Ok(Vec::new()) };
    let filter = TagFilter { any: vec![tag.id], ..TagFilter::default() };
    let window = Window { limit: POSTS, ..Window::default() };
    let ids = timeline::tagged(db, None, &filter, PublicFilter::default(), ctx.now(), &window).await?;
    present::statuses(ctx, None, &ids).await
}
