//! Counting as clients do: user-perceived characters, each web address 23, a mention without its domain.

use unicode_segmentation::UnicodeSegmentation;

use super::{Token, Tokens, parse};

/// What any web address counts, whatever its length (`characters_reserved_per_url`).
pub const URL_LENGTH: usize = 23;

impl Tokens {
    /// The length of the text in countable characters.
    pub fn length(&self) -> usize {
        let mut counted = String::new();
        for token in &self.0 {
            match token {
                Token::Text(text) => counted.push_str(text),
                Token::Mention(mention) => {
                    counted.push('@');
                    counted.push_str(&mention.username);
                }
                Token::Hashtag { name, .. } => {
                    counted.push('#');
                    counted.push_str(name);
                }
                Token::Link(_) => counted.extend(std::iter::repeat_n('x', URL_LENGTH)),
                Token::Emoji(code) => {
                    counted.push(':');
                    counted.push_str(code);
                    counted.push(':');
                }
            }
        }
        counted.graphemes(true).count()
    }
}

/// The length of a text in countable characters.
pub fn length(text: &str) -> usize {
    parse(text).length()
}

/// The length of a post: content warning and text share one limit.
pub fn post_length(content_warning: &str, text: &str) -> usize {
    content_warning.graphemes(true).count() + length(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_a_person_sees() {
        assert_eq!(length("e\u{301}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}!"), 3);
        assert_eq!(length("@bob@very.long.domain.example hi"), "@bob hi".len());
        assert_eq!(length("see https://a.example/and/a/very/long/path/indeed?x=1 ok"), 4 + URL_LENGTH + 3);
        assert_eq!(length(":duck: #clocks"), 14);
        assert_eq!(length("a\r\nb"), 3);
        assert_eq!(post_length("cw", "text"), 6);
    }
}
