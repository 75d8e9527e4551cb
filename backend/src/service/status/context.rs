//! The thread around a status.

use std::collections::HashMap;

use kinds::{AccountId, StatusId};
use shared::entities::{Context, Status};
use store::query::{
    status_change as change,
    thread::{self, Reply},
};

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::present::{self, Relations},
};

/// How much of a thread is shown.
struct Limits {
    ancestors: i64,
    descendants: i64,
    depth: i64,
}

const FOR_VISITORS: Limits = Limits { ancestors: 40, descendants: 60, depth: 20 };
const FOR_USERS: Limits = Limits { ancestors: 4096, descendants: 4096, depth: 4096 };

/// What a status answers and what answers it, as far as the viewer may see and wants to.
///
/// # Errors
/// 404 when the status cannot be seen.
pub async fn context(ctx: &Ctx, viewer: Option<AccountId>, id: StatusId) -> Result<Context> {
    let db = ctx.db.read();
    let limits = if viewer.is_some() { FOR_USERS } else { FOR_VISITORS };
    let status = change::visible(db, viewer, id).await?.ok_or(ServiceError::NotFound)?;
    let above = thread::ancestors(db, id, limits.ancestors).await?;
    let below = thread::descendants(db, id, limits.descendants, limits.depth).await?;
    let below = in_tree_order(id, status.account_id, &below);
    let all: Vec<StatusId> = above.iter().chain(&below).copied().collect();
    let mut shown = present::statuses(ctx, viewer, &all).await?;
    match viewer {
        Some(viewer) => {
            let relations = present::relations(ctx, viewer).await?;
            shown.retain(|status| is_wanted(ctx, &relations, viewer, status));
        }
        None => shown.retain(|status| status.account.limited != Some(true)),
    }
    let (ancestors, descendants) = shown.into_iter().partition(|status| above.contains(&status.id));
    Ok(Context { ancestors, descendants })
}

/// Nobody wants to see whom they mute, or whose server they block, in somebody else's thread.
fn is_wanted(ctx: &Ctx, relations: &Relations, viewer: AccountId, status: &Status) -> bool {
    let author = &status.account;
    let domain = author.acct.split_once('@').map_or("", |(_, domain)| domain);
    let limited = author.limited == Some(true) && !relations.following.contains_key(&author.id);
    author.id == viewer
        || !(limited || relations.mutes(author.id, ctx.now()) || relations.blocks_domain(domain))
}

/// Every reply right after what it answers; what the author of the first status adds comes first,
/// else the older one.
fn in_tree_order(root: StatusId, author: AccountId, replies: &[Reply]) -> Vec<StatusId> {
    let mut children: HashMap<StatusId, Vec<&Reply>> = HashMap::new();
    for reply in replies {
        children.entry(reply.parent).or_default().push(reply);
    }
    for list in children.values_mut() {
        // Last in the list is first on the page: it is used as a stack.
        list.sort_by_key(|reply| std::cmp::Reverse((reply.account != author, reply.id)));
    }
    let mut order = Vec::with_capacity(replies.len());
    let mut stack = children.remove(&root).unwrap_or_default();
    while let Some(reply) = stack.pop() {
        order.push(reply.id);
        stack.extend(children.remove(&reply.id).unwrap_or_default());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_follow_what_they_answer_and_the_author_goes_first() {
        let reply = |id, parent, account| Reply {
            id: StatusId(id),
            parent: StatusId(parent),
            account: AccountId(account),
        };
        let replies = [reply(2, 1, 20), reply(3, 1, 10), reply(4, 2, 30), reply(5, 3, 20), reply(6, 3, 10)];
        let order = in_tree_order(StatusId(1), AccountId(10), &replies);
        assert_eq!(order, [3, 6, 5, 2, 4].map(StatusId));
    }
}
