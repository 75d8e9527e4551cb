//! The `tag` list: mentions, hashtags, custom emoji.

use super::{media, node::Node};
use crate::{
    Uri, html,
    text::hashtag_key,
    vocab::{Emoji, Hashtag, Mention},
};

/// Entries of one list looked at.
const MAX_READ: usize = 1000;
/// Mentions kept: each may cost a fetch.
const MAX_MENTIONS: usize = 50;
const MAX_HASHTAGS: usize = 100;
const MAX_EMOJI: usize = 100;
const MAX_SHORTCODE: usize = 128;

fn tagged<'a>(node: Node<'a>, kind: &'static str) -> impl Iterator<Item = Node<'a>> {
    let nodes = node.items("tag", MAX_READ).into_iter().filter_map(Node::of);
    nodes.filter(move |node| node.kinds().contains(&kind))
}

/// People named, each once.
pub(super) fn mentions(node: Node<'_>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for tag in tagged(node, "Mention") {
        let Some(href) = tag.text("href").and_then(|href| Uri::parse(href).ok()) else { continue };
        if found.len() < MAX_MENTIONS && !found.iter().any(|seen| seen.href == href) {
            found.push(Mention { href, name: tag.line("name", 500).unwrap_or_default() });
        }
    }
    found
}

/// Hashtags, each once.
pub(super) fn hashtags(node: Node<'_>) -> Vec<Hashtag> {
    let mut found: Vec<Hashtag> = Vec::new();
    for tag in tagged(node, "Hashtag") {
        let Some(hashtag) = hashtag(tag) else { continue };
        if found.len() < MAX_HASHTAGS && !found.iter().any(|seen| seen.key == hashtag.key) {
            found.push(hashtag);
        }
    }
    found
}

/// One hashtag, if its name is one.
pub(super) fn hashtag(tag: Node<'_>) -> Option<Hashtag> {
    let name = tag.line("name", 500).unwrap_or_default();
    let key = hashtag_key(&name)?;
    let href = tag.text("href").and_then(|href| Uri::parse(href).ok());
    Some(Hashtag { name: name.trim_start_matches(['#', '\u{ff03}']).to_owned(), key, href })
}

/// Custom emoji, each once.
pub(super) fn emoji(node: Node<'_>) -> Vec<Emoji> {
    let mut found: Vec<Emoji> = Vec::new();
    for tag in tagged(node, "Emoji") {
        let name = tag.text("name").unwrap_or_default();
        let shortcode = html::clean_line(name.trim().trim_matches(':'), MAX_SHORTCODE + 1);
        let Some(image) = media::image(tag, "icon") else { continue };
        let usable =
            (1..=MAX_SHORTCODE).contains(&shortcode.len()) && !shortcode.contains([':', ' ', '<', '&', '"']);
        if usable && found.len() < MAX_EMOJI && !found.iter().any(|seen| seen.shortcode == shortcode) {
            found.push(Emoji { shortcode, url: image.url, id: tag.id(), updated: tag.time("updated") });
        }
    }
    found
}
