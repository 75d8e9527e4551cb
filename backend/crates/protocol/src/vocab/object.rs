//! Posts.

use chrono::{DateTime, Utc};

use super::{Audience, Collection, Emoji, Hashtag, Mention};
use crate::Uri;

/// What a post was made as. All but the first two are converted to text (protocol §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A short post.
    Note,
    /// A poll.
    Question,
    /// A long text.
    Article,
    /// A page, or a forum's thread.
    Page,
    /// A picture.
    Image,
    /// A sound.
    Audio,
    /// A video.
    Video,
    /// An event.
    Event,
}

impl ObjectKind {
    /// The kind a type name stands for.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "Note" => Self::Note,
            "Question" => Self::Question,
            "Article" => Self::Article,
            "Page" => Self::Page,
            "Image" => Self::Image,
            "Audio" => Self::Audio,
            "Video" => Self::Video,
            "Event" => Self::Event,
            _ => return None,
        })
    }
}

/// A post.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Its id. Only votes and anonymous things lack one.
    pub id: Option<Uri>,
    /// What it was made as.
    pub kind: ObjectKind,
    /// Who wrote it: the first person among the authors.
    pub author: Option<Uri>,
    /// All it is attributed to.
    pub attributed_to: Vec<Uri>,
    /// Whom it addresses; an embedded object without addresses has its activity's.
    pub audience: Audience,
    /// Whether it says to be a direct message (LitePub).
    pub direct_message: Option<bool>,
    /// Safe HTML, converted from other kinds where needed.
    pub content: String,
    /// Title; on a reply without content, the option voted for.
    pub name: Option<String>,
    /// Content warning: one line of text, empty when there is none.
    pub summary: String,
    /// Whether media are to be hidden.
    pub sensitive: bool,
    /// Language of the text, if known.
    pub language: Option<String>,
    /// Display page. May be on another host; decoration only.
    pub url: Option<Uri>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// When it was last edited.
    pub updated: Option<DateTime<Utc>>,
    /// What it replies to.
    pub in_reply_to: Option<Uri>,
    /// The thread it belongs to, as an opaque name.
    pub conversation: Option<String>,
    /// The thread's collection.
    pub context: Option<Uri>,
    /// People named.
    pub mentions: Vec<Mention>,
    /// Hashtags used.
    pub hashtags: Vec<Hashtag>,
    /// Custom emoji used.
    pub emoji: Vec<Emoji>,
    /// Pictures, videos, sounds.
    pub attachments: Vec<Attachment>,
    /// Links given as attachments: candidates for a preview card.
    pub links: Vec<Uri>,
    /// The poll of a Question.
    pub poll: Option<Poll>,
    /// The post it quotes.
    pub quote: Option<Quote>,
    /// Who may do what with it.
    pub interaction_policy: InteractionPolicy,
    /// A permission it was made with (GoToSocial).
    pub approved_by: Option<Uri>,
    /// Its replies.
    pub replies: Option<Collection>,
    /// How many favourites its origin claims.
    pub likes: Option<u64>,
    /// How many boosts its origin claims.
    pub shares: Option<u64>,
}

impl Object {
    /// Whether this is a vote in a poll: a reply that has a name and no text.
    pub fn is_vote(&self) -> bool {
        let bare = self.content.is_empty() && self.attachments.is_empty() && self.poll.is_none();
        self.kind == ObjectKind::Note && bare && self.name.is_some() && self.in_reply_to.is_some()
    }

    /// Whether an actor is named in the text's tags.
    pub fn mentions(&self, actor: &Uri) -> bool {
        self.mentions.iter().any(|mention| mention.href == *actor)
    }
}

/// What an attachment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A sound.
    Audio,
    /// Something else: shown as a link.
    Unknown,
}

/// A picture, video, sound or other file. Never fetched from here; its host is unchecked.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// What it is, by media type, type or file name.
    pub kind: MediaKind,
    /// Where it is.
    pub url: Uri,
    /// Media type, if told.
    pub media_type: Option<String>,
    /// Alternative text.
    pub description: Option<String>,
    /// Blurred preview, valid in form.
    pub blurhash: Option<String>,
    /// The point to keep in view, each coordinate from -1 to 1.
    pub focus: Option<(f64, f64)>,
    /// Pixels across.
    pub width: Option<u32>,
    /// Pixels down.
    pub height: Option<u32>,
    /// Seconds.
    pub duration: Option<f64>,
    /// A still picture of a video.
    pub thumbnail: Option<Uri>,
}

/// A poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// The choices, in order, distinct.
    pub options: Vec<PollOption>,
    /// Whether several may be chosen.
    pub multiple: bool,
    /// When it ends; `None` is endless.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether it says it has ended.
    pub closed: bool,
    /// How many people voted.
    pub voters: Option<u64>,
}

/// A choice of a poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PollOption {
    /// One line of text. A vote names it exactly.
    pub title: String,
    /// Votes, by its author's word.
    pub votes: u64,
}

/// A quoted post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The quoted post.
    pub uri: Uri,
    /// The stamp that permits it (FEP-044f); to be fetched and checked.
    pub authorization: Option<Uri>,
    /// Whether it came in an older form that knows no consent.
    pub legacy: bool,
}

/// Who may interact (FEP-044f, GoToSocial). `None` means not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InteractionPolicy {
    /// Who may quote. Not said: ask, do not assume.
    pub can_quote: Option<Rule>,
    /// Who may reply. Not said: everyone.
    pub can_reply: Option<Rule>,
    /// Who may favourite. Not said: everyone.
    pub can_like: Option<Rule>,
    /// Who may boost. Not said: everyone.
    pub can_announce: Option<Rule>,
}

/// A rule of an interaction policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Allowed at once.
    pub automatic: Grantees,
    /// Allowed after asking.
    pub manual: Grantees,
}

/// Actors and collections, and perhaps everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grantees {
    /// Everyone.
    pub public: bool,
    /// Actors and collections.
    pub ids: Vec<Uri>,
}
