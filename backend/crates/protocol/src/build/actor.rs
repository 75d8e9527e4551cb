//! Actor documents.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{EmojiDoc, HashtagDoc, ImageDoc, Terms, doc::Doc, emoji, hashtag, image, with_context};
use crate::vocab::ActorKind;

/// What a local account publishes about itself.
#[derive(Clone, Debug)]
pub struct ActorDoc {
    /// The actor's id.
    pub id: String,
    /// A person or a bot (or a group).
    pub kind: ActorKind,
    /// User name.
    pub username: String,
    /// `user@host` with the account domain (FEP-2c59).
    pub webfinger: String,
    /// Profile page.
    pub url: String,
    /// Inbox.
    pub inbox: String,
    /// The server's inbox.
    pub shared_inbox: String,
    /// Outbox.
    pub outbox: String,
    /// Followers collection.
    pub followers: String,
    /// Following collection.
    pub following: String,
    /// Pinned posts.
    pub featured: String,
    /// Featured hashtags.
    pub featured_tags: String,
    /// Display name.
    pub name: String,
    /// Bio, safe HTML.
    pub summary: String,
    /// Avatar.
    pub icon: Option<ImageDoc>,
    /// Header picture.
    pub image: Option<ImageDoc>,
    /// Whether follows need approval.
    pub locked: bool,
    /// Whether the account may be suggested.
    pub discoverable: bool,
    /// Whether its posts may be searched.
    pub indexable: bool,
    /// Whether its owner has died.
    pub memorial: bool,
    /// Whether the account is suspended: then only what others need to verify its Delete is told.
    pub suspended: bool,
    /// When it was made; published as a date.
    pub published: DateTime<Utc>,
    /// Other ids of the same person.
    pub also_known_as: Vec<String>,
    /// Where the account has moved.
    pub moved_to: Option<String>,
    /// Sites that may name it as author.
    pub attribution_domains: Vec<String>,
    /// Profile fields: name, and value as safe HTML.
    pub fields: Vec<(String, String)>,
    /// Custom emoji used.
    pub emoji: Vec<EmojiDoc>,
    /// Hashtags used in the bio.
    pub hashtags: Vec<HashtagDoc>,
    /// The key's id.
    pub key_id: String,
    /// The public key.
    pub public_key_pem: String,
}

/// A local account's actor document.
pub fn actor(actor: &ActorDoc) -> Value {
    let doc = Doc::new(actor.kind.name())
        .set("id", actor.id.as_str())
        .set("preferredUsername", actor.username.as_str())
        .set("webfinger", actor.webfinger.as_str())
        .set("url", actor.url.as_str())
        .set("inbox", actor.inbox.as_str())
        .set("outbox", actor.outbox.as_str())
        .set("followers", actor.followers.as_str())
        .set("following", actor.following.as_str())
        .set("endpoints", json!({"sharedInbox": actor.shared_inbox}))
        .set("publicKey", key(&actor.key_id, &actor.id, &actor.public_key_pem))
        .set("manuallyApprovesFollowers", actor.locked);
    let doc = if actor.suspended {
        doc.set("suspended", true).set("name", "").set("summary", "")
    } else {
        profile(doc, actor)
    };
    with_context(doc.done(), &[Terms::Security, Terms::Actor, Terms::Emoji])
}

/// What people see, left out while an account is suspended.
fn profile(doc: Doc, actor: &ActorDoc) -> Doc {
    let field =
        |(name, value): &(String, String)| json!({"type": "PropertyValue", "name": name, "value": value});
    let tags = actor.emoji.iter().map(emoji).chain(actor.hashtags.iter().map(hashtag));
    doc.set("featured", actor.featured.as_str())
        .set("featuredTags", actor.featured_tags.as_str())
        .set("name", actor.name.as_str())
        .set("summary", actor.summary.as_str())
        .set("discoverable", actor.discoverable)
        .set("indexable", actor.indexable)
        .set("memorial", actor.memorial)
        .set("published", actor.published.format("%Y-%m-%dT00:00:00Z").to_string())
        .set("attachment", actor.fields.iter().map(field).collect::<Vec<_>>())
        .set("tag", tags.collect::<Vec<_>>())
        .some("icon", actor.icon.as_ref().map(image))
        .some("image", actor.image.as_ref().map(image))
        .some("movedTo", actor.moved_to.as_deref())
        .list("alsoKnownAs", actor.also_known_as.clone())
        .list("attributionDomains", actor.attribution_domains.clone())
}

/// What the server itself publishes as an actor.
#[derive(Clone, Debug)]
pub struct InstanceActorDoc {
    /// The actor's id.
    pub id: String,
    /// Its name: the server's host.
    pub username: String,
    /// A page about the server.
    pub url: String,
    /// Inbox.
    pub inbox: String,
    /// The server's inbox.
    pub shared_inbox: String,
    /// Outbox, always empty.
    pub outbox: String,
    /// The key's id.
    pub key_id: String,
    /// The public key.
    pub public_key_pem: String,
}

/// The instance actor: signs fetches and reports, always open to unsigned fetches so that two
/// servers that both require signatures can begin to talk.
pub fn instance_actor(actor: &InstanceActorDoc) -> Value {
    let doc = Doc::new("Application")
        .set("id", actor.id.as_str())
        .set("preferredUsername", actor.username.as_str())
        .set("name", actor.username.as_str())
        .set("url", actor.url.as_str())
        .set("inbox", actor.inbox.as_str())
        .set("outbox", actor.outbox.as_str())
        .set("endpoints", json!({"sharedInbox": actor.shared_inbox}))
        .set("publicKey", key(&actor.key_id, &actor.id, &actor.public_key_pem))
        .set("manuallyApprovesFollowers", true);
    let terms = json!({"manuallyApprovesFollowers": "as:manuallyApprovesFollowers"});
    let mut document = with_context(doc.done(), &[Terms::Security]);
    if let Some(Value::Array(context)) = document.get_mut("@context") {
        context.push(terms);
    }
    document
}

fn key(id: &str, owner: &str, pem: &str) -> Value {
    json!({"id": id, "owner": owner, "publicKeyPem": pem})
}
