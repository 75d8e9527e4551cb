//! The links of a text.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::ScriptData,
    },
};

use super::rewrite::{Sink, attribute, run};

/// A link to a web page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    class: String,
    rel: String,
    text: String,
}

impl Link {
    /// Whether it names an account or a hashtag rather than a page. Some servers do not mark these, so
    /// a text that begins like one counts too.
    pub fn is_mention(&self) -> bool {
        let marked = |list: &str, words: &[&str]| list.split_whitespace().any(|word| words.contains(&word));
        marked(&self.class, &["mention", "hashtag", "u-url"])
            || marked(&self.rel, &["tag"])
            || self.text.trim_start().starts_with(['@', '#'])
    }
}

pub(super) fn links(html: &str) -> Vec<Link> {
    run(Links::default(), html).into_inner().found
}

#[derive(Default)]
struct Links {
    found: Vec<Link>,
    open: bool,
    hidden: Option<String>,
}

impl Sink for Links {
    fn hide(&mut self, name: Option<&str>) {
        self.hidden = name.map(str::to_owned);
    }

    fn hidden(&self) -> Option<&str> {
        self.hidden.as_deref()
    }

    fn text(&mut self, text: &str) {
        if let Some(link) = self.found.last_mut().filter(|link| self.open && link.text.len() < 100) {
            link.text.push_str(text);
        }
    }

    fn start(&mut self, tag: &Tag) {
        if &*tag.name != "a" {
            return;
        }
        let value = |name| attribute(tag, name).unwrap_or_default();
        let href = value("href");
        self.open = href.starts_with("https://") || href.starts_with("http://");
        if self.open {
            self.found.push(Link { href, class: value("class"), rel: value("rel"), text: String::new() });
        }
    }

    fn end(&mut self, name: &str) {
        if name == "a" {
            self.open = false;
        }
    }
}

pub(super) fn first_element(html: &str, name: &str) -> Option<Vec<(String, String)>> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let finder = Finder { name: name.to_owned(), found: RefCell::default() };
    let tokenizer = Tokenizer::new(finder, TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.found.into_inner()
}

/// Looks for one element; what stands in scripts is none.
struct Finder {
    name: String,
    found: RefCell<Option<Vec<(String, String)>>>,
}

impl TokenSink for Finder {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let mut found = self.found.borrow_mut();
        if tag.kind == TagKind::StartTag && *tag.name == *self.name && found.is_none() {
            let attributes = tag.attrs.iter();
            let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            *found = Some(attributes.map(|each| pair(&each.name.local, &each.value)).collect());
        }
        if tag.kind == TagKind::StartTag && &*tag.name == "script" {
            return TokenSinkResult::RawData(ScriptData);
        }
        TokenSinkResult::Continue
    }
}
