//! What somebody typed, read as words and operators.
//!
//! Words must all be there; `"these words"` one after another; `-` takes out what follows. `from:`,
//! `has:`, `is:`, `language:`, `before:`, `after:`, `during:` and `in:` narrow the search. What looks
//! like an operator but is none is searched for as text.

use chrono::{Days, NaiveDate};
use kinds::Millis;
use protocol::text::hashtag_key;
use store::query::status_search::{Scope, Term};

use super::{index, text};

/// Terms of a search that are looked at.
const MAX_TERMS: usize = 20;

/// A search, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// Words and facts.
    pub(super) terms: Vec<Term>,
    /// Whose statuses, as typed (`me`, `user`, `user@domain`), and whether just not theirs.
    pub(super) from: Vec<(String, bool)>,
    /// Days: from the first moment of one to the first moment of the other.
    pub(super) since: Option<Millis>,
    /// See `since`.
    pub(super) until: Option<Millis>,
    /// Where to look.
    pub(super) scope: Scope,
    /// Whether it can only find nothing, such as what has a word and has it not.
    pub(super) impossible: bool,
}

/// Reads a search.
pub(super) fn read(query: &str) -> Asked {
    let mut asked = Asked::default();
    for piece in pieces(query).into_iter().take(MAX_TERMS) {
        if piece.quoted || !asked.operator(&piece) {
            asked.text(&piece);
        }
    }
    let left_out = |term: &Term| asked.terms.contains(&Term { negated: true, ..term.clone() });
    asked.impossible |= asked.terms.iter().any(|term| !term.negated && left_out(term));
    asked
}

/// A word or a quotation.
struct Piece {
    text: String,
    negated: bool,
    quoted: bool,
}

fn pieces(query: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let negated = rest.starts_with('-');
        rest = rest.trim_start_matches(['-', '+']);
        let is_quote =
            |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{300c}' | '\u{300d}');
        let quoted = rest.starts_with(is_quote);
        let (text, after) = if quoted {
            let inner = rest.trim_start_matches(is_quote);
            inner.split_once(is_quote).unwrap_or((inner, ""))
        } else {
            rest.split_once(char::is_whitespace).unwrap_or((rest, ""))
        };
        pieces.push(Piece { text: text.to_owned(), negated, quoted });
        rest = after.trim_start();
    }
    pieces
}

impl Asked {
    fn text(&mut self, piece: &Piece) {
        let tag = piece.text.strip_prefix(['#', '\u{ff03}']).and_then(hashtag_key);
        let (words, prefix) = match tag {
            Some(key) if !piece.quoted => (vec![index::tag(&key)], false),
            _ => text::phrase(&piece.text),
        };
        if !words.is_empty() {
            self.terms.push(Term { words, prefix, negated: piece.negated });
        }
    }

    /// Takes an operator in; false when it is none.
    fn operator(&mut self, piece: &Piece) -> bool {
        let Some((name, value)) = piece.text.split_once(':') else { return false };
        let value = value.trim_matches('"');
        let lower = value.to_lowercase();
        match (name.to_lowercase().as_str(), lower.as_str()) {
            (_, "") => false,
            ("from", _) => {
                self.from.push((value.trim_start_matches('@').to_owned(), piece.negated));
                true
            }
            ("has", "media" | "image" | "video" | "audio" | "poll" | "link" | "embed") => {
                self.fact(index::fact("has", &lower), piece.negated)
            }
            ("is", "reply" | "sensitive") => self.fact(index::fact("is", &lower), piece.negated),
            ("language", _) if lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') => {
                self.fact(index::language(&lower), piece.negated)
            }
            ("before" | "after" | "during", _) => self.date(name, value, piece.negated),
            ("in", "all") => self.look(Scope::All, piece.negated),
            ("in", "library") => self.look(Scope::Library, piece.negated),
            ("in", "public") => self.look(Scope::Public, piece.negated),
            _ => false,
        }
    }

    fn fact(&mut self, word: String, negated: bool) -> bool {
        self.terms.push(Term { words: vec![word], prefix: false, negated });
        true
    }

    fn look(&mut self, scope: Scope, negated: bool) -> bool {
        self.scope = match (scope, negated) {
            (scope, false) => scope,
            (Scope::Library, true) => Scope::Public,
            (Scope::Public, true) => Scope::Library,
            (Scope::All, true) => {
                self.impossible = true;
                Scope::All
            }
        };
        true
    }

    fn date(&mut self, name: &str, value: &str, negated: bool) -> bool {
        let Ok(date) = NaiveDate::parse_from_str(value, "%Y-%m-%d") else { return false };
        let Some(next) = date.checked_add_days(Days::new(1)) else { return false };
        let start =
            |date: NaiveDate| Millis(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis());
        match (name.to_lowercase().as_str(), negated) {
            ("before", false) => self.to(start(date)),
            ("before", true) => self.from(start(date)),
            ("after", false) => self.from(start(next)),
            ("after", true) => self.to(start(next)),
            ("during", false) => {
                self.from(start(date));
                self.to(start(next));
            }
            // Days apart from one are no stretch.
            _ => return false,
        }
        true
    }

    fn from(&mut self, time: Millis) {
        self.since = Some(self.since.map_or(time, |since| since.max(time)));
    }

    fn to(&mut self, time: Millis) {
        self.until = Some(self.until.map_or(time, |until| until.min(time)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(words: &[&str], negated: bool) -> Term {
        Term { words: words.iter().map(|word| (*word).to_owned()).collect(), prefix: false, negated }
    }

    #[test]
    fn words_quotations_and_what_is_taken_out() {
        let asked = read("Cat \"big dog\" -mouse -\"small bird\" +fish #Rust");
        assert_eq!(
            asked.terms,
            [
                term(&["cat"], false),
                term(&["big", "dog"], false),
                term(&["mouse"], true),
                term(&["small", "bird"], true),
                term(&["fish"], false),
                term(&["#rust"], false),
            ]
        );
    }

    #[test]
    fn operators() {
        let asked = read("from:me -from:@bob@far.example has:image -is:reply language:DE in:library");
        assert_eq!(asked.from, [("me".to_owned(), false), ("bob@far.example".to_owned(), true)]);
        assert_eq!(
            asked.terms,
            [term(&["~hasimage"], false), term(&["~isreply"], true), term(&["~lde"], false)]
        );
        assert_eq!(asked.scope, Scope::Library);
        assert_eq!(read("-in:library").scope, Scope::Public);
    }

    #[test]
    fn a_word_that_must_be_there_and_must_not_is_nowhere() {
        assert!(read("Cat dog -cat").impossible);
        assert!(!read("cat -\"cat dog\"").impossible);
    }

    #[test]
    fn days() {
        let day = |number: i64| Some(Millis(number * Millis::DAY));
        let asked = read("during:1970-01-03");
        assert_eq!((asked.since, asked.until), (day(2), day(3)));
        let asked = read("after:1970-01-03 before:1970-01-09");
        assert_eq!((asked.since, asked.until), (day(3), day(8)));
        assert_eq!(read("-before:1970-01-03").since, day(2));
    }

    #[test]
    fn days_beyond_all_ids_are_at_their_ends() {
        let asked = read("after:0001-01-01 before:9999-12-31");
        let first = |time: Option<Millis>| store::id::first_at(time.unwrap());
        assert_eq!(first(asked.since), 0);
        assert!(first(asked.until) > store::id::first_at(Millis(4_102_444_800_000)), "after 2100");
    }

    #[test]
    fn what_is_no_operator_is_text() {
        assert_eq!(
            read("has:wings before:noon from:").terms,
            [term(&["has", "wings"], false), term(&["before", "noon"], false), term(&["from"], false)]
        );
        assert_eq!(read("\"has:image\"").terms, [term(&["has", "image"], false)]);
        assert_eq!(read("- \"\" !?"), Asked::default());
    }
}
