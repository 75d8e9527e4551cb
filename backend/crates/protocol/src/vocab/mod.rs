//! The one internal form of ActivityPub documents, whatever software wrote them. Everything here
//! is already cleaned: HTML sanitised, names in one line, ids absolute, lists capped. What is not
//! decided here is whether to believe it (see [`crate::origin`]).

mod activity;
mod actor;
mod audience;
mod collection;
mod object;
mod tag;

pub use activity::{Activity, ActivityKind};
pub use actor::{Actor, ActorKind, Field, Image, Key, KeyDocument};
pub use audience::{Audience, PUBLIC, PUBLIC_ALIASES};
pub use collection::Collection;
pub use object::{
    Attachment, Grantees, InteractionPolicy, MediaKind, Object, ObjectKind, Poll, PollOption, Quote, Rule,
};
pub use tag::{Emoji, Hashtag, Mention};

use crate::Uri;

/// Any document.
#[derive(Clone, Debug, PartialEq)]
pub enum Document {
    /// Something someone did.
    Activity(Box<Activity>),
    /// An account.
    Actor(Box<Actor>),
    /// A post.
    Object(Box<Object>),
    /// The remains of a deleted post or account.
    Tombstone(Tombstone),
    /// A list, or a page of one.
    Collection(Box<Collection>),
    /// Keys alone: a key document, or an actor's stub without inbox.
    Keys(KeyDocument),
    /// Someone's permission for an interaction (FEP-044f stamp, GoToSocial approval).
    Authorization(Authorization),
    /// A hashtag by itself, as profiles feature it.
    Hashtag(Hashtag),
    /// Anything else: to be ignored, not an error.
    Unknown {
        /// Its id, if it has one.
        id: Option<Uri>,
        /// Its type as written.
        kind: String,
    },
}

impl Document {
    /// The document's id.
    pub fn id(&self) -> Option<&Uri> {
        match self {
            Self::Activity(activity) => activity.id.as_ref(),
            Self::Actor(actor) => Some(&actor.id),
            Self::Object(object) => object.id.as_ref(),
            Self::Tombstone(tombstone) => Some(&tombstone.id),
            Self::Collection(collection) => collection.id.as_ref(),
            Self::Keys(keys) => keys.id.as_ref(),
            Self::Authorization(authorization) => Some(&authorization.id),
            Self::Hashtag(_) => None,
            Self::Unknown { id, .. } => id.as_ref(),
        }
    }
}

/// A reference: by id, or with the thing itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Only the id.
    Id(Uri),
    /// The document itself. Its content counts only if its owner vouches for it.
    Embedded(Box<Document>),
}

impl Item {
    /// The id referred to.
    pub fn id(&self) -> Option<&Uri> {
        match self {
            Self::Id(id) => Some(id),
            Self::Embedded(document) => document.id(),
        }
    }

    /// The embedded activity.
    pub fn activity(&self) -> Option<&Activity> {
        match self {
            Self::Embedded(document) => match &**document {
                Document::Activity(activity) => Some(activity),
                _ => None,
            },
            Self::Id(_) => None,
        }
    }

    /// The embedded actor.
    pub fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Embedded(document) => match &**document {
                Document::Actor(actor) => Some(actor),
                _ => None,
            },
            Self::Id(_) => None,
        }
    }

    /// The embedded hashtag.
    pub fn hashtag(&self) -> Option<&Hashtag> {
        match self {
            Self::Embedded(document) => match &**document {
                Document::Hashtag(hashtag) => Some(hashtag),
                _ => None,
            },
            Self::Id(_) => None,
        }
    }

    /// The embedded post.
    pub fn object(&self) -> Option<&Object> {
        match self {
            Self::Embedded(document) => match &**document {
                Document::Object(object) => Some(object),
                _ => None,
            },
            Self::Id(_) => None,
        }
    }
}

/// What is left of a deleted thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tombstone {
    /// The deleted thing's id.
    pub id: Uri,
    /// What it was, if told.
    pub former_kind: Option<String>,
}

/// A permission given by `attributed_to` for one interaction. Valid only when fetched from its
/// author's own origin and when all three fields fit (protocol §7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// Its own address.
    pub id: Uri,
    /// `QuoteAuthorization`, `LikeApproval`, `ReplyApproval`, `AnnounceApproval`.
    pub kind: String,
    /// Who gives it.
    pub attributed_to: Uri,
    /// The post (or activity) that is permitted.
    pub interacting_object: Option<Uri>,
    /// The post that is quoted, replied to, liked or boosted.
    pub interaction_target: Option<Uri>,
}
