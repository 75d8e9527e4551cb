//! The text of a post: which of several fields holds it, in which language, and how other kinds
//! of objects are told as a post (protocol §3).

use std::fmt::Write as _;

use serde_json::Value;

use super::{node::Node, object::title};
use crate::{
    Uri, html,
    text::render_link,
    vocab::{ObjectKind, Quote},
};

/// The safe HTML of a post.
pub(super) fn html(
    node: Node<'_>,
    kind: ObjectKind,
    name: Option<&str>,
    page: Option<&Uri>,
    links: &[Uri],
) -> String {
    let body = body(node);
    match kind {
        ObjectKind::Note | ObjectKind::Question => {
            // A titled note begins a thread in forums; on a reply a name is a vote or noise.
            let titled = !body.is_empty() && node.get("inReplyTo").is_none();
            let heading = name.filter(|_| titled).map(heading).unwrap_or_default();
            format!("{heading}{body}")
        }
        _ => converted(node, kind, name, &body, page, links),
    }
}

/// Another kind of object as a post: title, an excerpt or the text, what belongs to the kind, a link.
fn converted(
    node: Node<'_>,
    kind: ObjectKind,
    name: Option<&str>,
    body: &str,
    page: Option<&Uri>,
    links: &[Uri],
) -> String {
    let mut text = name.map(heading).unwrap_or_default();
    match kind {
        ObjectKind::Article | ObjectKind::Page => {
            let excerpt = html::sanitize(&raw(node, "summary"));
            text.push_str(if excerpt.is_empty() { body } else { &excerpt });
        }
        ObjectKind::Event => text.push_str(&event(node)),
        ObjectKind::Image if name.is_none() => text.push_str(body),
        _ => {}
    }
    for link in links.iter().chain(page).take(4) {
        let _ = write!(text, "<p>{}</p>", render_link(link.as_str(), false));
    }
    text
}

fn heading(name: &str) -> String {
    format!("<p><strong>{}</strong></p>", html::escape(&title(name)))
}

/// When and where an event is.
fn event(node: Node<'_>) -> String {
    let mut lines = Vec::new();
    if let Some(start) = node.time("startTime") {
        let mut line = start.format("%Y-%m-%d %H:%M").to_string();
        if let Some(end) = node.time("endTime") {
            let format = if end.date_naive() == start.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
            let _ = write!(line, " \u{2013} {}", end.format(format));
        }
        lines.push(format!("{line} UTC"));
    }
    lines.extend(
        node.node("location").and_then(|place| place.line("name", 300)).map(|name| html::escape(&name)),
    );
    if lines.is_empty() { String::new() } else { format!("<p>{}</p>", lines.join("<br>")) }
}

/// The main text. Text that is not HTML is never read as HTML.
fn body(node: Node<'_>) -> String {
    let text = raw(node, "content");
    match node
        .text("mediaType")
        .map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    {
        Some(kind) if matches!(kind.as_str(), "text/plain" | "text/markdown" | "text/x.misskeymarkdown") => {
            let lines: Vec<String> = html::clean_text(&text).trim().lines().map(html::escape).collect();
            if lines.is_empty() { String::new() } else { format!("<p>{}</p>", lines.join("<br>")) }
        }
        _ => html::sanitize(&text).trim().to_owned(),
    }
}

/// A natural-language field as written: the plain one, else one entry of its map.
fn raw(node: Node<'_>, key: &str) -> String {
    match node.text(key) {
        Some(text) => text.to_owned(),
        None => mapped(node, &format!("{key}Map")).unwrap_or_default(),
    }
}

/// The first text of a language map.
pub(super) fn mapped(node: Node<'_>, key: &str) -> Option<String> {
    let map = node.get(key)?.as_object()?;
    map.values().find_map(Value::as_str).map(str::to_owned)
}

/// The content warning. On converted kinds the summary is an excerpt, not a warning.
pub(super) fn warning(node: Node<'_>, kind: ObjectKind, max: usize) -> String {
    match kind {
        ObjectKind::Note | ObjectKind::Question => html::clean_warning(&raw(node, "summary"), max),
        _ => String::new(),
    }
}

/// The language: of the map's entry that equals the text, else its first; else what Lemmy,
/// PeerTube and Mobilizon write.
pub(super) fn language(node: Node<'_>) -> Option<String> {
    let content = node.text("content");
    let from_map = node.get("contentMap").and_then(Value::as_object).and_then(|map| {
        let same = map.iter().find(|(_, value)| value.as_str().is_some() && value.as_str() == content);
        same.or_else(|| map.iter().next()).map(|(key, _)| key.as_str())
    });
    let other = || node.node("language").and_then(|language| language.text("identifier"));
    from_map
        .or_else(other)
        .or_else(|| node.text("language"))
        .or_else(|| node.text("inLanguage"))
        .and_then(language_tag)
}

/// A language tag in the shape of BCP 47; `und` says nothing.
fn language_tag(tag: &str) -> Option<String> {
    let mut parts = tag.split(['-', '_']);
    let primary = parts.next().unwrap_or_default();
    let letters = (2..=3).contains(&primary.len()) && primary.chars().all(|c| c.is_ascii_alphabetic());
    let rest =
        parts.all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    let known = letters && rest && tag.len() <= 35 && !primary.eq_ignore_ascii_case("und");
    known.then(|| tag.replacen(primary, &primary.to_ascii_lowercase(), 1).replace('_', "-"))
}

/// Misskey ends a quoting post with `RE: LINK`. Marked like Mastodon's own fall-back, clients hide it.
pub(super) fn hide_quote_fallback(content: String, quote: Option<&Quote>) -> String {
    let Some(quote) = quote.filter(|_| !content.contains("quote-inline")) else { return content };
    let link = format!("<a href=\"{}\"", html::escape(quote.uri.as_str()));
    let Some((before, tail)) = content.rfind(&link).and_then(|at| content.split_at_checked(at)) else {
        return content;
    };
    let Some((anchor, after)) = tail.split_once("</a>") else { return content };
    let opened = before.trim_end().trim_end_matches("</span>").trim_end();
    let last = after.replace("</p>", "").replace("</span>", "").trim().is_empty();
    match opened.strip_suffix("RE:") {
        Some(text) if last => {
            let closing = before.strip_prefix(opened).unwrap_or_default().trim();
            let text = text.trim_end().trim_end_matches("<br>");
            format!("{text}{closing}<span class=\"quote-inline\"><br>RE: {anchor}</a></span>{after}")
        }
        _ => content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_checked_for_form() {
        assert_eq!(language_tag("EN").as_deref(), Some("en"));
        assert_eq!(language_tag("zh_Hant-TW").as_deref(), Some("zh-Hant-TW"));
        for bad in ["und", "e", "english please", "0", "x-klingon", ""] {
            assert_eq!(language_tag(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_fallback_of_a_quote_is_marked() {
        let uri = Uri::parse("https://home.example/1").unwrap();
        let quote = Quote { uri, authorization: None, legacy: true };
        let text = "<p><span>hi<br><br>RE: </span><a href=\"https://home.example/1\" rel=\"x\">1</a></p>";
        assert_eq!(
            hide_quote_fallback(text.to_owned(), Some(&quote)),
            "<p><span>hi</span><span class=\"quote-inline\"><br>RE: <a href=\"https://home.example/1\" rel=\"x\">1</a>\
             </span></p>"
        );
        for other in ["<p>see <a href=\"https://home.example/1\">1</a></p>", "<p>RE: none</p>"] {
            assert_eq!(hide_quote_fallback(other.to_owned(), Some(&quote)), other);
        }
    }
}
