//! Characters that break storage or layout: NUL, control characters, direction overrides, stacks
//! of combining marks, noncharacters. What a person may have meant stays.

use unicode_normalization::char::is_combining_mark;

/// Marks kept on one base character; scripts need up to about six.
const MAX_MARKS: usize = 8;

/// Text of several lines (posts as written, bios, alt texts): line ends become `\n`, harmful
/// characters go.
pub fn clean_text(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    keep(&unified, |c| (c == '\n' || c == '\t' || !c.is_control()) && !is_override(c))
}

/// One line of text (names, field names, option titles), at most `max` characters: as
/// [`clean_text`], and without any direction control, with single spaces.
pub fn clean_line(text: &str, max: usize) -> String {
    let spaced = text.replace(['\n', '\r', '\t', '\u{2028}', '\u{2029}'], " ");
    let kept = keep(&spaced, |c| !c.is_control() && !is_override(c) && !is_isolate(c));
    let line = kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    truncate_chars(&line, max).trim().to_owned()
}

/// A content warning from its HTML: one line; a text nobody can see (Misskey sends a zero-width
/// space) is no warning.
pub fn clean_warning(html: &str, max: usize) -> String {
    let line = clean_line(&super::to_plain(html), max);
    let invisible = |c: char| c.is_whitespace() || is_invisible(c);
    if line.chars().all(invisible) { String::new() } else { line }
}

/// At most `max` characters of a text.
pub fn truncate_chars(text: &str, max: usize) -> &str {
    match text.char_indices().nth(max) {
        Some((end, _)) => text.split_at_checked(end).map_or(text, |(head, _)| head),
        None => text,
    }
}

/// HTML source: line ends and tabs stay.
pub(super) fn clean_html(html: &str) -> String {
    keep(html, |c| (matches!(c, '\n' | '\r' | '\t') || !c.is_control()) && !is_override(c))
}

fn keep(text: &str, accept: impl Fn(char) -> bool) -> String {
    let mut marks = 0;
    let keep = |c: &char| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MAX_MARKS && accept(*c) && !is_noncharacter(*c)
    };
    text.chars().filter(keep).collect()
}

/// Embeddings and overrides of direction: they reorder what stands after them.
fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}')
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{180e}')
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{feff}') || u32::from(c) & 0xfffe == 0xfffe
}
