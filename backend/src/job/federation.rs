//! What is said to other servers, and what they say.

use kinds::{AccountId, ReportId, StatusId, Visibility};
use serde::{Deserialize, Serialize};
use store::Queue;

use super::JobKind;

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

/// What a local account did that others are told of. Things that are gone by the time the job runs
/// are described here in full, the others by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Outgoing {
    /// Posted a status.
    Create { status: StatusId },
    /// Edited a status.
    Update { status: StatusId },
    /// Something about a status is different that is no edit: its quote, or who may quote it or reply to it.
    Facts { status: StatusId },
    /// Quoted a status of another server, whose author has to agree.
    QuoteRequest { status: StatusId },
    /// Agreed to be quoted by the status; `request` is the id of the QuoteRequest.
    AcceptQuote { status: StatusId, request: String },
    /// Did not agree that `to` quotes `quoted` in `quoting`.
    RejectQuote { account: AccountId, to: AccountId, request: String, quoted: String, quoting: String },
    /// Took the permission for a quote back; `to` wrote the quoting status.
    RevokeQuote { account: AccountId, to: AccountId, stamp: String, quoted: String, quoting: String },
    /// Agreed to the reply, which is the status; `request` is the id of the ReplyRequest.
    AcceptReply { status: StatusId, request: String },
    /// Did not agree that `to` replies to `parent` with `reply`.
    RejectReply { account: AccountId, to: AccountId, request: String, parent: String, reply: String },
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
            Outgoing::AcceptReply { status, .. } => format!("distribute:reply:{status}"),
            Outgoing::RejectReply { reply, .. } => format!("distribute:reply:{reply}"),
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
