//! What is done here, in the database.

use kinds::{AccountId, AnnouncementId, Millis, PollId, ScheduledStatusId, StatusId};
use serde::{Deserialize, Serialize};
use store::{NewJob, Queue};

use super::JobKind;
use crate::error::Result;

/// Put a new status into the home feeds of those who follow its author, and tell their streams.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FanOut {
    /// The status or boost.
    pub status: StatusId,
    /// Its author.
    pub account: AccountId,
}

impl JobKind for FanOut {
    const KIND: &'static str = "fan_out";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("fan_out:{}", self.status))
    }
}

/// Tell those who have boosted or quoted a status that it was edited.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NotifyBoosters {
    /// The edited status.
    pub status: StatusId,
}

impl JobKind for NotifyBoosters {
    const KIND: &'static str = "notify_boosters";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("notify_boosters:{}", self.status))
    }
}

/// Tell those concerned that a poll has ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndPoll {
    /// The poll.
    pub poll: PollId,
}

impl JobKind for EndPoll {
    const KIND: &'static str = "end_poll";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("end_poll:{}", self.poll))
    }
}

/// Post a scheduled status.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PublishScheduled {
    /// The scheduled status.
    pub id: ScheduledStatusId,
}

impl JobKind for PublishScheduled {
    const KIND: &'static str = "publish_scheduled";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("publish_scheduled:{}", self.id))
    }
}

/// Tell streams that an announcement is shown, or shown no longer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TellAnnouncement {
    /// The announcement.
    pub announcement: AnnouncementId,
    /// Whether it has ended.
    pub ended: bool,
}

impl JobKind for TellAnnouncement {
    const KIND: &'static str = "tell_announcement";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("tell_announcement:{}:{}", self.announcement, self.ended))
    }
}

/// Put the filtered notifications of some senders among the others, because they were let in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unfilter {
    /// Whose notifications.
    pub account: AccountId,
    /// The senders.
    pub senders: Vec<AccountId>,
}

impl Unfilter {
    /// The lane of an account's jobs: while it is busy, something is still to be merged.
    pub fn lane_of(account: AccountId) -> String {
        format!("unfilter:{account}")
    }
}

impl JobKind for Unfilter {
    const KIND: &'static str = "unfilter_notifications";
    const QUEUE: Queue = Queue::Local;

    fn lane(&self) -> Option<String> {
        Some(Self::lane_of(self.account))
    }
}

/// Make statuses findable by their words: those of an account, or all.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IndexStatuses {
    /// Whose; `None` for everybody's.
    pub account: Option<AccountId>,
    /// Those from here down are left to do; `None` at the beginning.
    pub below: Option<StatusId>,
}

impl JobKind for IndexStatuses {
    const KIND: &'static str = "index_statuses";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(
            self.account
                .map_or("index_statuses:all".to_owned(), |account| format!("index_statuses:{account}")),
        )
    }
}

/// Remove what has grown old: events, dead letters, unattached uploads.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CleanUp {}

impl JobKind for CleanUp {
    const KIND: &'static str = "clean_up";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some("clean_up".to_owned())
    }
}

/// Find out what many write about, share and like at the moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshTrends {
    /// Which of the stretches of [`RefreshTrends::EVERY`] since 1970 this is for.
    pub slot: i64,
}

impl RefreshTrends {
    /// How often, in milliseconds.
    pub const EVERY: i64 = 5 * Millis::MINUTE;

    /// The job of the next stretch. Every process orders it, and it is added once: it waits until the stretch
    /// begins, and by then all order the one after it.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn next(now: Millis) -> Result<NewJob> {
        let slot = now.0.div_euclid(Self::EVERY) + 1;
        Self { slot }.to_job_at(Millis(slot * Self::EVERY))
    }
}

impl JobKind for RefreshTrends {
    const KIND: &'static str = "refresh_trends";
    const QUEUE: Queue = Queue::Local;

    fn lane(&self) -> Option<String> {
        Some("refresh_trends".to_owned())
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("refresh_trends:{}", self.slot))
    }
}

/// Make somebody's report of a year.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeReport {
    /// Whose.
    pub account: AccountId,
    /// Of which year.
    pub year: i64,
}

impl JobKind for MakeReport {
    const KIND: &'static str = "make_report";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("make_report:{}:{}", self.account, self.year))
    }
}
