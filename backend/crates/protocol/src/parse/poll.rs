//! Polls.

use super::node::Node;
use crate::vocab::{Poll, PollOption};

/// Options kept (the number Mastodon publishes).
const MAX_OPTIONS: usize = 500;
const MAX_TITLE: usize = 500;

/// The poll of a Question: `oneOf` or `anyOf`. Options without a name and repeated ones go; counts
/// that are no counts are zero.
pub(super) fn read(node: Node<'_>) -> Option<Poll> {
    let (key, multiple) = if node.get("anyOf").is_some() { ("anyOf", true) } else { ("oneOf", false) };
    let mut options: Vec<PollOption> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for option in node.items(key, MAX_OPTIONS).into_iter().filter_map(Node::of) {
        let Some(title) = option.line("name", MAX_TITLE).or_else(|| option.line("content", MAX_TITLE)) else {
            continue;
        };
        if seen.insert(title.clone()) {
            let votes =
                option.node("replies").and_then(|replies| replies.count("totalItems")).unwrap_or_default();
            options.push(PollOption { title, votes });
        }
    }
    if options.is_empty() {
        return None;
    }
    let closed_at = node.time("closed");
    Some(Poll {
        options,
        multiple,
        ends_at: node.time("endTime").or(closed_at),
        closed: closed_at.is_some() || node.boolean("closed").unwrap_or_default(),
        voters: node.count("votersCount"),
    })
}
