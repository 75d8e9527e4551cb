//! First step of sanitising: one pass over the HTML tokens that keeps what readers should see.
//!
//! Headings become strong paragraphs, pictures links with their alternative text, formulas their
//! TeX source, links to odd schemes plain text. Contents of scripts and styles go. Depth is capped
//! here, because deep nesting makes tree builders slow.

use std::cell::RefCell;

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};

use super::{
    allow::{self, ALLOWED_TAGS},
    escape,
};

/// Open elements allowed at once.
const MAX_DEPTH: usize = 50;

/// Unknown elements that stand on lines of their own: their text must not stick to its neighbour.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "main",
    "nav",
    "section",
    "summary",
    "table",
    "tr",
];

pub(super) fn rewrite(html: &str) -> String {
    run(Rewriter::default(), html).into_inner().finish()
}

/// Feeds `html` through the tokenizer into `sink`.
pub(super) fn run<S: Sink>(sink: S, html: &str) -> RefCell<S> {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Adapter(RefCell::new(sink)), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0
}

/// What both passes over HTML tokens have in common: text and tags outside scripts and the like.
pub(super) trait Sink {
    fn text(&mut self, text: &str);
    fn start(&mut self, tag: &Tag);
    fn end(&mut self, name: &str);
    /// Told when an element whose content is hidden begins, and (with `None`) ends.
    fn hide(&mut self, name: Option<&str>);
    fn hidden(&self) -> Option<&str>;
}

struct Adapter<S>(RefCell<S>);

impl<S: Sink> TokenSink for Adapter<S> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut sink = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if sink.hidden().is_none() => sink.text(&text),
            Token::TagToken(tag) => return tag_token(&mut *sink, &tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn tag_token<S: Sink>(sink: &mut S, tag: &Tag) -> TokenSinkResult<()> {
    let name: &str = &tag.name;
    if let Some(hidden) = sink.hidden() {
        if tag.kind == TagKind::EndTag && hidden == name {
            sink.hide(None);
        }
        return TokenSinkResult::Continue;
    }
    if tag.kind == TagKind::EndTag {
        sink.end(name);
        return TokenSinkResult::Continue;
    }
    let raw = match name {
        "script" => ScriptData,
        "style" | "iframe" | "noembed" | "noframes" | "noscript" => Rawtext,
        "textarea" | "title" => Rcdata,
        _ => {
            sink.start(tag);
            return TokenSinkResult::Continue;
        }
    };
    sink.hide(Some(name));
    TokenSinkResult::RawData(raw)
}

/// The value of an attribute.
pub(super) fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| attr.value.to_string())
}

#[derive(Default)]
struct Rewriter {
    out: String,
    hidden: Option<String>,
    depth: usize,
    /// For each open `a`: whether it was written.
    links: Vec<bool>,
    heading: bool,
    math: Option<Math>,
}

/// A formula being read: its text, and its TeX source if it brings one.
#[derive(Default)]
struct Math {
    block: bool,
    text: String,
    tex: String,
    annotation: Annotation,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Annotation {
    #[default]
    None,
    Tex,
    Other,
}

impl Sink for Rewriter {
    fn hide(&mut self, name: Option<&str>) {
        self.hidden = name.map(str::to_owned);
    }

    fn hidden(&self) -> Option<&str> {
        self.hidden.as_deref()
    }

    fn text(&mut self, text: &str) {
        match &mut self.math {
            None => self.out.push_str(&escape(text)),
            Some(math) => match math.annotation {
                Annotation::None => math.text.push_str(text),
                Annotation::Tex => math.tex.push_str(text),
                Annotation::Other => {}
            },
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if let Some(math) = &mut self.math {
            if matches!(name, "annotation" | "annotation-xml") {
                let tex = attribute(tag, "encoding").as_deref() == Some("application/x-tex");
                math.annotation = if tex { Annotation::Tex } else { Annotation::Other };
            }
            return;
        }
        match name {
            "math" if !tag.self_closing => {
                let block = attribute(tag, "display").as_deref() == Some("block");
                self.math = Some(Math { block, ..Math::default() });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close_heading();
                self.heading = true;
                self.out.push_str("<p><strong>");
            }
            "a" => self.open_link(tag),
            "img" => self.picture(tag),
            "br" => self.out.push_str("<br>"),
            _ if ALLOWED_TAGS.contains(&name) => self.open(name, tag),
            _ if BLOCKS.contains(&name) => self.out.push('\n'),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(math) = &mut self.math {
            match name {
                "math" => self.close_math(),
                "annotation" | "annotation-xml" => math.annotation = Annotation::None,
                _ => {}
            }
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.close_heading(),
            "a" => self.close_link(),
            "br" => self.out.push_str("<br>"),
            _ if ALLOWED_TAGS.contains(&name) => {
                self.depth = self.depth.saturating_sub(1);
                self.out.push_str(&format!("</{name}>"));
            }
            _ if BLOCKS.contains(&name) => self.out.push('\n'),
            _ => {}
        }
    }
}

impl Rewriter {
    fn finish(mut self) -> String {
        if self.math.is_some() {
            self.close_math();
        }
        self.out
    }

    fn open(&mut self, name: &str, tag: &Tag) {
        // Paragraphs and list items close their predecessor, so they do not nest by being left open.
        if !matches!(name, "p" | "li" | "rt" | "rp") {
            if self.depth >= MAX_DEPTH {
                return;
            }
            self.depth += 1;
        }
        self.out.push_str(&format!("<{name}"));
        for attr in &tag.attrs {
            let key: &str = &attr.name.local;
            if allow::attribute_allowed(name, key) {
                self.out.push_str(&format!(" {key}=\"{}\"", escape(&attr.value)));
            }
        }
        self.out.push('>');
    }

    fn open_link(&mut self, tag: &Tag) {
        let href = attribute(tag, "href").and_then(|href| allow::link_target(&href));
        self.links.push(href.is_some());
        let Some(href) = href else { return };
        let rel = allow::link_rel(&attribute(tag, "rel").unwrap_or_default());
        self.out.push_str(&format!("<a href=\"{}\" rel=\"{rel}\"", escape(&href)));
        for key in ["class", "title", "translate", "lang"] {
            if let Some(value) = attribute(tag, key) {
                self.out.push_str(&format!(" {key}=\"{}\"", escape(&value)));
            }
        }
        self.out.push('>');
    }

    fn close_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.out.push_str("</a>");
        }
    }

    /// A picture becomes a link to it; a custom emoji, or a picture inside a link, just its text.
    fn picture(&mut self, tag: &Tag) {
        let alt = attribute(tag, "alt").or_else(|| attribute(tag, "title")).unwrap_or_default();
        let alt = alt.trim();
        let emoji = alt.len() > 2 && alt.starts_with(':') && alt.ends_with(':');
        let source = attribute(tag, "src").and_then(|src| allow::link_target(&src));
        match source {
            Some(source) if !emoji && self.links.last() != Some(&true) => {
                let label = if alt.is_empty() { source.as_str() } else { alt };
                let rel = allow::link_rel("");
                let (source, label) = (escape(&source), escape(label));
                self.out.push_str(&format!("<a href=\"{source}\" rel=\"{rel}\">{label}</a>"));
            }
            _ => self.out.push_str(&escape(alt)),
        }
    }

    fn close_heading(&mut self) {
        if std::mem::take(&mut self.heading) {
            self.out.push_str("</strong></p>");
        }
    }

    /// A formula becomes its TeX source between dollar signs, or else its text.
    fn close_math(&mut self) {
        let Some(math) = self.math.take() else { return };
        let tex = math.tex.trim();
        let sign = if math.block { "$$" } else { "$" };
        let shown = if tex.is_empty() { math.text.trim().to_owned() } else { format!("{sign}{tex}{sign}") };
        self.out.push_str(&escape(&shown));
    }
}
