//! The documents this server publishes and sends, from plain input: what goes in has been decided
//! elsewhere (ids, texts as safe HTML, who may see it), what comes out is ready to be serialised.
//!
//! Shapes are those that other software is known to read (protocol §2–§9): embedded Follows in
//! Accept and Undo, alternative text under two names, inline contexts.

mod activity;
mod actor;
mod address;
mod collection;
mod consent;
mod context;
mod discovery;
mod doc;
mod note;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

pub use activity::{
    Announce, accept, add, announce, block, create, create_vote, delete, delete_actor, emoji_react, flag,
    follow, like, move_to, reject, remove, undo, update_actor, update_note,
};
pub use actor::{ActorDoc, InstanceActorDoc, actor, instance_actor};
pub use address::{Addresses, addresses};
pub use collection::{Page, collection, embedded_page, ordered_collection, ordered_items, ordered_page};
pub use consent::{
    Act, Consent, accept_request, authorization, delete_authorization, quote_request, reject_request,
};
pub use context::{Terms, with_context};
pub use discovery::{JrdDoc, NodeInfoDoc, host_meta, jrd, node_info, node_info_links};
pub use note::{AttachmentDoc, NoteDoc, PolicyDoc, PollDoc, QuoteDoc, note, vote};

use doc::Doc;

/// A custom emoji as published.
#[derive(Clone, Debug)]
pub struct EmojiDoc {
    /// Its id.
    pub id: String,
    /// Without colons.
    pub shortcode: String,
    /// The picture.
    pub url: String,
    /// The picture's media type.
    pub media_type: String,
    /// When it last changed.
    pub updated: DateTime<Utc>,
}

/// A mention as published.
#[derive(Clone, Debug)]
pub struct MentionDoc {
    /// The actor's id.
    pub href: String,
    /// `@user@host`.
    pub name: String,
}

/// A hashtag as published.
#[derive(Clone, Debug)]
pub struct HashtagDoc {
    /// As written, without `#`.
    pub name: String,
    /// Its page.
    pub href: String,
}

/// A picture as published.
#[derive(Clone, Debug)]
pub struct ImageDoc {
    /// Where it is.
    pub url: String,
    /// Its media type.
    pub media_type: String,
    /// Alternative text.
    pub description: Option<String>,
}

/// Times on the wire: UTC, whole seconds.
fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn emoji(emoji: &EmojiDoc) -> Value {
    json!({
        "id": emoji.id,
        "type": "Emoji",
        "name": format!(":{}:", emoji.shortcode),
        "updated": time(emoji.updated),
        "icon": {"type": "Image", "mediaType": emoji.media_type, "url": emoji.url},
    })
}

fn mention(mention: &MentionDoc) -> Value {
    json!({"type": "Mention", "href": mention.href, "name": mention.name})
}

/// A hashtag.
pub fn hashtag(tag: &HashtagDoc) -> Value {
    json!({"type": "Hashtag", "href": tag.href, "name": format!("#{}", tag.name)})
}

/// Mastodon reads alternative text from `summary` here, others from `name`.
fn image(image: &ImageDoc) -> Value {
    Doc::new("Image")
        .set("mediaType", image.media_type.as_str())
        .set("url", image.url.as_str())
        .some("summary", image.description.as_deref())
        .some("name", image.description.as_deref())
        .done()
}

#[cfg(test)]
mod tests;
