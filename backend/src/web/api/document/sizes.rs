//! How long the pages of lists are: the numbers of the document. A test asks each list for its pages.

/// How many entries a page has unless told otherwise, and at most.
pub(super) fn sizes(path: &str) -> Option<(u64, u64)> {
    let segments: Vec<&str> = path.split('/').skip(3).collect();
    Some(match segments.as_slice() {
        ["notifications", "unread_count"] => (100, 1000),
        ["admin" | "followed_tags" | "domain_blocks", ..] => (100, 200),
        ["trends"] | ["trends", "tags" | "links"] => (10, 20),
        [
            "timelines" | "favourites" | "bookmarks" | "conversations" | "scheduled_statuses" | "drafts"
            | "search",
            ..,
        ]
        | ["accounts", _, "statuses"]
        | ["statuses", _, "quotes"]
        | ["trends", _] => (20, 40),
        [
            "accounts" | "lists" | "blocks" | "mutes" | "follow_requests" | "endorsements" | "directory"
            | "suggestions" | "notifications" | "collections",
            ..,
        ]
        | ["statuses", _, "reblogged_by" | "favourited_by"] => (40, 80),
        _ => return None,
    })
}
