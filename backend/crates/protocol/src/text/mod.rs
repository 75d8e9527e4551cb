//! What people write: plain text, parsed once into tokens that everything else works from
//! (counting, rendering, who is mentioned, which tags are used).
//!
//! Rules follow what Mastodon's clients expect: counting in `length`, HTML in `render`.

mod count;
mod hashtag;
mod render;
mod scan;

pub use count::{URL_LENGTH, length, post_length};
pub use hashtag::{MAX_HASHTAG_CHARS, hashtag_key};
pub use render::{MentionLink, Style, quote_fallback, render, render_link};

use crate::html;

/// A mention as written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mention {
    /// The name, as typed.
    pub username: String,
    /// The host in normalised form; `None` for an account of this server.
    pub domain: Option<String>,
    /// The text it was written as, with its `@`.
    pub raw: String,
}

impl Mention {
    /// `user` or `user@domain`, in lower case: equal for all spellings of one account.
    pub fn handle(&self) -> String {
        let name = self.username.to_lowercase();
        match &self.domain {
            Some(domain) => format!("{name}@{domain}"),
            None => name,
        }
    }
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// Anything else, newlines included.
    Text(String),
    /// `@user` or `@user@domain`.
    Mention(Mention),
    /// `#Tag`: the name as typed without `#`, and its [`hashtag_key`].
    Hashtag {
        /// As typed, without `#`.
        name: String,
        /// Equal for all spellings of one tag.
        key: String,
    },
    /// A web address.
    Link(String),
    /// `:shortcode:`, without colons. Whether such an emoji exists is not known here.
    Emoji(String),
}

/// A parsed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens(pub Vec<Token>);

impl Tokens {
    /// The accounts mentioned, once each, in order.
    pub fn mentions(&self) -> Vec<&Mention> {
        let mut seen = std::collections::HashSet::new();
        let mentions = self.0.iter().filter_map(|token| match token {
            Token::Mention(mention) => Some(mention),
            _ => None,
        });
        mentions.filter(|mention| seen.insert(mention.handle())).collect()
    }

    /// The hashtags used, as (name as typed, key), once each, in order.
    pub fn hashtags(&self) -> Vec<(&str, &str)> {
        let mut tags: Vec<(&str, &str)> = Vec::new();
        for token in &self.0 {
            if let Token::Hashtag { name, key } = token
                && !tags.iter().any(|(_, seen)| seen == key)
            {
                tags.push((name, key));
            }
        }
        tags
    }

    /// The web addresses, in order.
    pub fn links(&self) -> Vec<&str> {
        let links = self.0.iter().filter_map(|token| match token {
            Token::Link(url) => Some(url.as_str()),
            _ => None,
        });
        links.collect()
    }

    /// The shortcodes used, once each, in order.
    pub fn emoji(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for token in &self.0 {
            if let Token::Emoji(code) = token
                && !codes.contains(&code.as_str())
            {
                codes.push(code);
            }
        }
        codes
    }
}

/// Parses a text: line ends become `\n`, control characters are dropped, then mentions, hashtags,
/// web addresses and shortcodes are found.
pub fn parse(text: &str) -> Tokens {
    scan::scan(&html::clean_text(text))
}

/// The shortcodes in a text that is not parsed otherwise (display names, option titles).
pub fn shortcodes(text: &str) -> Vec<String> {
    scan::scan(text).emoji().into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mention(username: &str, domain: Option<&str>, raw: &str) -> Token {
        Token::Mention(Mention {
            username: username.to_owned(),
            domain: domain.map(str::to_owned),
            raw: raw.to_owned(),
        })
    }

    fn only(text: &str) -> Vec<Token> {
        parse(text).0.into_iter().filter(|token| !matches!(token, Token::Text(_))).collect()
    }

    #[test]
    fn mentions_are_found_with_and_without_a_domain() {
        assert_eq!(
            only("@alice, hi @Bob@Remote.Example. and (@c.d-e@127.0.0.1:3001)"),
            [
                mention("alice", None, "@alice"),
                mention("Bob", Some("remote.example"), "@Bob@Remote.Example"),
                mention("c.d-e", Some("127.0.0.1:3001"), "@c.d-e@127.0.0.1:3001"),
            ]
        );
        assert_eq!(parse("@A @a @a@x.example").mentions().len(), 2);
    }

    #[test]
    fn addresses_and_mails_hold_no_mentions_or_tags() {
        assert!(only("mail me: me@remote.example a/@b x=@y").is_empty());
        assert_eq!(
            only("https://remote.example/@alice#frag and http://b.example/?q=#x."),
            [
                Token::Link("https://remote.example/@alice#frag".into()),
                Token::Link("http://b.example/?q=#x".into())
            ]
        );
        assert!(only("javascript:alert(1) ftp://x.example/ www.example.com").is_empty());
    }

    #[test]
    fn hashtags_are_words_with_a_letter() {
        let tags = |text: &str| -> Vec<String> {
            parse(text).hashtags().into_iter().map(|(name, _)| name.to_owned()).collect()
        };
        assert_eq!(
            tags("#Caf\u{e9} #2024 #2024a #\u{65e5}\u{672c} \u{ff03}x #_a_, #a-b"),
            ["Caf\u{e9}", "2024a", "\u{65e5}\u{672c}", "x", "_a_", "a"]
        );
        assert!(tags("a#b #__ ## #\u{20ac}").is_empty());
        assert_eq!(tags("#One #ONE"), ["One"]);
    }

    #[test]
    fn shortcodes_stand_alone() {
        assert_eq!(shortcodes(":duck: x:y: a:duck: :d: :blob_cat2:!"), ["duck", "blob_cat2"]);
        assert_eq!(parse("at 10:30:45 :a b:").emoji(), Vec::<&str>::new());
    }

    #[test]
    fn text_is_cleaned_first() {
        assert_eq!(parse("a\r\nb\u{0}c").0, [Token::Text("a\nbc".into())]);
    }

    /// What was written, from its tokens.
    fn written(tokens: &Tokens) -> String {
        let part = |token: &Token| match token {
            Token::Text(text) | Token::Link(text) => text.clone(),
            Token::Mention(mention) => mention.raw.clone(),
            Token::Hashtag { name, .. } => format!("#{name}"),
            Token::Emoji(code) => format!(":{code}:"),
        };
        tokens.0.iter().map(part).collect()
    }

    proptest::proptest! {
        #[test]
        fn tokens_hold_the_whole_text(text in "([@#:a-z.]|https?://|@a@b\\.c|\\PC| |\n){0,40}") {
            let text = crate::html::clean_text(&text.replace('\u{ff03}', "#"));
            let tokens = parse(&text);
            proptest::prop_assert_eq!(written(&tokens), text);
            let html = render(&tokens, Style::Post, &|_| None, &|key| format!("https://home.example/tags/{key}"));
            proptest::prop_assert_eq!(html.matches('<').count(), html.matches('>').count());
            proptest::prop_assert!(!html.contains("<script"));
        }
    }
}
