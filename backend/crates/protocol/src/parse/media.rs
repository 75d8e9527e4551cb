//! Addresses, pictures and attachments.

use serde_json::Value;

use super::{node::Node, time};
use crate::{
    Uri, html,
    vocab::{Attachment, Image, MediaKind, ObjectKind},
};

/// Attachments kept: Pixelfed sends up to twenty, Mastodon four.
const MAX_ATTACHMENTS: usize = 16;
/// Entries looked at.
const MAX_READ: usize = 64;
/// Longest alternative text.
const MAX_DESCRIPTION: usize = 10_000;
/// Pixels beyond which a size is not believed.
const MAX_PIXELS: u64 = 100_000;

/// One address of a `url` field.
struct Link<'a> {
    href: Uri,
    media_type: Option<&'a str>,
    width: u64,
}

/// The addresses of a field: strings, Links, objects with a `url`, and lists of them.
fn links_of<'a>(node: Node<'a>, key: &str) -> Vec<Link<'a>> {
    let read = |value: &'a Value| match Node::of(value) {
        None => Some(Link { href: web_uri(value.as_str()?)?, media_type: None, width: 0 }),
        Some(link) => Some(Link {
            href: web_uri(link.text("href").or_else(|| link.text("url"))?)?,
            media_type: link.text("mediaType"),
            width: link.count("width").unwrap_or_default(),
        }),
    };
    node.items(key, MAX_READ).into_iter().filter_map(read).collect()
}

/// An address as some publish it: with HTML's escapes left in (WordPress).
fn web_uri(text: &str) -> Option<Uri> {
    Uri::parse(&html::unescape(text)).ok()
}

/// The page to show: the one that says to be HTML, else the first that says nothing.
pub(super) fn web_page(node: Node<'_>) -> Option<Uri> {
    let mut links = links_of(node, "url");
    let html =
        links.iter().position(|link| link.media_type.is_some_and(|kind| kind.starts_with("text/html")));
    let plain = || links.iter().position(|link| link.media_type.is_none());
    html.or_else(plain).map(|index| links.swap_remove(index).href)
}

/// A picture field, of several sizes the largest.
pub(super) fn image(node: Node<'_>, key: &str) -> Option<Image> {
    let mut best: Option<(u64, Image)> = None;
    for value in node.items(key, MAX_READ) {
        let (url, image) = match Node::of(value) {
            None => (value.as_str().and_then(web_uri), None),
            Some(image) => (largest(image), Some(image)),
        };
        let Some(url) = url else { continue };
        let width = image.and_then(|image| image.count("width")).unwrap_or_default();
        if best.as_ref().is_none_or(|(most, _)| width > *most) {
            let media_type = image.and_then(|image| image.line("mediaType", 100));
            best = Some((width, Image { url, media_type, description: image.and_then(description) }));
        }
    }
    best.map(|(_, image)| image)
}

fn largest(node: Node<'_>) -> Option<Uri> {
    let links = links_of(node, "url").into_iter().chain(links_of(node, "href"));
    links.reduce(|best, link| if link.width > best.width { link } else { best }).map(|link| link.href)
}

/// Alternative text: `summary` before `name`, as GoToSocial writes both.
fn description(node: Node<'_>) -> Option<String> {
    let text = node.text("summary").filter(|text| !text.trim().is_empty()).or_else(|| node.text("name"))?;
    let text = html::clean_text(text);
    Some(html::truncate_chars(text.trim(), MAX_DESCRIPTION).to_owned()).filter(|text| !text.is_empty())
}

/// The media of a post. Other kinds bring theirs in `image`, `icon` or `url`.
pub(super) fn attachments(node: Node<'_>, kind: ObjectKind, title: Option<&str>) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    let mut add = |attachment: Option<Attachment>| {
        if let Some(attachment) = attachment
            && found.len() < MAX_ATTACHMENTS
            && !found.iter().any(|seen| seen.url == attachment.url)
        {
            found.push(attachment);
        }
    };
    for value in node.items("attachment", MAX_READ) {
        match Node::of(value) {
            Some(node) => add(attachment(node)),
            None => add(value.as_str().and_then(web_uri).map(bare)),
        }
    }
    if !matches!(kind, ObjectKind::Note | ObjectKind::Question) {
        let picture = image(node, "image").or_else(|| {
            let has_icon = matches!(kind, ObjectKind::Video | ObjectKind::Audio | ObjectKind::Event);
            has_icon.then(|| image(node, "icon")).flatten()
        });
        add(picture.map(|image| picture_of(image, title)));
        if kind == ObjectKind::Image {
            add(attachment(node));
        }
    }
    found
}

/// Links among the attachments.
pub(super) fn links(node: Node<'_>) -> Vec<Uri> {
    let nodes = node.items("attachment", MAX_READ).into_iter().filter_map(Node::of);
    nodes.filter(|node| node.kinds().contains(&"Link")).filter_map(largest).take(4).collect()
}

fn picture_of(image: Image, title: Option<&str>) -> Attachment {
    let description = image.description.or_else(|| title.map(str::to_owned));
    Attachment { kind: MediaKind::Image, media_type: image.media_type, description, ..bare(image.url) }
}

fn bare(url: Uri) -> Attachment {
    Attachment {
        kind: by_extension(&url),
        url,
        media_type: None,
        description: None,
        blurhash: None,
        focus: None,
        width: None,
        height: None,
        duration: None,
        thumbnail: None,
    }
}

fn attachment(node: Node<'_>) -> Option<Attachment> {
    let kinds = node.kinds();
    if kinds.iter().any(|kind| matches!(*kind, "PropertyValue" | "Link")) {
        return None;
    }
    let links = links_of(node, "url").into_iter().chain(links_of(node, "href")).collect::<Vec<_>>();
    let link = links.into_iter().reduce(|best, link| if link.width > best.width { link } else { best })?;
    let media_type =
        node.line("mediaType", 100).or_else(|| link.media_type.map(|kind| html::clean_line(kind, 100)));
    Some(Attachment {
        kind: kind(media_type.as_deref(), &kinds, &link.href),
        media_type,
        description: description(node),
        blurhash: node.text("blurhash").filter(|hash| is_blurhash(hash)).map(str::to_owned),
        focus: focus(node),
        width: pixels(node, "width"),
        height: pixels(node, "height"),
        duration: node.text("duration").and_then(time::duration).or_else(|| node.number("duration")),
        thumbnail: image(node, "icon").map(|image| image.url),
        ..bare(link.href)
    })
}

fn kind(media_type: Option<&str>, kinds: &[&str], url: &Uri) -> MediaKind {
    let by_type = media_type.and_then(|kind| match kind.split('/').next()?.to_ascii_lowercase().as_str() {
        "image" => Some(MediaKind::Image),
        "video" => Some(MediaKind::Video),
        "audio" => Some(MediaKind::Audio),
        _ => None,
    });
    let by_name = kinds.iter().find_map(|kind| match *kind {
        "Image" => Some(MediaKind::Image),
        "Video" => Some(MediaKind::Video),
        "Audio" => Some(MediaKind::Audio),
        _ => None,
    });
    by_type.or(by_name).unwrap_or_else(|| by_extension(url))
}

fn by_extension(url: &Uri) -> MediaKind {
    let path = url.as_str().split(['?', '#']).next().unwrap_or_default();
    match path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
        Some("jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "heic") => MediaKind::Image,
        Some("mp4" | "webm" | "mov" | "m4v" | "ogv") => MediaKind::Video,
        Some("mp3" | "ogg" | "oga" | "opus" | "flac" | "wav" | "m4a" | "aac") => MediaKind::Audio,
        _ => MediaKind::Unknown,
    }
}

fn pixels(node: Node<'_>, key: &str) -> Option<u32> {
    node.count(key)
        .filter(|pixels| (1..=MAX_PIXELS).contains(pixels))
        .and_then(|pixels| u32::try_from(pixels).ok())
}

fn focus(node: Node<'_>) -> Option<(f64, f64)> {
    let point: Vec<f64> = node.items("focalPoint", 2).into_iter().filter_map(Value::as_f64).collect();
    match point.as_slice() {
        [x, y] if (-1.0..=1.0).contains(x) && (-1.0..=1.0).contains(y) => Some((*x, *y)),
        _ => None,
    }
}

/// The form of a blurhash: its alphabet, and the length its first character announces.
pub(crate) fn is_blurhash(hash: &str) -> bool {
    const ALPHABET: &str =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    let size = hash.chars().next().and_then(|first| ALPHABET.find(first));
    let wanted = size.map(|size| 4 + 2 * (size % 9 + 1) * (size / 9 + 1));
    wanted == Some(hash.len()) && hash.chars().all(|c| ALPHABET.contains(c))
}
