//! Emoji under statuses.

use std::collections::{HashMap, HashSet};

use kinds::{AccountId, StatusId};
use sea_orm::ConnectionTrait;
use shared::entities::{Reaction, Status};
use store::query::{
    reaction::{self as query, CountedReaction},
    status::StatusRow,
};

use super::StatusParts;
use crate::{ctx::Ctx, error::Result};

/// The emoji under these statuses; most have none, and then nothing is read.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    statuses: &[StatusRow],
) -> Result<HashMap<StatusId, Vec<Reaction>>> {
    let asking = statuses.iter().filter(|row| row.has_reactions != 0);
    let ids: Vec<StatusId> = asking.map(|row| row.status.id).collect();
    let mut found: HashMap<StatusId, Vec<Reaction>> = HashMap::new();
    if !ids.is_empty() {
        for row in query::counts(db, &ids).await? {
            found.entry(row.status_id).or_default().push(reaction(row));
        }
    }
    Ok(found)
}

fn reaction(row: CountedReaction) -> Reaction {
    Reaction { name: row.name, count: row.count, me: None, url: row.url, static_url: row.static_url }
}

/// The emoji that a viewer put under the statuses of a page.
#[derive(Default)]
pub(super) struct OwnReactions(HashSet<(StatusId, String)>);

impl OwnReactions {
    /// Reads them: one statement when there are any reactions, none when there are not.
    pub(super) async fn read(
        ctx: &Ctx,
        viewer: AccountId,
        statuses: impl Iterator<Item = &StatusParts>,
    ) -> Result<Self> {
        let with_some = statuses.filter(|parts| !parts.status.reactions.is_empty());
        let ids: Vec<StatusId> = with_some.map(|parts| parts.status.id).collect();
        if ids.is_empty() {
            return Ok(Self::default());
        }
        let rows = query::own(ctx.db.read(), viewer, &ids).await?;
        Ok(Self(rows.into_iter().map(|row| (row.status_id, row.name)).collect()))
    }

    /// Tells the viewer which they are.
    pub(super) fn put(&self, status: &mut Status) {
        let id = status.id;
        for reaction in &mut status.reactions {
            reaction.me = Some(self.0.contains(&(id, reaction.name.clone())));
        }
    }
}
