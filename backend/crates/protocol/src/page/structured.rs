//! The basics of schema.org in JSON-LD: what an article says of itself.

use serde_json::Value;

/// Kinds of things that are articles, as far as previews go.
const ARTICLES: &[&str] =
    &["NewsArticle", "Article", "BlogPosting", "WebPage", "VideoObject", "ReportageNewsArticle"];
/// Things of a document that are looked at.
const MAX_THINGS: usize = 50;

/// What was found; empty when nothing was.
#[derive(Default)]
pub(super) struct Data {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) language: Option<String>,
    pub(super) image: String,
    pub(super) publisher: String,
    pub(super) author: String,
    pub(super) author_url: String,
    pub(super) published: String,
}

/// The first article in these documents.
pub(super) fn read(documents: &[String]) -> Data {
    let parsed: Vec<Value> = documents.iter().filter_map(|text| serde_json::from_str(text).ok()).collect();
    let things: Vec<&Value> = parsed.iter().flat_map(things).take(MAX_THINGS).collect();
    let article = ARTICLES.iter().find_map(|kind| things.iter().copied().find(|thing| is(thing, kind)));
    article.map(data).unwrap_or_default()
}

/// A document is a thing, a list of things, or a graph of things.
fn things(document: &Value) -> Vec<&Value> {
    let list = document.get("@graph").unwrap_or(document);
    list.as_array().map_or_else(|| vec![list], |things| things.iter().collect())
}

fn is(thing: &Value, kind: &str) -> bool {
    let of = thing.get("@type");
    let named = |value: &Value| value.as_str() == Some(kind);
    of.is_some_and(|of| named(of) || of.as_array().is_some_and(|kinds| kinds.iter().any(named)))
}

fn data(article: &Value) -> Data {
    let (author, publisher) = (first(article.get("author")), first(article.get("publisher")));
    let title = text(article, "headline");
    Data {
        title: if title.is_empty() { text(article, "name") } else { title },
        description: text(article, "description"),
        language: Some(text(article, "inLanguage")).filter(|code| !code.is_empty()),
        image: address(article.get("image")),
        publisher: name(publisher),
        author: name(author),
        author_url: author.map(|author| text(author, "url")).unwrap_or_default(),
        published: text(article, "datePublished"),
    }
}

fn first(value: Option<&Value>) -> Option<&Value> {
    value.and_then(|value| value.as_array().map_or(Some(value), |list| list.first()))
}

fn text(thing: &Value, key: &str) -> String {
    first(thing.get(key)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn name(thing: Option<&Value>) -> String {
    thing.map(|thing| thing.as_str().map_or_else(|| text(thing, "name"), str::to_owned)).unwrap_or_default()
}

fn address(thing: Option<&Value>) -> String {
    let thing = first(thing);
    thing.map(|thing| thing.as_str().map_or_else(|| text(thing, "url"), str::to_owned)).unwrap_or_default()
}
