//! HTML and text from outside, made harmless. The only sanitiser of the project: everything that
//! is shown as HTML has passed [`sanitize`], everything shown as text [`clean_line`] or [`to_plain`].
//!
//! Two steps: `rewrite` turns what readers should still see into allowed elements (headings,
//! pictures, formulas), `allow` (ammonia) then lets the allow-list through and nothing else. The
//! first step is convenience, the second is the guarantee.

mod allow;
mod clean;
mod links;
mod plain;
mod rewrite;

use std::panic::{AssertUnwindSafe, catch_unwind};

pub use clean::{clean_line, clean_text, clean_warning, truncate_chars};
pub use links::Link;

/// Longest HTML text read; the rest is cut off before parsing.
pub const MAX_HTML_BYTES: usize = 200_000;

/// Escapes text for HTML, for use between tags and in quoted attributes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Makes foreign HTML safe to show, keeping the elements and classes clients know (`limits.md`
/// of the client API and the list Mastodon publishes). A parser failure yields plain text.
pub fn sanitize(html: &str) -> String {
    let input = clean::clean_html(truncate_bytes(html, MAX_HTML_BYTES));
    contained(&input, |input| allow::clean(&rewrite::rewrite(input)))
        .unwrap_or_else(|| format!("<p>{}</p>", escape(&input)))
}

/// Markdown (CommonMark) as HTML that is safe to show. Headings become strong lines, as in all HTML here.
pub fn markdown(text: &str) -> String {
    let text = clean_text(truncate_bytes(text, MAX_HTML_BYTES));
    let html = contained(&text, |text| {
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new(text));
        html
    });
    sanitize(html.unwrap_or_else(|| escape(&text)).trim_end())
}

/// The text of an HTML document, with line breaks where a reader sees them: for content warnings,
/// names, notifications, search. The result is text, not HTML: it may hold `<`.
pub fn to_plain(html: &str) -> String {
    let input = clean::clean_html(truncate_bytes(html, MAX_HTML_BYTES));
    contained(&input, plain::to_plain).unwrap_or_default()
}

/// The links to web pages in sanitised HTML, in order.
pub fn links(html: &str) -> Vec<Link> {
    catch_unwind(AssertUnwindSafe(|| links::links(truncate_bytes(html, MAX_HTML_BYTES)))).unwrap_or_default()
}

/// The attributes of the first element of this name, in a piece of HTML from outside.
pub fn first_element(html: &str, name: &str) -> Option<Vec<(String, String)>> {
    let html = truncate_bytes(html, MAX_HTML_BYTES);
    catch_unwind(AssertUnwindSafe(|| links::first_element(html, name))).ok().flatten()
}

/// Decodes character references in a text that should be plain but was escaped (WordPress puts
/// `&#038;` into URLs).
pub fn unescape(text: &str) -> String {
    if text.contains('&') { contained(text, plain::decode).unwrap_or_default() } else { text.to_owned() }
}

/// Parsers have panicked on crafted input before (GHSA-qrgq-9fx2-vf2r): a panic stays in here.
fn contained(input: &str, work: impl FnOnce(&str) -> String) -> Option<String> {
    catch_unwind(AssertUnwindSafe(|| work(input))).ok()
}

/// Cuts a text to at most `max` bytes, between characters.
pub(crate) fn truncate_bytes(text: &str, max: usize) -> &str {
    text.split_at_checked(text.floor_char_boundary(max)).map_or(text, |(head, _)| head)
}

#[cfg(test)]
mod tests;
