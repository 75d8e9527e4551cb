//! Quotes, interaction policies and the permissions given under them (protocol §7).

use serde_json::Value;

use super::{ParseError, node::Node};
use crate::{
    Uri,
    vocab::{Authorization, Grantees, InteractionPolicy, Quote, Rule},
};

/// Older keys for a quoted post, most exact first.
const LEGACY_KEYS: &[&str] = &["_misskey_quote", "quoteUrl", "quoteUri"];
const MISSKEY_REL: &str = "https://misskey-hub.net/ns#_misskey_quote";

/// The quoted post, in whichever of its five forms. A `quote` that is no id (BookWyrm puts literary
/// text there) or a Tombstone is no quote.
pub(super) fn quote(node: Node<'_>) -> Option<Quote> {
    if let Some(value) = node.get("quote") {
        let gone = Node::of(value).is_some_and(|quoted| quoted.kinds().contains(&"Tombstone"));
        let uri = node.uri("quote").filter(|_| !gone)?;
        return Some(Quote { uri, authorization: node.uri("quoteAuthorization"), legacy: false });
    }
    let by_key = LEGACY_KEYS.iter().find_map(|key| node.uri(key));
    let uri =
        by_key.or_else(|| node.items("tag", 1000).into_iter().filter_map(Node::of).find_map(quote_link))?;
    Some(Quote { uri, authorization: None, legacy: true })
}

/// A Link tag that stands for a quote: by its relation, or an object link whose name begins `RE:`
/// (FEP-e232).
fn quote_link(tag: Node<'_>) -> Option<Uri> {
    if !tag.kinds().contains(&"Link") {
        return None;
    }
    let relation = tag.items("rel", 8).into_iter().filter_map(Value::as_str).any(|rel| rel == MISSKEY_REL);
    let object_link = tag.text("mediaType").is_some_and(crate::origin::is_activity_json)
        && tag.text("name").is_some_and(|name| name.trim_start().starts_with("RE:"));
    if relation || object_link { tag.text("href").and_then(|href| Uri::parse(href).ok()) } else { None }
}

pub(super) fn policy(node: Node<'_>) -> InteractionPolicy {
    let Some(policy) = node.node("interactionPolicy") else { return InteractionPolicy::default() };
    let read = |key: &str| policy.node(key).and_then(rule);
    InteractionPolicy {
        can_quote: read("canQuote"),
        can_reply: read("canReply"),
        can_like: read("canLike"),
        can_announce: read("canAnnounce"),
    }
}

/// GoToSocial's older keys count where the newer are missing. A rule without any of them says nothing.
fn rule(node: Node<'_>) -> Option<Rule> {
    let keys = ["automaticApproval", "always", "manualApproval", "approvalRequired"];
    keys.iter().find(|key| node.get(key).is_some())?;
    let either = |new: &str, old: &str| -> Grantees {
        if node.get(new).is_some() { node.grantees(new) } else { node.grantees(old) }
    };
    Some(Rule {
        automatic: either("automaticApproval", "always"),
        manual: either("manualApproval", "approvalRequired"),
    })
}

pub(super) fn authorization(node: Node<'_>) -> Result<Authorization, ParseError> {
    Ok(Authorization {
        id: node.id().ok_or(ParseError::Bad("id"))?,
        kind: node.kinds().first().copied().unwrap_or_default().to_owned(),
        attributed_to: node.uri("attributedTo").ok_or(ParseError::Bad("attributedTo"))?,
        interacting_object: node.uri("interactingObject").or_else(|| node.uri("object")),
        interaction_target: node.uri("interactionTarget").or_else(|| node.uri("target")),
    })
}
