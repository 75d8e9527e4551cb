//! Emoji under statuses.

use std::collections::HashSet;

use kinds::StatusId;
use shared::entities::{Reaction, Status};
use store::query::status::LinkRow;

/// The emoji of these links, in their order.
pub(super) fn under(links: &[LinkRow]) -> Vec<Reaction> {
    let reaction = |link: &LinkRow| Reaction {
        name: link.name.clone(),
        count: link.count,
        me: None,
        url: link.url.clone(),
        static_url: link.uri.clone(),
    };
    links.iter().filter(|link| link.kind == 3).map(reaction).collect()
}

/// The emoji that a viewer put under the statuses of a page.
#[derive(Default)]
pub(super) struct OwnReactions(HashSet<(StatusId, String)>);

impl OwnReactions {
    /// Notes one.
    pub(super) fn add(&mut self, status: StatusId, name: String) {
        self.0.insert((status, name));
    }

    /// Tells the viewer which they are.
    pub(super) fn put(&self, status: &mut Status) {
        let id = status.id;
        for reaction in &mut status.reactions {
            reaction.me = Some(self.0.contains(&(id, reaction.name.clone())));
        }
    }
}
