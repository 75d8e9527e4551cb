//! What a hashtag is, and when two are the same: letters, digits and underscore, at least one
//! letter; compared after compatibility normalisation (NFKC) and lower-casing (FEP-eb48).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest hashtag; longer words stay plain text.
pub const MAX_HASHTAG_CHARS: usize = 120;

pub(super) fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric()
        || is_combining_mark(c)
        || matches!(c, '_' | '\u{200c}' | '\u{200d}' | '\u{b7}' | '\u{30fb}')
}

/// The form under which a hashtag is stored and looked up; `None` when the text is no hashtag.
/// A leading `#` is skipped.
pub fn hashtag_key(name: &str) -> Option<String> {
    let name = name.trim().trim_start_matches(['#', '\u{ff03}']);
    if name.chars().count() > MAX_HASHTAG_CHARS || !name.chars().all(is_tag_char) {
        return None;
    }
    let key: String = name.nfkc().flat_map(char::to_lowercase).nfc().collect();
    key.chars().any(char::is_alphabetic).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_tag_share_a_key() {
        let key = hashtag_key("#Stra\u{df}enCaf\u{e9}");
        assert_eq!(key, hashtag_key("stra\u{df}encafe\u{301}"));
        assert_eq!(hashtag_key("\u{ff21}\u{ff22}"), hashtag_key("ab"));
        assert_eq!(hashtag_key("2026"), None);
        assert_eq!(hashtag_key("a b"), None);
        assert_eq!(hashtag_key(""), None);
        assert_eq!(hashtag_key(&"x".repeat(500)), None);
    }
}
