//! The word being typed at the caret, when it is a mention, a hashtag or an emoji name.
//! Positions are UTF-16 units, as text areas count them.

/// What a token completes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Account,
    Tag,
    Emoji,
}

/// A token under the caret: `query` without its mark, and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) query: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Finds the token that ends at the caret.
pub(crate) fn token_at(text: &str, caret: usize) -> Option<Token> {
    let before = prefix(text, caret)?;
    let word_start = before
        .rfind(|c: char| c.is_whitespace() || "([\"'".contains(c))
        .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
    let word = before.get(word_start..)?;
    let mut letters = word.chars();
    let kind = match letters.next()? {
        '@' => TokenKind::Account,
        '#' => TokenKind::Tag,
        ':' => TokenKind::Emoji,
        _ => return None,
    };
    let query = letters.as_str();
    let enough = match kind {
        TokenKind::Emoji => query.len() >= 2 && !query.contains(':'),
        TokenKind::Account | TokenKind::Tag => !query.is_empty(),
    };
    let start = before.get(..word_start)?.encode_utf16().count();
    enough.then(|| Token { kind, query: query.to_owned(), start, end: caret })
}

/// Puts `replacement` and a space in the token's place; gives the text and the new caret.
pub(crate) fn complete(text: &str, token: &Token, replacement: &str) -> (String, usize) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let head = units.get(..token.start).unwrap_or_default();
    let tail = units.get(token.end..).unwrap_or_default();
    let middle: Vec<u16> = replacement.encode_utf16().chain([u16::from(b' ')]).collect();
    let tail = tail.strip_prefix(&[u16::from(b' ')]).unwrap_or(tail);
    let caret = head.len() + middle.len();
    (String::from_utf16_lossy(&[head, &middle, tail].concat()), caret)
}

/// The part of the text before a UTF-16 position.
fn prefix(text: &str, caret: usize) -> Option<&str> {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        if units >= caret {
            return text.get(..at);
        }
        units += letter.len_utf16();
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_word_the_caret_is_in() {
        let token = token_at("hi @ada there", 7).unwrap();
        assert_eq!(
            (token.kind, token.query.as_str(), token.start, token.end),
            (TokenKind::Account, "ada", 3, 7)
        );
        assert_eq!(token_at("hi ada", 6), None);
        assert_eq!(token_at("#rust", 5).unwrap().kind, TokenKind::Tag);
        assert_eq!(token_at(":s", 2), None, "one letter matches too much");
    }

    #[test]
    fn positions_count_utf16_units() {
        let token = token_at("👋 @bo", 6).unwrap();
        assert_eq!((token.query.as_str(), token.start), ("bo", 3));
    }

    #[test]
    fn completing_keeps_what_follows_and_moves_the_caret() {
        let token = token_at("👋 @bo!", 6).unwrap();
        assert_eq!(complete("👋 @bo!", &token, "@bob@x.example"), ("👋 @bob@x.example !".to_owned(), 18));
        let token = token_at("@bo hi", 3).unwrap();
        assert_eq!(complete("@bo hi", &token, "@bob"), ("@bob hi".to_owned(), 5));
    }
}
