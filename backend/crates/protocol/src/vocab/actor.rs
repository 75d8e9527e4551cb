//! Accounts.

use chrono::{DateTime, Utc};

use super::{Emoji, Hashtag};
use crate::{
    Uri,
    signature::{InvalidKey, PublicKey},
    webfinger::Handle,
};

/// What an account is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// A person.
    Person,
    /// A bot.
    Service,
    /// A program, among them servers themselves.
    Application,
    /// A group, forum or channel.
    Group,
    /// An organisation.
    Organization,
}

impl ActorKind {
    /// The kind a type name stands for.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "Person" => Self::Person,
            "Service" => Self::Service,
            "Application" => Self::Application,
            "Group" => Self::Group,
            "Organization" => Self::Organization,
            _ => return None,
        })
    }

    /// The type name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Service => "Service",
            Self::Application => "Application",
            Self::Group => "Group",
            Self::Organization => "Organization",
        }
    }

    /// Whether no person posts there.
    pub fn is_bot(self) -> bool {
        matches!(self, Self::Service | Self::Application)
    }
}

/// An account.
#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    /// Its id, the only thing that never changes.
    pub id: Uri,
    /// What it is for.
    pub kind: ActorKind,
    /// The name in its handle. Valid as a user name; its case is kept.
    pub username: String,
    /// The handle it claims (FEP-2c59). To be confirmed by WebFinger.
    pub webfinger: Option<Handle>,
    /// Where activities for it go.
    pub inbox: Uri,
    /// Its activities.
    pub outbox: Option<Uri>,
    /// Its followers; decides whether a post is for followers.
    pub followers: Option<Uri>,
    /// Whom it follows.
    pub following: Option<Uri>,
    /// An inbox shared by its whole server.
    pub shared_inbox: Option<Uri>,
    /// Its pinned posts.
    pub featured: Option<Uri>,
    /// Its featured hashtags.
    pub featured_tags: Option<Uri>,
    /// Display name: one line of text, empty when there is none.
    pub name: String,
    /// Bio: safe HTML.
    pub summary: String,
    /// Profile page. May be on another host; decoration only.
    pub url: Option<Uri>,
    /// Avatar.
    pub icon: Option<Image>,
    /// Header picture.
    pub image: Option<Image>,
    /// Whether follows need approval.
    pub locked: bool,
    /// Whether it may be suggested.
    pub discoverable: bool,
    /// Whether its posts may be searched.
    pub indexable: bool,
    /// Whether its owner has died.
    pub memorial: bool,
    /// Whether its own server has suspended it.
    pub suspended: bool,
    /// Since when it exists.
    pub published: Option<DateTime<Utc>>,
    /// Other ids of the same person.
    pub also_known_as: Vec<Uri>,
    /// Where it has moved.
    pub moved_to: Option<Uri>,
    /// Sites that may name it as author.
    pub attribution_domains: Vec<String>,
    /// Profile fields.
    pub fields: Vec<Field>,
    /// Custom emoji in name, bio and fields.
    pub emoji: Vec<Emoji>,
    /// Hashtags in the bio.
    pub hashtags: Vec<Hashtag>,
    /// Keys that name this actor as owner (or nobody).
    pub keys: Vec<Key>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it is.
    pub url: Uri,
    /// Its media type, if told.
    pub media_type: Option<String>,
    /// Alternative text.
    pub description: Option<String>,
}

/// A profile field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name: one line of text.
    pub name: String,
    /// Its value: safe HTML.
    pub value: String,
}

/// A public key as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its id, as signatures name it.
    pub id: Uri,
    /// Whom it says it belongs to.
    pub owner: Option<Uri>,
    /// PEM, or multibase beginning with `z`.
    pub material: String,
}

impl Key {
    /// The key itself, parsed; worth caching.
    pub fn public_key(&self) -> Result<PublicKey, InvalidKey> {
        if self.material.starts_with('z') {
            PublicKey::from_multibase(&self.material)
        } else {
            PublicKey::from_pem(&self.material)
        }
    }
}

/// What a key's address leads to: an actor, an actor's stub or a bare key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDocument {
    /// The id of the document.
    pub id: Option<Uri>,
    /// Its keys.
    pub keys: Vec<Key>,
}

impl KeyDocument {
    /// The key with this id.
    pub fn find(&self, key_id: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.id.as_str() == key_id)
    }
}
