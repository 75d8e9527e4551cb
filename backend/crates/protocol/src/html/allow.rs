//! Second step of sanitising: the allow-list, enforced by ammonia. Elements, attributes, classes
//! and link schemes are those that Mastodon keeps.

use std::{borrow::Cow, sync::LazyLock};

use ammonia::{Builder, UrlRelative};
use url::Url;

/// Elements that may stay.
pub(super) const ALLOWED_TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "rp",
    "rt",
    "ruby",
    "s",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// Schemes a link may have; a link with another one becomes text.
const SCHEMES: &[&str] =
    &["http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "xmpp", "magnet", "gemini"];

/// Longest address kept in a link.
const MAX_LINK: usize = 4096;

/// Whether an element other than `a` may carry an attribute.
pub(super) fn attribute_allowed(element: &str, attribute: &str) -> bool {
    matches!(
        (element, attribute),
        (_, "lang")
            | ("span" | "p", "class")
            | ("span", "translate")
            | ("abbr", "title")
            | ("blockquote", "cite")
            | ("ol", "start" | "reversed")
            | ("li", "value")
    )
}

/// The address a link may lead to: absolute, with an allowed scheme, otherwise as written.
pub(super) fn link_target(href: &str) -> Option<String> {
    let href: String = href.trim().chars().filter(|c| !c.is_control()).collect();
    if href.is_empty() || href.len() > MAX_LINK {
        return None;
    }
    let url = Url::parse(&href).ok()?;
    SCHEMES.contains(&url.scheme()).then_some(href)
}

/// What a link tells about its target: always `nofollow noopener`, `tag` and `me` are kept.
pub(super) fn link_rel(given: &str) -> String {
    let mut rel = String::from("nofollow noopener");
    for kept in ["tag", "me"] {
        if given.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(kept)) {
            rel.push(' ');
            rel.push_str(kept);
        }
    }
    rel
}

/// Classes clients know: microformats, and those of mentions, hashtags, cut links and quotes.
fn class_allowed(class: &str) -> bool {
    let microformat = ["h-", "p-", "u-", "dt-", "e-"].iter().any(|prefix| class.starts_with(prefix));
    microformat || matches!(class, "mention" | "hashtag" | "ellipsis" | "invisible" | "quote-inline")
}

fn filter_attribute<'u>(element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    match attribute {
        "class" => {
            let kept: Vec<&str> =
                value.split_ascii_whitespace().filter(|class| class_allowed(class)).take(8).collect();
            (!kept.is_empty()).then(|| kept.join(" ").into())
        }
        "href" => link_target(value).map(Cow::Owned),
        "cite" => Url::parse(value)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
            .then_some(value.into()),
        "rel" if element == "a" => Some(link_rel(value).into()),
        "translate" => matches!(value, "no" | "yes").then_some(value.into()),
        "lang" => language_tag(value).then_some(value.into()),
        "start" | "value" => value.parse::<i32>().is_ok().then_some(value.into()),
        "reversed" => Some("".into()),
        "title" => Some(super::truncate_chars(value, 500).to_owned().into()),
        _ => Some(value.into()),
    }
}

/// Letters, digits and hyphens, as language tags are made of (BCP 47).
fn language_tag(value: &str) -> bool {
    (1..=35).contains(&value.len()) && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

static ALLOW: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(ALLOWED_TAGS.iter().copied().collect())
        .clean_content_tags(["script", "style"].into_iter().collect())
        .generic_attributes(["lang"].into_iter().collect())
        .add_tag_attributes("a", &["href", "rel", "class", "title", "translate"])
        .add_tag_attributes("span", &["class", "translate"])
        .add_tag_attributes("p", &["class"])
        .add_tag_attributes("abbr", &["title"])
        .add_tag_attributes("blockquote", &["cite"])
        .add_tag_attributes("ol", &["start", "reversed"])
        .add_tag_attributes("li", &["value"])
        .set_tag_attribute_value("a", "target", "_blank")
        .url_schemes(SCHEMES.iter().copied().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(filter_attribute);
    builder
});

/// Lets the allow-list through.
pub(super) fn clean(html: &str) -> String {
    ALLOW.clean(html).to_string()
}
