//! Paging of lists: the cursors a client sends, and the `Link` header that hands it the next ones.

use serde::Deserialize;

use crate::form::{cursor, encode_pairs};

/// Which page of a list is wanted. Lists run from new to old.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Page {
    /// Only items older than this.
    #[serde(default, deserialize_with = "cursor")]
    pub max_id: Option<i64>,
    /// Only items newer than this, from the newest down.
    #[serde(default, deserialize_with = "cursor")]
    pub since_id: Option<i64>,
    /// The items right after this one.
    #[serde(default, deserialize_with = "cursor")]
    pub min_id: Option<i64>,
    /// How many items at most.
    pub limit: Option<i64>,
}

impl Page {
    /// How many items to read: what was asked for, within bounds. Never an error, as clients
    /// expect too large a limit to be cut.
    pub fn limit(&self, default: u64, max: u64) -> u64 {
        self.limit.map_or(default, i64::unsigned_abs).clamp(1, max)
    }
}

/// Which cursor the link to newer items uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Previous {
    /// Statuses, notifications and what is kept like them.
    MinId,
    /// Lists of accounts and the like: `since_id`, as in Mastodon. By itself it begins at the newest and
    /// passes over what lies between, so `min_id` stands beside it and leads to the neighbouring page.
    SinceId,
}

impl Previous {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::MinId => &["min_id"],
            Self::SinceId => &["since_id", "min_id"],
        }
    }
}

/// The request a list answers, as links to its other pages need it.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Address without the query: `https://example.org/api/v1/timelines/home`.
    pub url: &'a str,
    /// The decoded query.
    pub query: &'a [(String, String)],
}

/// A page that was read, newest first.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Cursor of the first item.
    pub newest: i64,
    /// Cursor of the last item.
    pub oldest: i64,
    /// Whether there were as many items as asked for, so that older ones may follow.
    pub full: bool,
}

/// The `Link` header of a page with at least one item.
pub fn link_header(request: Request<'_>, span: Span, previous: Previous) -> String {
    let older = span.full.then(|| request.with(&["max_id"], span.oldest));
    let newer = request.with(previous.names(), span.newest);
    join(older, Some(newer)).unwrap_or_default()
}

/// The `Link` header of a list that is paged by position; none if there are no other pages.
pub fn offset_link_header(request: Request<'_>, offset: u64, limit: u64, full: bool) -> Option<String> {
    let next = full.then(|| request.with(&["offset"], offset.saturating_add(limit)));
    let previous = (offset > 0).then(|| request.with(&["offset"], offset.saturating_sub(limit)));
    join(next, previous)
}

fn join(next: Option<String>, previous: Option<String>) -> Option<String> {
    let next = next.map(|url| format!("<{url}>; rel=\"next\""));
    let previous = previous.map(|url| format!("<{url}>; rel=\"prev\""));
    let links: Vec<_> = next.into_iter().chain(previous).collect();
    (!links.is_empty()).then(|| links.join(", "))
}

impl Request<'_> {
    /// The address with these cursors in place of those it had. Tokens are not repeated.
    fn with(self, cursors: &[&str], value: impl ToString) -> String {
        const REPLACED: [&str; 5] = ["max_id", "since_id", "min_id", "offset", "access_token"];
        let value = value.to_string();
        let kept = self.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, _)| !REPLACED.contains(name));
        let new = cursors.iter().map(|cursor| (*cursor, value.as_str()));
        format!("{}?{}", self.url, encode_pairs(kept.chain(new)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Tree, from_form, parse_pairs};

    fn page(query: &str) -> Result<Page, String> {
        from_form(Tree::parse(query.as_bytes()).unwrap().into_value()).map_err(|error| error.to_string())
    }

    #[test]
    fn limits_are_clamped() {
        assert_eq!(page("").unwrap().limit(20, 40), 20);
        assert_eq!(page("limit=30").unwrap().limit(20, 40), 30);
        assert_eq!(page("limit=1000").unwrap().limit(20, 40), 40);
        assert_eq!(page("limit=0").unwrap().limit(20, 40), 1);
        assert_eq!(page("limit=-5").unwrap().limit(20, 40), 5);
        assert_eq!(page("limit=").unwrap().limit(20, 40), 20);
        assert_eq!(page("limit=many").unwrap_err(), "limit: expected a whole number");
    }

    #[test]
    fn cursors_are_digits_of_any_length() {
        let read = page("max_id=18446744073709551615&min_id=7&since_id=").unwrap();
        assert_eq!(read, Page { max_id: Some(i64::MAX), min_id: Some(7), ..Page::default() });
        assert_eq!(page("max_id=x").unwrap_err(), "max_id: expected an id");
    }

    const URL: &str = "https://example.org/api/v1/timelines/tag/a";

    #[test]
    fn links_keep_the_other_parameters() {
        let query = parse_pairs("max_id=90&any%5B%5D=b+c&limit=2&access_token=secret").unwrap();
        let request = Request { url: URL, query: &query };
        let header = link_header(request, Span { newest: 80, oldest: 70, full: true }, Previous::MinId);
        assert_eq!(
            header,
            format!(
                "<{URL}?any%5B%5D=b+c&limit=2&max_id=70>; rel=\"next\", \
                 <{URL}?any%5B%5D=b+c&limit=2&min_id=80>; rel=\"prev\""
            )
        );
    }

    #[test]
    fn a_short_page_has_no_next_one() {
        let request = Request { url: URL, query: &[] };
        let header = link_header(request, Span { newest: 80, oldest: 70, full: false }, Previous::SinceId);
        assert_eq!(header, format!("<{URL}?since_id=80&min_id=80>; rel=\"prev\""));
    }

    #[test]
    fn lists_by_position_link_by_offset() {
        let query = parse_pairs("offset=5&limit=10").unwrap();
        let request = Request { url: URL, query: &query };
        assert_eq!(
            offset_link_header(request, 5, 10, true).unwrap(),
            format!("<{URL}?limit=10&offset=15>; rel=\"next\", <{URL}?limit=10&offset=0>; rel=\"prev\"")
        );
        assert_eq!(offset_link_header(request, 0, 10, false), None);
    }
}
