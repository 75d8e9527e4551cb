//! Flag: a report by another server. Written to the log until moderators have a place for it.

use super::{Outcome, Received};

pub(super) fn handle(received: &Received<'_>) -> Outcome {
    let objects: Vec<_> = received.activity.objects.iter().filter_map(|item| item.id()).collect();
    tracing::warn!(
        from = received.actor_uri.as_str(),
        about = ?objects,
        comment = received.activity.content,
        "another server reports an account"
    );
    Outcome::Done
}
