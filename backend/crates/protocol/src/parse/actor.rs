//! Accounts and their keys.

use serde_json::Value;

use super::{ParseError, media, node::Node, tags};
use crate::{
    Uri, html, origin,
    vocab::{Actor, ActorKind, Field, Key},
    webfinger::Handle,
};

/// Limits that Mastodon publishes (protocol §3).
const MAX_USERNAME: usize = 2048;
const MAX_NAME: usize = 2048;
const MAX_SUMMARY: usize = 20_000;
const MAX_FIELDS: usize = 50;
const MAX_FIELD: usize = 2047;
const MAX_ALIASES: usize = 256;
const MAX_KEYS: usize = 10;

pub(super) fn read(node: Node<'_>) -> Result<Actor, ParseError> {
    let kind = node
        .kinds()
        .iter()
        .find_map(|kind| ActorKind::from_name(kind))
        .ok_or(ParseError::WrongKind("an account"))?;
    let id = node.id().ok_or(ParseError::Bad("id"))?;
    let webfinger = node.text("webfinger").and_then(Handle::parse);
    let username = match (node.text("preferredUsername"), &webfinger) {
        (Some(name), _) if is_username(name) => name.to_owned(),
        (None, Some(handle)) => handle.username.clone(),
        _ => return Err(ParseError::Bad("preferredUsername")),
    };
    let inbox = node.uri("inbox").ok_or(ParseError::Bad("inbox"))?;
    let endpoints = node.node("endpoints");
    let summary = html::truncate_chars(node.text("summary").unwrap_or_default(), MAX_SUMMARY);
    Ok(Actor {
        kind,
        webfinger,
        inbox,
        outbox: node.uri("outbox"),
        followers: node.uri("followers"),
        following: node.uri("following"),
        shared_inbox: endpoints.and_then(|node| node.uri("sharedInbox")).or_else(|| node.uri("sharedInbox")),
        featured: node.uri("featured"),
        featured_tags: node.uri("featuredTags"),
        name: node.line("name", MAX_NAME).unwrap_or_default(),
        summary: html::sanitize(summary),
        url: media::web_page(node),
        icon: media::image(node, "icon"),
        image: media::image(node, "image"),
        locked: node.boolean("manuallyApprovesFollowers").unwrap_or_default(),
        discoverable: node.boolean("discoverable").unwrap_or_default(),
        indexable: node.boolean("indexable").unwrap_or_default(),
        memorial: node.boolean("memorial").unwrap_or_default(),
        suspended: node.boolean("suspended").unwrap_or_default(),
        published: node.time("published"),
        also_known_as: node.uris("alsoKnownAs", MAX_ALIASES),
        moved_to: node.uri("movedTo").filter(|target| *target != id),
        attribution_domains: attribution_domains(node),
        fields: fields(node),
        emoji: tags::emoji(node),
        hashtags: tags::hashtags(node),
        keys: keys(node)
            .into_iter()
            .filter(|key| key.owner.as_ref().is_none_or(|owner| *owner == id))
            .collect(),
        username,
        id,
    })
}

/// Letters, digits and `_`, with `.` and `-` inside; server actors may have a port.
pub(crate) fn is_username(name: &str) -> bool {
    let (name, port) = name.rsplit_once(':').unwrap_or((name, ""));
    let edge = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let inner = |c: char| edge(c) || matches!(c, '.' | '-');
    name.len() <= MAX_USERNAME
        && name.starts_with(edge)
        && name.ends_with(edge)
        && name.chars().all(inner)
        && port.len() <= 5
        && port.chars().all(|c| c.is_ascii_digit())
}

fn attribution_domains(node: Node<'_>) -> Vec<String> {
    let domains = node.items("attributionDomains", MAX_ALIASES).into_iter();
    domains.filter_map(|value| origin::normalize_host(value.as_str()?)).collect()
}

/// `PropertyValue` attachments; other kinds are not profile fields.
fn fields(node: Node<'_>) -> Vec<Field> {
    let read = |node: Node<'_>| {
        let name = node.line("name", MAX_FIELD)?;
        let value = html::truncate_chars(node.text("value")?, MAX_FIELD);
        Some(Field { name, value: html::sanitize(value) })
    };
    node.items("attachment", MAX_FIELDS)
        .into_iter()
        .filter_map(Node::of)
        .filter(|node| node.kinds().contains(&"PropertyValue"))
        .filter_map(read)
        .collect()
}

/// The keys a document publishes: `publicKey` (one, several), `assertionMethod` (FEP-521a), or
/// the document itself when it is a bare key.
pub(super) fn keys(node: Node<'_>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    keys.extend(key(node));
    for field in ["publicKey", "assertionMethod"] {
        keys.extend(node.items(field, MAX_KEYS).into_iter().filter_map(Node::of).filter_map(key));
    }
    keys.truncate(MAX_KEYS);
    keys
}

fn key(node: Node<'_>) -> Option<Key> {
    let material = node.get("publicKeyPem").and_then(Value::as_str).or_else(|| {
        node.get("publicKeyMultibase").and_then(Value::as_str).filter(|text| text.starts_with('z'))
    })?;
    let owner: Option<Uri> = node.uri("owner").or_else(|| node.uri("controller"));
    Some(Key { id: node.id()?, owner, material: html::truncate_chars(material, 8192).to_owned() })
}
