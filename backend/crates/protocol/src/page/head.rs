//! One pass over the tokens of a page, for its `meta`, `link`, title and structured data.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};

/// Facts kept of a page, and bytes of structured data.
const MAX_FACTS: usize = 300;
const MAX_DATA: usize = 200_000;

/// What was found.
#[derive(Default)]
pub(super) struct Head {
    pub(super) title: String,
    pub(super) language: Option<String>,
    pub(super) oembed: Option<String>,
    /// Documents of JSON-LD.
    pub(super) data: Vec<String>,
    metas: Vec<(String, String)>,
    reading: Option<Reading>,
}

/// The element whose text is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Title,
    Data,
}

impl Head {
    /// The first `meta` with this name or property that says something.
    pub(super) fn meta(&self, name: &str) -> Option<&str> {
        self.metas.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    fn text(&mut self, text: &str) {
        match self.reading {
            Some(Reading::Title) if self.title.len() < 5_000 => self.title.push_str(text),
            Some(Reading::Data) => {
                if let Some(data) = self.data.last_mut().filter(|data| data.len() + text.len() <= MAX_DATA) {
                    data.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let value = |name: &str| {
            let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
            found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
        };
        match &*tag.name {
            "html" => self.language = Some(value("lang")).filter(|code| !code.is_empty()),
            "meta" => self.fact(&value("property"), &value("name"), value("content")),
            "link" if value("type") == "application/json+oembed" && self.oembed.is_none() => {
                self.oembed = Some(value("href"));
            }
            "title" => {
                // Drawings within the page have titles too: the first one is the page's.
                self.reading = self.title.is_empty().then_some(Reading::Title);
                return TokenSinkResult::RawData(Rcdata);
            }
            "script" => {
                if value("type") == "application/ld+json" && self.data.len() < 10 {
                    self.reading = Some(Reading::Data);
                    self.data.push(String::new());
                }
                return TokenSinkResult::RawData(ScriptData);
            }
            "textarea" => return TokenSinkResult::RawData(Rcdata),
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => return TokenSinkResult::RawData(Rawtext),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn fact(&mut self, property: &str, name: &str, content: String) {
        for key in [property, name] {
            let key = key.trim().to_ascii_lowercase();
            if !key.is_empty() && !content.trim().is_empty() && self.metas.len() < MAX_FACTS {
                self.metas.push((key, content.clone()));
            }
        }
    }
}

struct Sink(RefCell<Head>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut head = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => head.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return head.start(&tag),
            Token::TagToken(_) => head.reading = None,
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

pub(super) fn collect(html: &str) -> Head {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}
