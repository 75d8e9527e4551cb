//! Finds tokens. Web addresses first (linkify), then the rest in the text between them, so that an
//! address never yields a mention or a tag.

use linkify::{LinkFinder, LinkKind};

use super::{MAX_HASHTAG_CHARS, Mention, Token, Tokens, hashtag::hashtag_key, hashtag::is_tag_char};
use crate::{Uri, origin};

/// Longest user name taken for a mention.
const MAX_USERNAME: usize = 255;

pub(super) fn scan(text: &str) -> Tokens {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(true);
    let mut scanner = Scanner::default();
    for span in finder.spans(text) {
        match span.kind() {
            Some(LinkKind::Url) if Uri::parse(span.as_str()).is_ok() => {
                scanner.push(Token::Link(span.as_str().into()))
            }
            _ => scanner.plain(span.as_str()),
        }
        scanner.previous = span.as_str().chars().next_back();
    }
    scanner.flush();
    Tokens(scanner.tokens)
}

#[derive(Default)]
struct Scanner {
    tokens: Vec<Token>,
    pending: String,
    previous: Option<char>,
}

impl Scanner {
    fn push(&mut self, token: Token) {
        self.flush();
        self.tokens.push(token);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            self.tokens.push(Token::Text(std::mem::take(&mut self.pending)));
        }
    }

    fn plain(&mut self, mut rest: &str) {
        while let Some(start) = rest.find(['@', '#', '\u{ff03}', ':']) {
            let Some((before, from)) = rest.split_at_checked(start) else { break };
            self.pending.push_str(before);
            let previous = before.chars().next_back().or(self.previous);
            let Some(sign) = from.chars().next() else { break };
            let after = from.strip_prefix(sign).unwrap_or_default();
            rest = match token(sign, previous, after) {
                Some((token, rest)) => {
                    self.push(token);
                    rest
                }
                None => {
                    self.pending.push(sign);
                    after
                }
            };
            let consumed = from.strip_suffix(rest).unwrap_or_default();
            self.previous = consumed.chars().next_back();
        }
        self.pending.push_str(rest);
    }
}

/// The token that `sign` begins, and what follows it.
fn token(sign: char, previous: Option<char>, after: &str) -> Option<(Token, &str)> {
    let word_before = previous.is_some_and(|c| c.is_alphanumeric() || c == '_');
    match sign {
        '@' if !word_before && !matches!(previous, Some('/' | '=' | '@')) => mention(after),
        '#' | '\u{ff03}' if !word_before && !matches!(previous, Some('/' | '=' | '&' | '#')) => {
            hashtag(after)
        }
        ':' if !previous.is_some_and(|c| c.is_alphanumeric() || c == ':') => emoji(after),
        _ => None,
    }
}

/// Splits `text` where `accept` first says no.
fn split_while(text: &str, accept: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !accept(c)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn mention(after: &str) -> Option<(Token, &str)> {
    let (name, _) = split_while(after, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    let name = name.trim_end_matches(['.', '-']);
    if name.is_empty() || name.starts_with(['.', '-']) || name.len() > MAX_USERNAME {
        return None;
    }
    let rest = after.strip_prefix(name)?;
    let (domain, rest) = match rest.strip_prefix('@').and_then(mention_domain) {
        Some((domain, rest)) => (Some(domain), rest),
        None => (None, rest),
    };
    let raw = format!("@{}", after.strip_suffix(rest)?);
    Some((Token::Mention(Mention { username: name.to_owned(), domain, raw }), rest))
}

/// A host, with a port if one follows directly.
fn mention_domain(text: &str) -> Option<(String, &str)> {
    let (host, _) = split_while(text, |c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let host = host.trim_end_matches(['.', '-']);
    let rest = text.strip_prefix(host)?;
    if let Some(after) = rest.strip_prefix(':') {
        let (port, after_port) = split_while(after, |c| c.is_ascii_digit());
        if let Some(domain) = origin::normalize_host(&format!("{host}:{port}")).filter(|_| !port.is_empty()) {
            return Some((domain, after_port));
        }
    }
    Some((origin::normalize_host(host)?, rest))
}

fn hashtag(after: &str) -> Option<(Token, &str)> {
    let (word, _) = split_while(after, is_tag_char);
    // Joiners and middle dots may stand inside a tag, not at its end.
    let name = word.trim_end_matches(['\u{200c}', '\u{200d}', '\u{b7}', '\u{30fb}']);
    if name.chars().count() > MAX_HASHTAG_CHARS {
        return None;
    }
    let key = hashtag_key(name)?;
    Some((Token::Hashtag { name: name.to_owned(), key }, after.strip_prefix(name)?))
}

fn emoji(after: &str) -> Option<(Token, &str)> {
    let (code, rest) = split_while(after, |c| c.is_ascii_alphanumeric() || c == '_');
    let rest = rest.strip_prefix(':')?;
    let alone = !rest.chars().next().is_some_and(|c| c.is_alphanumeric() || c == ':');
    (code.len() >= 2 && alone).then(|| (Token::Emoji(code.to_owned()), rest))
}
