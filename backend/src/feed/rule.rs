//! What belongs into a home, and into the timeline of a list.

use std::collections::HashMap;

use kinds::{AccountId, Millis, RepliesPolicy, StatusId, Visibility};
use store::{id::time_of, query::home::Candidate};

use crate::service::{
    policy::{self, Standing},
    present::{Listed, Relations},
};

/// A boost of what was shown within this time before it is not shown again.
pub(super) const REPEAT: i64 = 6 * Millis::HOUR;

/// Whether a candidate is shown in the home of `viewer`: posts of members of exclusive lists only when
/// a hashtag brings them, as in Mastodon.
pub(super) fn in_home(viewer: AccountId, relations: &Relations, candidate: &Candidate, now: Millis) -> bool {
    accepts(viewer, relations, candidate, now)
        && (candidate.by_tag || candidate.account == viewer || !relations.is_exclusive(candidate.account))
}

/// Whether a candidate is shown in a list of `viewer`: what would be at home if the list were not
/// exclusive, without direct posts and with the answers that the list is for.
pub(super) fn in_list(
    viewer: AccountId,
    relations: &Relations,
    list: &Listed,
    candidate: &Candidate,
    now: Millis,
) -> bool {
    candidate.visibility != Visibility::Direct
        && answer_fits(viewer, list, candidate)
        && accepts(viewer, relations, candidate, now)
}

fn answer_fits(viewer: AccountId, list: &Listed, candidate: &Candidate) -> bool {
    match candidate.in_reply_to_account {
        None if !candidate.orphan => true,
        Some(other) if other == candidate.account || other == viewer => true,
        other => match list.replies {
            RepliesPolicy::Followed => true,
            RepliesPolicy::List => other.is_some_and(|other| list.members.contains(&other)),
            RepliesPolicy::None => false,
        },
    }
}

fn accepts(viewer: AccountId, relations: &Relations, candidate: &Candidate, now: Millis) -> bool {
    may_see(viewer, relations, candidate)
        && (candidate.account == viewer
            || (is_welcome(relations, candidate.account, &candidate.domain, now)
                && if candidate.by_tag {
                    by_tag(candidate)
                } else {
                    by_account(viewer, relations, candidate)
                }))
        && original_is_welcome(viewer, relations, candidate, now)
}

fn may_see(viewer: AccountId, relations: &Relations, candidate: &Candidate) -> bool {
    let standing = Standing {
        follows: relations.following.contains_key(&candidate.account),
        mentioned: candidate.mentioned,
        blocked: relations.blocked(candidate.account),
        author_suspended: candidate.suspended,
        // Homes are those of accounts of this server.
        here: true,
    };
    policy::can_see(Some(viewer), candidate.account, candidate.visibility.into(), standing)
}

fn is_welcome(relations: &Relations, account: AccountId, domain: &str, now: Millis) -> bool {
    !relations.blocked(account) && !relations.mutes(account, now) && !relations.blocks_domain(domain)
}

/// Followed hashtags bring public posts of accounts that are not limited.
fn by_tag(candidate: &Candidate) -> bool {
    candidate.visibility == Visibility::Public && candidate.reblog_of.is_none() && !candidate.limited
}

/// Followed accounts bring what they post and boost, in the languages that were chosen, but not what
/// they answer to people one does not follow.
fn by_account(viewer: AccountId, relations: &Relations, candidate: &Candidate) -> bool {
    let Some(follow) = relations.following.get(&candidate.account) else { return false };
    if candidate.reblog_of.is_some() {
        return follow.show_reblogs;
    }
    let language_fits = follow.languages.is_empty()
        || candidate.language.as_ref().is_none_or(|language| follow.languages.contains(language));
    let answer_fits = match candidate.in_reply_to_account {
        _ if candidate.mentioned => true,
        _ if candidate.orphan => false,
        None => true,
        Some(other) => {
            other == candidate.account || other == viewer || relations.following.contains_key(&other)
        }
    };
    language_fits && answer_fits
}

fn original_is_welcome(viewer: AccountId, relations: &Relations, candidate: &Candidate, now: Millis) -> bool {
    if candidate.reblog_of.is_none() {
        return true;
    }
    let (Some(author), Some(visibility)) = (candidate.original_account, candidate.original_visibility) else {
        return false;
    };
    let standing = Standing {
        follows: relations.following.contains_key(&author),
        mentioned: candidate.original_mentioned,
        blocked: relations.blocked(author),
        author_suspended: candidate.original_suspended,
        here: true,
    };
    let domain = candidate.original_domain.as_deref().unwrap_or_default();
    policy::can_see(Some(viewer), author, visibility.into(), standing)
        && (author == viewer || is_welcome(relations, author, domain, now))
}

/// Leaves out boosts of what was shown shortly before, by its author or another boost, here or `earlier`.
pub(super) fn without_repeats(candidates: &[Candidate], earlier: &[Candidate]) -> Vec<StatusId> {
    let mut oldest_first: Vec<&Candidate> = candidates.iter().chain(earlier).collect();
    oldest_first.sort_by_key(|candidate| candidate.id);
    let mut seen: HashMap<StatusId, Millis> = HashMap::new();
    let mut repeats = Vec::new();
    for candidate in oldest_first {
        let time = time_of(candidate.id.0);
        let content = candidate.reblog_of.unwrap_or(candidate.id);
        let before = seen.insert(content, time);
        if candidate.reblog_of.is_some() && before.is_some_and(|before| time.since(before) < REPEAT) {
            repeats.push(candidate.id);
        }
    }
    candidates.iter().map(|candidate| candidate.id).filter(|id| !repeats.contains(id)).collect()
}
