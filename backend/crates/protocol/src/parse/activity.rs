//! Activities and tombstones.

use serde_json::Value;

use super::{MAX_EMBEDDING, ParseError, any, node::Node, node::uri_of, tags};
use crate::{
    html,
    vocab::{Activity, ActivityKind, Document, Item, Tombstone},
};

/// Objects of one activity (votes, reported posts).
const MAX_OBJECTS: usize = 500;
/// Longest comment of a report.
const MAX_CONTENT: usize = 5000;

pub(super) fn read(node: Node<'_>, depth: usize) -> Result<Activity, ParseError> {
    let kinds = node.kinds();
    let known = kinds
        .iter()
        .map(|kind| ActivityKind::from_name(kind))
        .find(|kind| !matches!(kind, ActivityKind::Other(_)));
    let kind = match (known, kinds.first()) {
        (Some(kind), _) => kind,
        (None, Some(name)) => ActivityKind::Other(html::clean_line(name, 100)),
        (None, None) => return Err(ParseError::Bad("type")),
    };
    let actor = node.uri("actor").ok_or(ParseError::Bad("actor"))?;
    let mut objects = Vec::new();
    for value in node.items("object", MAX_OBJECTS) {
        objects.extend(item(value, &kind, depth)?);
    }
    let needs_object = !matches!(kind, ActivityKind::Other(_) | ActivityKind::Follow);
    let follows_everyone = node.grantees("object").public;
    if objects.is_empty() && (needs_object || kind == ActivityKind::Follow && !follows_everyone) {
        return Err(ParseError::Bad("object"));
    }
    let audience = node.audience();
    if kind == ActivityKind::Create {
        inherit_audience(&mut objects, &audience);
    }
    Ok(Activity {
        id: node.id(),
        actor,
        target: node.uri("target"),
        instrument: node
            .items("instrument", 1)
            .first()
            .and_then(|value| item(value, &kind, depth).ok().flatten()),
        result: node.uri("result"),
        audience,
        published: node.time("published"),
        content: content(node),
        emoji: tags::emoji(node),
        has_embedded_proof: node.get("signature").is_some() || node.get("proof").is_some(),
        kind,
        objects,
    })
}

/// A reference. What is embedded in Create and Update must be readable, elsewhere its id will do.
pub(super) fn item(value: &Value, kind: &ActivityKind, depth: usize) -> Result<Option<Item>, ParseError> {
    let Some(node) = Node::of(value) else { return Ok(uri_of(value).map(Item::Id)) };
    let bare = node.kinds().is_empty() && node.get("publicKeyPem").is_none();
    if bare || depth >= MAX_EMBEDDING {
        return Ok(uri_of(value).map(Item::Id));
    }
    match any(node, depth + 1) {
        Ok(Document::Unknown { id: Some(id), .. })
            if !matches!(kind, ActivityKind::Create | ActivityKind::Update) =>
        {
            Ok(Some(Item::Id(id)))
        }
        Ok(document) => Ok(Some(Item::Embedded(Box::new(document)))),
        Err(error) if matches!(kind, ActivityKind::Create | ActivityKind::Update) => Err(error),
        Err(_) => Ok(node.id().map(Item::Id)),
    }
}

/// An embedded post that addresses nobody is for whom its activity is for.
fn inherit_audience(objects: &mut [Item], audience: &crate::vocab::Audience) {
    for object in objects {
        if let Item::Embedded(document) = object
            && let Document::Object(object) = &mut **document
            && object.audience.is_empty()
        {
            object.audience = audience.clone();
        }
    }
}

/// A reaction (Misskey has a key of its own) or a report's comment (Lemmy writes `summary`).
fn content(node: Node<'_>) -> String {
    let text =
        node.text("content").or_else(|| node.text("_misskey_reaction")).or_else(|| node.text("summary"));
    let plain = html::clean_text(&html::to_plain(text.unwrap_or_default()));
    html::truncate_chars(&plain, MAX_CONTENT).to_owned()
}

pub(super) fn tombstone(node: Node<'_>) -> Result<Tombstone, ParseError> {
    let id = node.id().ok_or(ParseError::Bad("id"))?;
    Ok(Tombstone { id, former_kind: node.line("formerType", 100) })
}
