//! Reading documents from other servers, leniently: what is odd in a field drops the field, what
//! is wrong in the structure refuses the document. Output is [`crate::vocab`].
//!
//! JSON-LD is read as plain JSON with known terms: contexts are never fetched and never change
//! what a key means. The shapes to expect are in protocol §2–§9; every list and text is capped.

mod activity;
mod actor;
mod collection;
mod content;
mod interaction;
mod json;
mod media;
mod node;
mod object;
mod poll;
mod tags;
mod time;

pub(crate) use actor::is_username;

use crate::vocab::{Activity, Actor, Authorization, Collection, Document, KeyDocument, Object};
use node::Node;

/// Longest document read.
pub const MAX_BODY: usize = 1024 * 1024;

/// Embedded documents read inside one another (Undo of an Accept of a Follow).
const MAX_EMBEDDING: usize = 4;

/// Why a document is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Longer than [`MAX_BODY`].
    #[error("the document is too large")]
    TooLarge,
    /// Not valid UTF-8.
    #[error("the document is not UTF-8")]
    NotUtf8,
    /// Nested too deeply.
    #[error("the document is nested too deeply")]
    TooDeep,
    /// Not JSON.
    #[error("the document is not JSON")]
    NotJson,
    /// JSON, but not an object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// Uses `@graph`, `@included` or `@reverse`, by which a signed document can be given another
    /// meaning (CVE-2026-46349 and kin).
    #[error("the document uses @graph, @included or @reverse")]
    Reshaped,
    /// Something required is missing or unusable.
    #[error("{0} is missing or not usable")]
    Bad(&'static str),
    /// Another kind of document was expected.
    #[error("the document is not {0}")]
    WrongKind(&'static str),
}

/// Reads a document of any kind.
pub fn document(bytes: &[u8]) -> Result<Document, ParseError> {
    let value = json::read(bytes)?;
    Node::of(&value).ok_or(ParseError::NotAnObject).and_then(|node| any(node, 0))
}

/// Reads an activity, as posted to an inbox.
pub fn activity(bytes: &[u8]) -> Result<Activity, ParseError> {
    match document(bytes)? {
        Document::Activity(activity) => Ok(*activity),
        _ => Err(ParseError::WrongKind("an activity")),
    }
}

/// Reads an account.
pub fn actor(bytes: &[u8]) -> Result<Actor, ParseError> {
    let value = json::read(bytes)?;
    let node = Node::of(&value).ok_or(ParseError::NotAnObject)?;
    actor::read(node)
}

/// Reads a post.
pub fn object(bytes: &[u8]) -> Result<Object, ParseError> {
    match document(bytes)? {
        Document::Object(object) => Ok(*object),
        _ => Err(ParseError::WrongKind("a post")),
    }
}

/// Reads a collection or a page of one.
pub fn collection(bytes: &[u8]) -> Result<Collection, ParseError> {
    match document(bytes)? {
        Document::Collection(collection) => Ok(*collection),
        _ => Err(ParseError::WrongKind("a collection")),
    }
}

/// Reads what a key's address led to: a bare key, an actor, or an actor's stub.
pub fn keys(bytes: &[u8]) -> Result<KeyDocument, ParseError> {
    let value = json::read(bytes)?;
    let node = Node::of(&value).ok_or(ParseError::NotAnObject)?;
    let keys = actor::keys(node);
    if keys.is_empty() { Err(ParseError::Bad("publicKey")) } else { Ok(KeyDocument { id: node.id(), keys }) }
}

/// Reads a permission (quote stamp, approval).
pub fn authorization(bytes: &[u8]) -> Result<Authorization, ParseError> {
    match document(bytes)? {
        Document::Authorization(authorization) => Ok(authorization),
        _ => Err(ParseError::WrongKind("an authorization")),
    }
}

/// Tells by its type what a document is, and reads it.
fn any(node: Node<'_>, depth: usize) -> Result<Document, ParseError> {
    let kinds = node.kinds();
    let is = |names: &[&str]| kinds.iter().any(|kind| names.contains(kind));
    if kinds.iter().any(|kind| crate::vocab::ActorKind::from_name(kind).is_some()) {
        return match actor::read(node) {
            Err(ParseError::Bad("inbox")) if !actor::keys(node).is_empty() => Ok(keys_of(node)),
            result => result.map(|actor| Document::Actor(Box::new(actor))),
        };
    }
    if object::kind_of(&kinds).is_some() {
        return object::read(node, depth).map(|object| Document::Object(Box::new(object)));
    }
    if is(&["Tombstone"]) {
        return activity::tombstone(node).map(Document::Tombstone);
    }
    if is(&["Collection", "OrderedCollection", "CollectionPage", "OrderedCollectionPage"]) {
        return Ok(Document::Collection(Box::new(collection::read(node, depth))));
    }
    if is(&["QuoteAuthorization", "LikeApproval", "ReplyApproval", "AnnounceApproval"]) {
        return interaction::authorization(node).map(Document::Authorization);
    }
    if node.get("publicKeyPem").is_some() {
        return Ok(keys_of(node));
    }
    if is(&["Hashtag"]) {
        return tags::hashtag(node).map(Document::Hashtag).ok_or(ParseError::Bad("name"));
    }
    let kind = kinds.first().copied().ok_or(ParseError::Bad("type"))?;
    if node.get("actor").is_some() {
        return activity::read(node, depth).map(|activity| Document::Activity(Box::new(activity)));
    }
    Ok(Document::Unknown { id: node.id(), kind: crate::html::clean_line(kind, 100) })
}

fn keys_of(node: Node<'_>) -> Document {
    Document::Keys(KeyDocument { id: node.id(), keys: actor::keys(node) })
}
