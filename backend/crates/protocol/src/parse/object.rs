//! Posts.

use serde_json::Value;

use super::{
    ParseError, collection, content, interaction, media,
    node::{Node, distinct, uri_of},
    poll, tags,
};
use crate::{
    Uri, html,
    vocab::{Object, ObjectKind},
};

/// Longest title and content warning.
const MAX_LINE: usize = 2000;
const MAX_AUTHORS: usize = 16;

/// The post kind among a document's types.
pub(super) fn kind_of(kinds: &[&str]) -> Option<ObjectKind> {
    kinds.iter().find_map(|kind| ObjectKind::from_name(kind))
}

pub(super) fn read(node: Node<'_>, depth: usize) -> Result<Object, ParseError> {
    let mut kind = kind_of(&node.kinds()).ok_or(ParseError::WrongKind("a post"))?;
    let poll = poll::read(node);
    if kind == ObjectKind::Question && poll.is_none() {
        kind = ObjectKind::Note;
    }
    check_text(node)?;
    let id = match node.get("id") {
        Some(_) => Some(node.id().ok_or(ParseError::Bad("id"))?),
        None => None,
    };
    let url = media::web_page(node);
    let name = node.line("name", MAX_LINE).or_else(|| content::mapped(node, "nameMap"));
    let summary = content::warning(node, kind, MAX_LINE);
    let quote = interaction::quote(node);
    let (attributed_to, author) = authors(node);
    let attachments = media::attachments(node, kind, name.as_deref());
    let links = media::links(node);
    let content = content::html(node, kind, name.as_deref(), url.as_ref().or(id.as_ref()), &links);
    Ok(Object {
        kind,
        author,
        attributed_to,
        audience: node.audience(),
        direct_message: node.boolean("directMessage"),
        content: content::hide_quote_fallback(content, quote.as_ref()),
        name,
        sensitive: node.boolean("sensitive").unwrap_or_default() || !summary.is_empty(),
        summary,
        language: content::language(node),
        url,
        published: node.time("published"),
        updated: node.time("updated"),
        in_reply_to: node.uri("inReplyTo"),
        conversation: node.line("conversation", 2048).or_else(|| node.line("context", 2048)),
        context: node.uri("context"),
        mentions: tags::mentions(node),
        hashtags: tags::hashtags(node),
        emoji: tags::emoji(node),
        attachments,
        links,
        poll,
        quote,
        interaction_policy: interaction::policy(node),
        approved_by: node.uri("approvedBy"),
        replies: collection::named(node, "replies", depth + 1),
        likes: node.node("likes").and_then(|likes| likes.count("totalItems")),
        shares: node.node("shares").and_then(|shares| shares.count("totalItems")),
        id,
    })
}

/// A text that is neither text nor nothing means the document is broken, not the field.
fn check_text(node: Node<'_>) -> Result<(), ParseError> {
    match node.get("content") {
        Some(Value::String(_) | Value::Array(_)) | None => Ok(()),
        Some(value) if value.get("@value").is_some() => Ok(()),
        Some(_) => Err(ParseError::Bad("content")),
    }
}

/// All authors, and the one shown: the first that says to be a person, else the first. Older
/// Pleroma documents name the author only as `actor`.
fn authors(node: Node<'_>) -> (Vec<Uri>, Option<Uri>) {
    let mut values = node.items("attributedTo", MAX_AUTHORS);
    if values.is_empty() {
        values = node.items("actor", 1);
    }
    let person = values
        .iter()
        .filter(|value| Node::of(value).is_some_and(|node| node.kinds().contains(&"Person")))
        .find_map(|value| uri_of(value));
    let all = distinct(values.into_iter().filter_map(uri_of));
    let author = person.or_else(|| all.first().cloned());
    (all, author)
}

/// Strips what a title must not have.
pub(super) fn title(text: &str) -> String {
    html::clean_line(text, MAX_LINE)
}
