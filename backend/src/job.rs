//! The kinds of background work: names, queues and payloads. The handlers are in `jobs`.

use kinds::{
    AccountId, AnnouncementId, EmailSubscriptionId, MediaId, Millis, NotificationId, PollId,
    PushSubscriptionId, ReportId, ScheduledStatusId, StatusId, UserId, Visibility,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{NewJob, Queue};

use crate::{error::Result, mail::Letter};

/// A kind of job. Payloads hold ids, not copies: the handler reads what is true when it runs.
pub trait JobKind: Serialize + DeserializeOwned {
    /// The name in the database. Never reuse one for another payload.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: Queue;

    /// Jobs of one lane run in order, one at a time.
    fn lane(&self) -> Option<String> {
        None
    }

    /// While a job with this key is unfinished, another is not added.
    fn unique_key(&self) -> Option<String> {
        None
    }

    /// The row to be written.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    fn to_job(&self) -> Result<NewJob> {
        Ok(NewJob {
            queue: Self::QUEUE,
            kind: Self::KIND,
            payload: serde_json::to_string(self)?,
            lane: self.lane(),
            unique_key: self.unique_key(),
            run_at: None,
        })
    }

    /// The same, to be run not before `time`.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    fn to_job_at(&self, time: Millis) -> Result<NewJob> {
        Ok(NewJob { run_at: Some(time), ..self.to_job()? })
    }
}

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

/// Push a notification to the devices that want it: one [`PushTo`] each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Push {
    /// The notification.
    pub notification: NotificationId,
    /// To whom it is.
    pub account: AccountId,
}

impl JobKind for Push {
    const KIND: &'static str = "push";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("push:{}", self.notification))
    }
}

/// Push a notification to one device.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PushTo {
    /// The notification.
    pub notification: NotificationId,
    /// Where to.
    pub subscription: PushSubscriptionId,
}

impl JobKind for PushTo {
    const KIND: &'static str = "push_to";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("push_to:{}:{}", self.subscription, self.notification))
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

/// Make of an uploaded video or sound what can be shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProcessMedia {
    /// The upload.
    pub media: MediaId,
}

impl ProcessMedia {
    /// The lane of an upload's job: while it is busy, the upload is being processed.
    pub fn name(&self) -> String {
        format!("process_media:{}", self.media)
    }
}

impl JobKind for ProcessMedia {
    const KIND: &'static str = "process_media";
    const QUEUE: Queue = Queue::Media;

    fn lane(&self) -> Option<String> {
        Some(self.name())
    }

    fn unique_key(&self) -> Option<String> {
        Some(self.name())
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

/// Remove files that no row names any more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteFiles {
    /// Keys in the storage of media.
    pub keys: Vec<String>,
}

impl DeleteFiles {
    /// The job for these files, if there are any.
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn of(keys: impl IntoIterator<Item = Option<String>>) -> Result<Option<NewJob>> {
        let keys: Vec<String> = keys.into_iter().flatten().collect();
        if keys.is_empty() { Ok(None) } else { Self { keys }.to_job().map(Some) }
    }

    /// The job that removes a new file at `time`, unless it is cancelled by its [`DeleteFiles::claim`].
    ///
    /// # Errors
    /// When the payload cannot be written as JSON.
    pub fn unless_claimed(key: &str, time: Millis) -> Result<NewJob> {
        let job = Self { keys: vec![key.to_owned()] }.to_job_at(time)?;
        Ok(NewJob { unique_key: Some(Self::claim(key)), ..job })
    }

    /// The unique key of that job.
    pub fn claim(key: &str) -> String {
        format!("unclaimed:{key}")
    }
}

impl JobKind for DeleteFiles {
    const KIND: &'static str = "delete_files";
    const QUEUE: Queue = Queue::Media;
}

/// Make room among the files of other servers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrimRemoteFiles {}

impl JobKind for TrimRemoteFiles {
    const KIND: &'static str = "trim_remote_files";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some("trim_remote_files".to_owned())
    }
}

/// Tell other servers of something a local account did: build the activity, find out who gets it,
/// and write one delivery for each inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Distribute {
    /// What was done.
    pub activity: Outgoing,
}

/// Post an activity to one inbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deliver {
    /// The row with the body.
    pub activity: i64,
    /// The inbox.
    pub inbox: String,
    /// What the activity is about.
    pub object: String,
}

impl JobKind for Deliver {
    const KIND: &'static str = "deliver";
    const QUEUE: Queue = Queue::Deliver;

    /// An inbox learns of one thing's changes in their order.
    fn lane(&self) -> Option<String> {
        Some(format!("deliver:{}:{}", self.inbox, self.object))
    }
}

/// Handle an activity that another server has posted here with a good signature.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Inbox {
    /// Whose key signed.
    pub signer: AccountId,
    /// Whose inbox it was posted to; `None` for the shared one.
    pub recipient: Option<AccountId>,
    /// The activity's id, if it has one.
    pub id: Option<String>,
    /// What it is about, if that is named.
    pub object: Option<String>,
    /// The activity, as it came.
    pub body: String,
}

impl JobKind for Inbox {
    const KIND: &'static str = "inbox";
    const QUEUE: Queue = Queue::Inbox;

    /// What one account does to one thing is handled in the order in which it came.
    fn lane(&self) -> Option<String> {
        self.object.as_ref().map(|object| format!("inbox:{}:{object}", self.signer))
    }

    /// With the signer: nobody can keep another's activity out by posting one with its id.
    fn unique_key(&self) -> Option<String> {
        self.id.as_ref().map(|id| format!("inbox:{}:{id}", self.signer))
    }
}

/// Fetch a post of another server, because one that is here answers it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchStatus {
    /// Its id.
    pub uri: String,
    /// How many posts were fetched one after another to get here.
    pub depth: u32,
}

impl JobKind for FetchStatus {
    const KIND: &'static str = "fetch_status";
    const QUEUE: Queue = Queue::Fetch;

    fn unique_key(&self) -> Option<String> {
        Some(format!("fetch_status:{}", self.uri))
    }
}

/// Fetch the replies to a post of another server, and the replies to those.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchReplies {
    /// The post.
    pub status: StatusId,
}

impl JobKind for FetchReplies {
    const KIND: &'static str = "fetch_replies";
    const QUEUE: Queue = Queue::Fetch;

    /// Three at a time: they take long, and single posts and profiles wait in the same queue.
    fn lane(&self) -> Option<String> {
        Some(format!("fetch_replies:{}", self.status.0.rem_euclid(3)))
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("fetch_replies:{}", self.status))
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

/// Find out whether a quote in a post of another server is permitted: fetch what it quotes, and the stamp.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerifyQuote {
    /// The quoting post.
    pub status: StatusId,
    /// The stamp that it names. Without one, an accepted quote's stamp is looked at again.
    pub stamp: Option<String>,
    /// How many posts were fetched one after another to get here.
    pub depth: u32,
}

impl JobKind for VerifyQuote {
    const KIND: &'static str = "verify_quote";
    const QUEUE: Queue = Queue::Fetch;

    fn unique_key(&self) -> Option<String> {
        Some(format!("verify_quote:{}:{}", self.status, self.stamp.as_deref().unwrap_or_default()))
    }
}

/// Fetch an account of another server again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshAccount {
    /// Its id.
    pub uri: String,
}

impl JobKind for RefreshAccount {
    const KIND: &'static str = "refresh_account";
    const QUEUE: Queue = Queue::Fetch;

    fn unique_key(&self) -> Option<String> {
        Some(format!("refresh_account:{}", self.uri))
    }
}

/// Read what an account of another server shows on its profile.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadShowcase {
    /// Whose.
    pub account: AccountId,
    /// The address of its pinned posts.
    pub pinned: Option<String>,
    /// The address of its featured hashtags.
    pub tags: Option<String>,
}

impl JobKind for ReadShowcase {
    const KIND: &'static str = "read_showcase";
    const QUEUE: Queue = Queue::Fetch;

    fn unique_key(&self) -> Option<String> {
        Some(format!("read_showcase:{}", self.account))
    }
}

/// Fetch a post of another server again, for the counts of its poll.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RefreshPoll {
    /// The id of the post.
    pub uri: String,
}

impl JobKind for RefreshPoll {
    const KIND: &'static str = "refresh_poll";
    const QUEUE: Queue = Queue::Fetch;

    fn unique_key(&self) -> Option<String> {
        Some(format!("refresh_poll:{}", self.uri))
    }
}

/// Find out what the link of a status leads to, and show it below the status.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchCard {
    /// The status.
    pub status: StatusId,
    /// The address it links.
    pub url: String,
}

impl JobKind for FetchCard {
    const KIND: &'static str = "fetch_card";
    const QUEUE: Queue = Queue::Fetch;

    /// A page is asked for once, however many link it at the same time.
    fn lane(&self) -> Option<String> {
        Some(format!("card:{}", self.url))
    }
}

/// What a local account did that others are told of. Things that are gone by the time the job runs
/// are described here in full, the others by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outgoing {
    /// Posted a status.
    Create { status: StatusId },
    /// Edited a status.
    Update { status: StatusId },
    /// Something about a status is different that is no edit: its quote, or who may quote it.
    Facts { status: StatusId },
    /// Quoted a status of another server, whose author has to agree.
    QuoteRequest { status: StatusId },
    /// Agreed to be quoted by the status; `request` is the id of the QuoteRequest.
    AcceptQuote { status: StatusId, request: String },
    /// Did not agree that `to` quotes `quoted` in `quoting`.
    RejectQuote { account: AccountId, to: AccountId, request: String, quoted: String, quoting: String },
    /// Took the permission for a quote back; `to` wrote the quoting status.
    RevokeQuote { account: AccountId, to: AccountId, stamp: String, quoted: String, quoting: String },
    /// Somebody voted in the status's poll, or it has ended.
    PollTally { status: StatusId },
    /// Chose an option in the poll of another server's status; `number` makes the vote's id.
    Vote { account: AccountId, status: StatusId, number: i64, option: String },
    /// Deleted a status, which had this id, audience and mentions; `copies` are inboxes beyond these that
    /// hold it.
    Delete {
        account: AccountId,
        uri: String,
        visibility: Visibility,
        mentioned: Vec<AccountId>,
        copies: Vec<String>,
    },
    /// Boosted: `status` is the wrapper.
    Announce { status: StatusId },
    /// Took a boost back: the wrapper had this id and visibility.
    UndoAnnounce { account: AccountId, uri: String, original: StatusId, visibility: Visibility },
    /// Favourited.
    Like { account: AccountId, status: StatusId, uri: String },
    /// Took a favourite back.
    UndoLike { account: AccountId, status: StatusId, uri: String },
    /// Put an emoji under a status, or took it back; `picture` is the one of a custom emoji.
    React {
        account: AccountId,
        status: StatusId,
        uri: String,
        name: String,
        picture: Option<String>,
        undo: bool,
    },
    /// Asked to follow.
    Follow { account: AccountId, target: AccountId, uri: String },
    /// Stopped following, or took the request back.
    UndoFollow { account: AccountId, target: AccountId, uri: String },
    /// Accepted a remote account as follower; `uri` is the id of its Follow.
    AcceptFollow { account: AccountId, follower: AccountId, uri: String },
    /// Refused or removed a remote follower.
    RejectFollow { account: AccountId, follower: AccountId, uri: String },
    /// Blocked.
    Block { account: AccountId, target: AccountId, uri: String },
    /// Unblocked.
    UndoBlock { account: AccountId, target: AccountId, uri: String },
    /// Changed the profile.
    UpdateAccount { account: AccountId },
    /// Reported an account or posts: these servers are told, by the server itself.
    Flag { report: ReportId, domains: Vec<String> },
    /// Shows a hashtag on the profile, or no longer: its folded name, and as it is written.
    FeatureTag { account: AccountId, key: String, name: String, featured: bool },
    /// Pinned a status to the profile, or unpinned it.
    Pin { account: AccountId, status: StatusId, pinned: bool },
}

impl JobKind for Distribute {
    const KIND: &'static str = "distribute";
    const QUEUE: Queue = Queue::Local;

    /// What happens to one thing is told in the order in which it happened.
    fn lane(&self) -> Option<String> {
        Some(match &self.activity {
            Outgoing::Create { status }
            | Outgoing::Update { status }
            | Outgoing::Facts { status }
            | Outgoing::QuoteRequest { status }
            | Outgoing::PollTally { status }
            | Outgoing::Announce { status } => {
                format!("distribute:status:{status}")
            }
            // The id of a post or boost that is gone is still in its address.
            Outgoing::Delete { uri, .. } | Outgoing::UndoAnnounce { uri, .. } => {
                let tail = uri.split_once("/statuses/").map_or(uri.as_str(), |(_, tail)| tail);
                format!("distribute:status:{}", tail.split('/').next().unwrap_or(tail))
            }
            Outgoing::Vote { account, status, .. } => format!("distribute:vote:{account}:{status}"),
            Outgoing::AcceptQuote { status, .. } => format!("distribute:quote:{status}"),
            Outgoing::RejectQuote { quoting, .. } | Outgoing::RevokeQuote { quoting, .. } => {
                format!("distribute:quote:{quoting}")
            }
            Outgoing::Like { account, status, .. } | Outgoing::UndoLike { account, status, .. } => {
                format!("distribute:like:{account}:{status}")
            }
            Outgoing::React { account, status, .. } => format!("distribute:react:{account}:{status}"),
            Outgoing::Follow { account, target, .. }
            | Outgoing::UndoFollow { account, target, .. }
            | Outgoing::Block { account, target, .. }
            | Outgoing::UndoBlock { account, target, .. } => format!("distribute:pair:{account}:{target}"),
            Outgoing::AcceptFollow { account, follower, .. }
            | Outgoing::RejectFollow { account, follower, .. } => {
                format!("distribute:pair:{account}:{follower}")
            }
            Outgoing::Flag { report, .. } => format!("distribute:report:{report}"),
            Outgoing::UpdateAccount { account }
            | Outgoing::FeatureTag { account, .. }
            | Outgoing::Pin { account, .. } => {
                format!("distribute:account:{account}")
            }
        })
    }
}

/// Write a letter and send it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendMail {
    /// Who gets it.
    pub user: UserId,
    /// What it is about.
    pub letter: Letter,
    /// Whom it is about, when that is somebody else.
    pub about: Option<UserId>,
}

impl JobKind for SendMail {
    const KIND: &'static str = "send_mail";
    const QUEUE: Queue = Queue::Message;
}

/// Send a notification by mail.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailNotification {
    /// The notification.
    pub notification: NotificationId,
    /// To whom it is.
    pub account: AccountId,
}

impl JobKind for MailNotification {
    const KIND: &'static str = "mail_notification";
    const QUEUE: Queue = Queue::Message;

    /// One after another, so that they can be counted.
    fn lane(&self) -> Option<String> {
        Some(format!("mail:{}", self.account))
    }

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_notification:{}", self.notification))
    }
}

/// Ask the owner of a mail address whether somebody's posts are wanted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConfirmSubscription {
    /// The subscription.
    pub subscription: EmailSubscriptionId,
}

impl JobKind for ConfirmSubscription {
    const KIND: &'static str = "confirm_subscription";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("confirm_subscription:{}", self.subscription))
    }
}

/// Send a post to those who have subscribed to its author by mail: one [`MailPost`] each.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailSubscribers {
    /// The post.
    pub status: StatusId,
    /// The last subscription that was seen to; `None` at the beginning.
    pub after: Option<EmailSubscriptionId>,
}

impl JobKind for MailSubscribers {
    const KIND: &'static str = "mail_subscribers";
    const QUEUE: Queue = Queue::Local;

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_subscribers:{}:{}", self.status, self.after.unwrap_or_default()))
    }
}

/// Send a post to one subscriber.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MailPost {
    /// The subscription.
    pub subscription: EmailSubscriptionId,
    /// The post.
    pub status: StatusId,
}

impl JobKind for MailPost {
    const KIND: &'static str = "mail_post";
    const QUEUE: Queue = Queue::Message;

    fn unique_key(&self) -> Option<String> {
        Some(format!("mail_post:{}:{}", self.subscription, self.status))
    }
}
