//! Fetching what other servers have as replies to a post of theirs, and as replies to those.
//!
//! A list of replies only says where to look: each reply is fetched from its own server and must name the
//! post that it answers.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use kinds::StatusId;
use protocol::{
    Uri,
    vocab::{Collection, Document},
};
use store::query;

use super::{
    collection,
    fetch::{self, FetchError},
    is_own, resolve,
};
use crate::{ctx::Ctx, service::refresh};

/// Replies that are looked at for one thread.
const MAX_REPLIES: usize = 100;
/// Posts whose replies are asked for.
const MAX_POSTS: usize = 20;
/// Levels below the first post.
const MAX_DEPTH: u32 = 4;
/// Pages of one list.
const MAX_PAGES: usize = 5;
/// How long all of it may take.
const DEADLINE: Duration = Duration::from_secs(240);

/// Fetches the replies below a status, counting them. What cannot be had is left out.
///
/// # Errors
/// When the database fails.
pub async fn fetch(ctx: &Ctx, id: StatusId) -> Result<(), FetchError> {
    let Some(status) = query::status_change::by_id(ctx.db.read(), id).await? else { return Ok(()) };
    if let Ok(root) = Uri::parse(&status.uri)
        && !status.local
    {
        // Whoever is slow gets no more time than this; what was fetched stays.
        let _ = tokio::time::timeout(DEADLINE, walk(ctx, id, root)).await;
    }
    Ok(refresh::end_context(ctx, id).await?)
}

/// Level by level.
async fn walk(ctx: &Ctx, thread: StatusId, root: Uri) {
    let mut seen = HashSet::from([root.to_string()]);
    let mut posts = VecDeque::from([(root, 0)]);
    let mut asked = 0;
    while let Some((post, depth)) = posts.pop_front() {
        if asked >= MAX_POSTS || seen.len() > MAX_REPLIES {
            return;
        }
        asked += 1;
        for reply in listed(ctx, &post).await {
            if seen.len() > MAX_REPLIES || !seen.insert(reply.to_string()) {
                continue;
            }
            match resolve::reply(ctx, &reply, &post).await {
                Ok(is_new) => {
                    if is_new && let Err(error) = refresh::count_reply(ctx, thread).await {
                        tracing::warn!(%error, "a fetched reply is not counted");
                    }
                    if depth + 1 < MAX_DEPTH {
                        posts.push_back((reply, depth + 1));
                    }
                }
                Err(error) => tracing::debug!(%error, reply = reply.as_str(), "reply not fetched"),
            }
        }
    }
}

/// The replies that the server of a post lists, those of this server left out.
async fn listed(ctx: &Ctx, post: &Uri) -> Vec<Uri> {
    match first_page(ctx, post).await {
        Ok(Some(page)) => pages(ctx, post, page).await,
        Ok(None) => Vec::new(),
        Err(error) => {
            tracing::debug!(%error, post = post.as_str(), "replies not listed");
            Vec::new()
        }
    }
}

/// The first page of the list, or the list itself when it has no pages.
async fn first_page(ctx: &Ctx, post: &Uri) -> Result<Option<Collection>, FetchError> {
    let Document::Object(object) = fetch::document(ctx, post).await? else { return Ok(None) };
    let Some(mut list) = object.replies else { return Ok(None) };
    if let (None, None, true, Some(id)) = (&list.first, &list.first_page, list.items.is_empty(), &list.id) {
        list = collection::fetch(ctx, post, id).await?;
    }
    Ok(Some(collection::first_page(ctx, post, list).await?))
}

async fn pages(ctx: &Ctx, post: &Uri, mut page: Collection) -> Vec<Uri> {
    let mut replies = Vec::new();
    for _ in 0..MAX_PAGES {
        replies.extend(page.items.iter().filter_map(|item| item.id().cloned()).filter(|id| !is_own(ctx, id)));
        let Some(next) = page.next.take().filter(|_| replies.len() < MAX_REPLIES) else { break };
        match collection::fetch(ctx, post, &next).await {
            Ok(next) => page = next,
            Err(error) => {
                tracing::debug!(%error, post = post.as_str(), "replies not listed to the end");
                break;
            }
        }
    }
    replies
}
