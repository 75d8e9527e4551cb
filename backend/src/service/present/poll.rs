//! Polls.

use std::collections::HashMap;

use kinds::{AccountId, Millis, PollId, StatusId};
use sea_orm::ConnectionTrait;
use shared::entities::{CustomEmoji, Poll, PollOption};
use store::query::{
    poll::{self as query, PollRow},
    status::StatusRow,
};

use super::{StatusParts, timestamp};
use crate::{ctx::Ctx, error::Result, service::poll::has_ended};

/// The polls of these statuses; none of them has one more often than not, and then nothing is read.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    statuses: &[StatusRow],
) -> Result<HashMap<StatusId, PollRow>> {
    let asking = statuses.iter().filter(|row| row.poll_id.is_some());
    let ids: Vec<StatusId> = asking.map(|row| row.status.id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = query::of_statuses(db, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.poll.status_id, row)).collect())
}

/// A poll as the database has it: what is shown of it depends on the time and the viewer.
#[derive(Clone, Debug)]
pub struct PollParts {
    poll: Poll,
    expires_at: Option<Millis>,
    hide_totals: bool,
}

impl PollParts {
    /// The poll with everything in it.
    pub(super) fn whole(&self) -> &Poll {
        &self.poll
    }

    /// The poll of a status with these emoji.
    pub(super) fn new(row: PollRow, emojis: &[CustomEmoji]) -> Self {
        let used = |emoji: &&CustomEmoji| {
            let code = format!(":{}:", emoji.shortcode);
            row.options.iter().any(|(title, _)| title.contains(&code))
        };
        let poll = Poll {
            id: row.poll.id,
            expires_at: row.poll.expires_at.map(timestamp),
            expired: false,
            multiple: row.poll.multiple,
            votes_count: row.options.iter().map(|(_, votes)| *votes).fold(0, i64::saturating_add),
            voters_count: row.poll.voters_count,
            emojis: emojis.iter().filter(used).cloned().collect(),
            options: row
                .options
                .into_iter()
                .map(|(title, votes)| PollOption { title, votes_count: Some(votes) })
                .collect(),
            voted: None,
            own_votes: None,
        };
        Self { poll, expires_at: row.poll.expires_at, hide_totals: row.poll.hide_totals }
    }

    /// The poll as everybody sees it now.
    pub(super) fn at(&self, now: Millis) -> Poll {
        let mut poll = self.poll.clone();
        poll.expired = has_ended(self.expires_at, now);
        if self.hide_totals && !poll.expired {
            poll.options.iter_mut().for_each(|option| option.votes_count = None);
        }
        poll
    }

    /// About how many bytes it takes in the cache.
    pub(super) fn bytes(&self) -> usize {
        let titles: usize = self.poll.options.iter().map(|option| option.title.len()).sum();
        size_of::<Self>()
            + titles
            + self.poll.options.len() * size_of::<PollOption>()
            + super::emoji::bytes(&self.poll.emojis)
    }
}

/// What a viewer chose in the polls of a page.
#[derive(Default)]
pub(super) struct OwnVotes(HashMap<PollId, Vec<i64>>);

impl OwnVotes {
    /// Reads them: one statement when there are polls, none when there are not.
    pub(super) async fn read(
        ctx: &Ctx,
        viewer: AccountId,
        statuses: impl Iterator<Item = &StatusParts>,
    ) -> Result<Self> {
        let polls: Vec<PollId> =
            statuses.filter_map(|parts| parts.poll.as_ref()).map(|parts| parts.poll.id).collect();
        let mut chosen: HashMap<PollId, Vec<i64>> = HashMap::new();
        if !polls.is_empty() {
            for vote in query::votes_of(ctx.db.read(), viewer, &polls).await? {
                chosen.entry(vote.poll_id).or_default().push(vote.position.into());
            }
        }
        Ok(Self(chosen))
    }

    /// Tells the viewer what that was. Who made a poll counts as having voted in it.
    pub(super) fn put(&self, poll: &mut Poll, is_own: bool) {
        let chosen = self.0.get(&poll.id).cloned().unwrap_or_default();
        poll.voted = Some(is_own || !chosen.is_empty());
        poll.own_votes = Some(chosen);
    }
}
