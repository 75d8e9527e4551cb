//! How long a post counts as being, and when its counter shows.
//! Counting follows the client API's published rules: characters as people see them, every link as
//! a fixed number (23 by default), a mention without its server.

use unicode_segmentation::UnicodeSegmentation;

/// Length of a post's text and warning together, in counted characters.
pub(crate) fn counted_length(text: &str, warning: &str, link_length: usize) -> usize {
    graphemes(warning) + words(text).map(|word| word_length(word, link_length)).sum::<usize>()
}

/// The counter appears when four fifths of the room are used.
pub(crate) fn counter_visible(used: usize, limit: usize) -> bool {
    used.saturating_mul(5) >= limit.saturating_mul(4)
}

fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Pieces of the text that are all white space or hold none.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

fn word_length(piece: &str, link_length: usize) -> usize {
    let word = piece.trim_end_matches(char::is_whitespace);
    let space = graphemes(piece) - graphemes(word).min(graphemes(piece));
    let (before, core) = split_opening(word);
    let after = trailing_punctuation(core);
    let bare = core.strip_suffix(after).unwrap_or(core);
    let length =
        if is_link(bare) { link_length } else { mention_length(bare).unwrap_or_else(|| graphemes(bare)) };
    graphemes(before) + length + graphemes(after) + space
}

fn split_opening(word: &str) -> (&str, &str) {
    let core = word.trim_start_matches(['(', '[', '"', '\'', '<']);
    (word.strip_suffix(core).unwrap_or_default(), core)
}

fn trailing_punctuation(word: &str) -> &str {
    let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '"', '\'', '>']);
    word.strip_prefix(bare).unwrap_or_default()
}

fn is_link(word: &str) -> bool {
    let rest = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        rest.split('/').next().is_some_and(|host| host.contains('.') && !host.starts_with('.'))
    })
}

/// `@user@host` counts as `@user`.
fn mention_length(word: &str) -> Option<usize> {
    let (user, host) = word.strip_prefix('@')?.split_once('@')?;
    (!user.is_empty() && host.contains('.')).then(|| 1 + graphemes(user))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(text: &str) -> usize {
        counted_length(text, "", 23)
    }

    #[test]
    fn a_character_is_what_a_person_sees() {
        assert_eq!(length("héllo"), 5);
        assert_eq!(length("👩‍👩‍👧‍👦"), 1);
        assert_eq!(length("a b\nc"), 5);
    }

    #[test]
    fn links_count_23_whatever_their_length() {
        assert_eq!(length("https://example.org/a/very/long/path/that/goes/on"), 23);
        assert_eq!(length("see (https://e.org)."), 4 + 1 + 23 + 2);
        assert_eq!(length("https://"), 8);
    }

    #[test]
    fn mentions_count_without_their_server() {
        assert_eq!(length("@ada@a-long-server.example hi"), 4 + 3);
        assert_eq!(length("@ada"), 4);
    }

    #[test]
    fn the_warning_counts_too() {
        assert_eq!(counted_length("abc", "de", 23), 5);
    }

    #[test]
    fn the_counter_hides_until_four_fifths() {
        assert!(!counter_visible(399, 500));
        assert!(counter_visible(400, 500));
    }
}
