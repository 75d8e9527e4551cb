//! What is asked of other servers, and of the web.

use kinds::{AccountId, StatusId};
use serde::{Deserialize, Serialize};
use store::Queue;

use super::JobKind;

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
