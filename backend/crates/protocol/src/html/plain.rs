//! HTML to text: what a reader would see, with line breaks where elements break lines.

use html5ever::tokenizer::Tag;

use super::rewrite::{Sink, attribute, run};

/// Elements set apart by a blank line.
const PARAGRAPHS: &[&str] =
    &["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table"];
/// Elements that begin on a new line.
const LINES: &[&str] = &["div", "li", "tr", "section", "article", "figure", "hr", "dt", "dd"];

pub(super) fn to_plain(html: &str) -> String {
    let plain = run(Plain::default(), html).into_inner();
    plain.out.trim().to_owned()
}

/// Only the character references of a text decoded, tags left as they are.
pub(super) fn decode(text: &str) -> String {
    let escaped = text.replace('<', "&lt;");
    run(Plain { keep_space: true, ..Plain::default() }, &escaped).into_inner().out
}

#[derive(Default)]
struct Plain {
    out: String,
    hidden: Option<String>,
    keep_space: bool,
}

impl Sink for Plain {
    fn hide(&mut self, name: Option<&str>) {
        self.hidden = name.map(str::to_owned);
    }

    fn hidden(&self) -> Option<&str> {
        self.hidden.as_deref()
    }

    fn text(&mut self, text: &str) {
        if self.keep_space {
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' if self.out.is_empty() || self.out.ends_with([' ', '\n']) => {}
                '\t' | '\n' | '\r' => self.out.push(' '),
                c => self.out.push(c),
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        match &*tag.name {
            "br" => self.break_lines(self.trailing_newlines() + 1),
            "img" => self.text(&attribute(tag, "alt").unwrap_or_default()),
            "pre" => {
                self.break_lines(2);
                self.keep_space = true;
            }
            name => self.boundary(name),
        }
    }

    fn end(&mut self, name: &str) {
        if name == "pre" {
            self.keep_space = false;
        }
        self.boundary(name);
    }
}

impl Plain {
    fn boundary(&mut self, name: &str) {
        if PARAGRAPHS.contains(&name) {
            self.break_lines(2);
        } else if LINES.contains(&name) {
            self.break_lines(1);
        }
    }

    fn trailing_newlines(&self) -> usize {
        self.out.chars().rev().take_while(|c| *c == '\n').count()
    }

    /// Makes the text end in at least `wanted` newlines (two at most, none at its beginning).
    fn break_lines(&mut self, wanted: usize) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        let have = self.trailing_newlines();
        if !self.out.is_empty() {
            self.out.extend(std::iter::repeat_n('\n', wanted.min(2).saturating_sub(have)));
        }
    }
}
