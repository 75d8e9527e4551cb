//! Activities, each complete with its context.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Addresses, EmojiDoc, NoteDoc, Terms, addresses, doc::Doc, emoji, note, time, with_context};
use crate::vocab::PUBLIC;
use kinds::Visibility;

/// An embedded document keeps its meaning without a context of its own.
fn without_context(mut document: Value) -> Value {
    if let Value::Object(map) = &mut document {
        map.remove("@context");
    }
    document
}

fn plain(kind: &str, id: &str, actor: &str) -> Doc {
    Doc::new(kind).set("id", id).set("actor", actor)
}

fn addressed(doc: Doc, addresses: Addresses) -> Doc {
    doc.set("to", addresses.to).set("cc", addresses.cc)
}

/// A new post.
pub fn create(id: &str, post: &NoteDoc) -> Value {
    let doc =
        plain("Create", id, &post.author).set("published", time(post.published)).set("object", note(post));
    with_context(addressed(doc, post.addresses()).done(), &post.terms())
}

/// A vote, which is told to the author of the poll alone. `vote` is the finished note.
pub fn create_vote(id: &str, voter: &str, author: &str, vote: Value) -> Value {
    with_context(plain("Create", id, voter).set("to", vec![author]).set("object", vote).done(), &[])
}

/// An edited post; with `updated` set it is an edit, without only new tallies.
pub fn update_note(id: &str, post: &NoteDoc) -> Value {
    let doc = plain("Update", id, &post.author).set("object", note(post));
    with_context(addressed(doc, post.addresses()).done(), &post.terms())
}

/// A changed profile. `actor` is the finished actor document.
pub fn update_actor(id: &str, actor_id: &str, actor: Value) -> Value {
    let doc = plain("Update", id, actor_id).set("to", vec![PUBLIC]).set("object", without_context(actor));
    with_context(doc.done(), &[Terms::Security, Terms::Actor, Terms::Emoji])
}

/// A removed post. Addressed as the post was, so that servers which copied it hear of it.
pub fn delete(id: &str, actor: &str, object: &str, addresses: Addresses) -> Value {
    let tombstone = json!({"id": object, "type": "Tombstone", "atomUri": object});
    with_context(
        addressed(plain("Delete", id, actor).set("object", tombstone), addresses).done(),
        &[Terms::Legacy],
    )
}

/// A removed account.
pub fn delete_actor(id: &str, actor: &str) -> Value {
    with_context(plain("Delete", id, actor).set("to", vec![PUBLIC]).set("object", actor).done(), &[])
}

/// A wish to follow.
pub fn follow(id: &str, actor: &str, object: &str) -> Value {
    with_context(plain("Follow", id, actor).set("object", object).set("to", vec![object]).done(), &[])
}

/// Yes to a Follow, which is embedded with its own id: Misskey, Lemmy and Pixelfed need that.
pub fn accept(id: &str, actor: &str, follow: Value) -> Value {
    answer("Accept", id, actor, follow)
}

/// No to a Follow, or its end.
pub fn reject(id: &str, actor: &str, follow: Value) -> Value {
    answer("Reject", id, actor, follow)
}

fn answer(kind: &str, id: &str, actor: &str, follow: Value) -> Value {
    let asker = follow.get("actor").and_then(Value::as_str).map(|asker| vec![asker.to_owned()]);
    let doc = plain(kind, id, actor).some("to", asker).set("object", without_context(follow));
    with_context(doc.done(), &[])
}

/// Taking an activity back. It is embedded, and its addresses are kept.
pub fn undo(id: &str, actor: &str, activity: Value) -> Value {
    let copy = |key: &str| activity.get(key).cloned();
    let doc = plain("Undo", id, actor).some("to", copy("to")).some("cc", copy("cc"));
    with_context(doc.set("object", without_context(activity)).done(), &[])
}

/// A boost.
#[derive(Clone, Debug)]
pub struct Announce {
    /// Its id.
    pub id: String,
    /// Who boosts.
    pub actor: String,
    /// The booster's followers collection.
    pub followers: String,
    /// The boosted post.
    pub object: String,
    /// The boosted post's author.
    pub author: String,
    /// Who may see the boost.
    pub visibility: Visibility,
    /// When.
    pub published: DateTime<Utc>,
}

/// A boost.
pub fn announce(boost: &Announce) -> Value {
    let addresses = addresses(boost.visibility, &boost.followers, std::slice::from_ref(&boost.author));
    let doc = plain("Announce", &boost.id, &boost.actor)
        .set("published", time(boost.published))
        .set("object", boost.object.as_str());
    with_context(addressed(doc, addresses).done(), &[])
}

/// A favourite; goes to the post's author only.
pub fn like(id: &str, actor: &str, object: &str, author: &str) -> Value {
    with_context(plain("Like", id, actor).set("object", object).set("to", vec![author]).done(), &[])
}

/// An emoji under a post (FEP-c0e0); goes to the post's author only. `custom` is the picture of a custom
/// one, whose name stands between colons.
pub fn emoji_react(
    id: &str,
    actor: &str,
    (object, author): (&str, &str),
    content: &str,
    custom: Option<&EmojiDoc>,
) -> Value {
    let tags: Vec<Value> = custom.into_iter().map(emoji).collect();
    let doc = plain("EmojiReact", id, actor)
        .set("object", object)
        .set("content", content)
        .set("to", vec![author])
        .set("tag", tags);
    with_context(doc.done(), &[Terms::Emoji, Terms::Reaction])
}

/// A block; goes to the blocked account only.
pub fn block(id: &str, actor: &str, object: &str) -> Value {
    with_context(plain("Block", id, actor).set("object", object).set("to", vec![object]).done(), &[])
}

/// A report, by the instance actor: the reporter stays unnamed.
pub fn flag(id: &str, instance_actor: &str, account: &str, posts: &[String], comment: &str) -> Value {
    let objects: Vec<&str> = std::iter::once(account).chain(posts.iter().map(String::as_str)).collect();
    let doc = plain("Flag", id, instance_actor)
        .set("object", objects)
        .set("content", comment)
        .set("to", vec![account]);
    with_context(doc.done(), &[])
}

/// A post pinned, or a hashtag featured: into the actor's own collection.
pub fn add(id: &str, actor: &str, followers: &str, object: impl Into<Value>, target: &str) -> Value {
    into_or_out_of("Add", id, actor, followers, object.into(), target)
}

/// The reverse of [`add`].
pub fn remove(id: &str, actor: &str, followers: &str, object: impl Into<Value>, target: &str) -> Value {
    into_or_out_of("Remove", id, actor, followers, object.into(), target)
}

fn into_or_out_of(kind: &str, id: &str, actor: &str, followers: &str, object: Value, target: &str) -> Value {
    let addresses = addresses(Visibility::Public, followers, &[]);
    let doc = plain(kind, id, actor).set("object", object).set("target", target);
    with_context(addressed(doc, addresses).done(), &[])
}

/// An account has moved; goes to its followers.
pub fn move_to(id: &str, actor: &str, target: &str, followers: &str) -> Value {
    let doc = plain("Move", id, actor).set("object", actor).set("target", target).set("to", vec![followers]);
    with_context(doc.done(), &[])
}
