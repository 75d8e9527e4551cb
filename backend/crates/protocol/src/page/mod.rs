//! What a web page says about itself, for previews of links: OpenGraph, Twitter's card, JSON-LD of
//! schema.org, oEmbed, and plain HTML where these are silent.

mod head;
mod oembed;
mod structured;

pub use oembed::{Content, Embed, Frame, frame, oembed};

use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::{Encoding, UTF_8};
use url::Url;

use crate::html::{clean_line, unescape};

/// Longest address that is kept.
const MAX_URL: usize = 2_048;
/// Longest name, title and description, in characters.
const MAX_NAME: usize = 200;
const MAX_TITLE: usize = 500;
const MAX_DESCRIPTION: usize = 1_000;
/// How far into a page its encoding is looked for (HTML, "prescan").
const PRESCAN: usize = 1_024;

/// What a page says about itself: plain text, and absolute http(s) addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// The title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// The language it says to be in.
    pub language: Option<String>,
    /// A picture.
    pub image: Option<Url>,
    /// The name of the site or its publisher.
    pub provider_name: String,
    /// The author's name.
    pub author_name: String,
    /// The author's page.
    pub author_url: Option<Url>,
    /// The author's handle in the fediverse, as written (`fediverse:creator`).
    pub creator: Option<String>,
    /// When it was published, RFC 3339.
    pub published: Option<chrono::DateTime<chrono::FixedOffset>>,
    /// A video player to be shown in a frame: https only.
    pub player: Option<Frame>,
    /// Where its oEmbed document is, as JSON.
    pub oembed: Option<Url>,
}

/// The text of a page in the encoding that its server, or else the page, names; bytes that do not fit
/// are replaced.
pub fn decode(body: &[u8], content_type: &str) -> String {
    let named = charset(content_type).or_else(|| {
        let head = body.get(..body.len().min(PRESCAN)).unwrap_or_default();
        charset(&String::from_utf8_lossy(head))
    });
    let encoding = named.and_then(|name| Encoding::for_label(name.as_bytes())).unwrap_or(UTF_8);
    encoding.decode(body).0.into_owned()
}

/// What stands after `charset=`.
fn charset(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (_, rest) = lower.split_once("charset=")?;
    let rest = rest.trim_start_matches(['"', '\'', ' ']);
    let name: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
    Some(name).filter(|name| !name.is_empty())
}

/// Reads a page that `base` led to.
pub fn read(html: &str, base: &Url) -> Page {
    // A panic of the parser stays in here, as in `html`.
    let head = catch_unwind(AssertUnwindSafe(|| head::collect(html))).unwrap_or_default();
    let data = structured::read(&head.data);
    let meta = |names: &[&str]| names.iter().find_map(|name| head.meta(name)).unwrap_or_default().to_owned();
    let address = |text: &str| resolve(base, text);
    let first = |text: String, other: String| if text.trim().is_empty() { other } else { text };
    let player =
        address(&meta(&["twitter:player", "og:video:secure_url"])).filter(|url| url.scheme() == "https");
    let number = |names: &[&str]| meta(names).trim().parse().unwrap_or_default();
    let handle = meta(&["fediverse:creator"]);
    Page {
        title: line(
            first(data.title, first(meta(&["og:title", "twitter:title"]), head.title.clone())),
            MAX_TITLE,
        ),
        description: line(
            first(data.description, meta(&["og:description", "twitter:description", "description"])),
            MAX_DESCRIPTION,
        ),
        language: data.language.or_else(|| head.language.clone()).filter(|code| code.len() <= 35),
        image: address(&first(meta(&["og:image:secure_url", "og:image", "twitter:image"]), data.image)),
        provider_name: line(first(data.publisher, meta(&["og:site_name"])), MAX_NAME),
        author_name: line(first(data.author, meta(&["og:author", "og:author:username", "author"])), MAX_NAME),
        author_url: address(&data.author_url),
        creator: Some(handle).filter(|handle| !handle.is_empty() && handle.len() <= MAX_NAME),
        published: time(&first(data.published, meta(&["article:published_time"]))),
        player: player.map(|src| Frame {
            src,
            width: number(&["twitter:player:width", "og:video:width"]),
            height: number(&["twitter:player:height", "og:video:height"]),
        }),
        oembed: head.oembed.as_deref().and_then(address),
    }
}

/// An address of the web, as it stands in a page.
fn resolve(base: &Url, text: &str) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_URL {
        return None;
    }
    base.join(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some())
}

/// One line of text. Pages often escape twice.
fn line(text: String, max: usize) -> String {
    clean_line(&unescape(&text), max).trim().to_owned()
}

fn time(text: &str) -> Option<chrono::DateTime<chrono::FixedOffset>> {
    let text = text.trim();
    let day = || chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0);
    chrono::DateTime::parse_from_rfc3339(text).ok().or_else(|| Some(day()?.and_utc().fixed_offset()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base() -> Url {
        Url::parse("https://news.example/2026/a").unwrap()
    }

    #[test]
    fn opengraph_is_read() {
        let page = read(
            "<html lang=en><head><title>Site</title><meta property='og:title' content='Rain &amp;amp; sun'>\
             <meta property=og:description content='Two  lines'><meta property='og:image' content='/a.png'>\
             <meta property='og:site_name' content='News'>\
             <meta name='fediverse:creator' content='@ann@a.example'>\
             <meta property='article:published_time' content='2026-01-02T03:04:05Z'>\
             <link rel='alternate' type='application/json+oembed' href='https://news.example/o?x=1&amp;y=2'>",
            &base(),
        );
        assert_eq!((page.title.as_str(), page.provider_name.as_str()), ("Rain & sun", "News"));
        assert_eq!(page.image.unwrap().as_str(), "https://news.example/a.png");
        assert_eq!(page.language.as_deref(), Some("en"));
        assert_eq!(page.creator.as_deref(), Some("@ann@a.example"));
        assert_eq!(page.published.unwrap().to_rfc3339(), "2026-01-02T03:04:05+00:00");
        assert_eq!(page.oembed.unwrap().as_str(), "https://news.example/o?x=1&y=2");
    }

    #[test]
    fn structured_data_goes_before_and_plain_html_comes_last() {
        let data = r#"{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"No"},
            {"@type":["NewsArticle"],"headline":"Real","datePublished":"2026-01-02",
             "author":[{"@type":"Person","name":"Ann","url":"https://a.example/"}],
             "publisher":{"name":"Paper"}}]}"#;
        let html = format!(
            "<title>Plain</title><meta name=description content=About>\
             <script type='application/ld+json'>{data}</script><p>text"
        );
        let page = read(&html, &base());
        assert_eq!((page.title.as_str(), page.description.as_str()), ("Real", "About"));
        assert_eq!((page.author_name.as_str(), page.provider_name.as_str()), ("Ann", "Paper"));
        assert_eq!(page.author_url.unwrap().as_str(), "https://a.example/");
        assert_eq!(read("<title> A\n b </title>", &base()).title, "A b");
    }

    #[test]
    fn only_addresses_of_the_web_are_taken() {
        let page = read(
            "<meta property=og:image content='javascript:x'><meta name=twitter:player content='http://v.example/1'>",
            &base(),
        );
        assert_eq!((page.image, page.player), (None, None));
    }

    #[test]
    fn encodings_are_told_by_the_server_or_the_page() {
        assert_eq!(decode(b"caf\xe9", "text/html; charset=iso-8859-1"), "caf\u{e9}");
        assert_eq!(
            decode(b"<meta charset='windows-1252'>caf\xe9", "text/html"),
            "<meta charset='windows-1252'>caf\u{e9}"
        );
        assert_eq!(decode("caf\u{e9}".as_bytes(), "text/html"), "caf\u{e9}");
    }
}
