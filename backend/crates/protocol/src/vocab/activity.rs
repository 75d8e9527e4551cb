//! Activities: who did what to which thing.

use chrono::{DateTime, Utc};

use super::{Audience, Emoji, Item};
use crate::Uri;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What was done. Unknown kinds are kept as `Other` so that they can be ignored with a name.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum ActivityKind {
            $($(#[$doc])* $name,)*
            /// A kind this server does nothing with.
            Other(String),
        }

        impl ActivityKind {
            /// The kind a type name stands for.
            pub fn from_name(name: &str) -> Self {
                match name {
                    $(stringify!($name) => Self::$name,)*
                    other => Self::Other(other.to_owned()),
                }
            }

            /// The type name.
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other(name) => name,
                }
            }
        }
    };
}

kinds! {
    /// A new post, or a vote.
    Create,
    /// A changed post or profile.
    Update,
    /// A removed post or account.
    Delete,
    /// A wish to follow.
    Follow,
    /// Yes to a follow, quote or interaction.
    Accept,
    /// No to the same, or the end of a follow.
    Reject,
    /// Taking an activity back.
    Undo,
    /// A boost, or a group passing something on.
    Announce,
    /// A favourite, or with content a reaction.
    Like,
    /// A reaction.
    EmojiReact,
    /// The opposite of a favourite.
    Dislike,
    /// Into a collection (pinning).
    Add,
    /// Out of a collection.
    Remove,
    /// An account has moved.
    Move,
    /// No more dealings with an account.
    Block,
    /// A report.
    Flag,
    /// Asking to quote (FEP-044f).
    QuoteRequest,
    /// Asking to reply (GoToSocial).
    ReplyRequest,
}

/// An activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// Its id. Several servers leave it out on Like, Follow, Accept and Undo.
    pub id: Option<Uri>,
    /// What was done.
    pub kind: ActivityKind,
    /// Who did it. Must be who signed.
    pub actor: Uri,
    /// To what: one thing, or several (votes, reports). Empty only for a Follow of everyone (a
    /// relay's subscriber) and for kinds that are ignored.
    pub objects: Vec<Item>,
    /// Where to (Move, Add, Remove).
    pub target: Option<Uri>,
    /// With what (the quoting post of a QuoteRequest, the reply of a ReplyRequest).
    pub instrument: Option<Item>,
    /// What came of it (the stamp in an Accept).
    pub result: Option<Uri>,
    /// Whom it addresses.
    pub audience: Audience,
    /// When.
    pub published: Option<DateTime<Utc>>,
    /// A reaction's emoji or a report's comment, as plain text.
    pub content: String,
    /// Custom emoji of a reaction.
    pub emoji: Vec<Emoji>,
    /// Whether it carries a signature or proof of its own (never required, never trusted as such).
    pub has_embedded_proof: bool,
}

impl Activity {
    /// The first thing acted upon.
    pub fn object(&self) -> Option<&Item> {
        self.objects.first()
    }

    /// The id of the first thing acted upon.
    pub fn object_id(&self) -> Option<&Uri> {
        self.object().and_then(Item::id)
    }
}
