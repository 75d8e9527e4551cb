//! Finds many words in a text at once, however they are written.
//!
//! Text and words are folded: composed, and in upper and then lower case, so that `STRASSE` finds
//! `Straße`. One pass over the text finds all words. A word that is to stand for itself must not
//! touch further letters at an end of its own that is a letter.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use protocol::html::to_plain;
use shared::entities::{Poll, Status};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::error::{Result, ServiceError};

/// Text that is looked at; what comes after is not.
const MAX_BYTES: usize = 100_000;

/// Words to look for, each with something that says where it is from.
#[derive(Debug)]
pub(super) struct Words<T> {
    /// In the order of the automaton's patterns.
    words: Vec<Word<T>>,
    automaton: Option<AhoCorasick>,
}

#[derive(Debug)]
struct Word<T> {
    from: T,
    /// As the person wrote it.
    text: String,
    /// Whether it has to begin, and to end, where a word does.
    begins: bool,
    ends: bool,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Self { words: Vec::new(), automaton: None }
    }
}

impl<T> Words<T> {
    /// Prepares words, given with where they are from and whether each is to stand for itself.
    ///
    /// # Errors
    /// When they are too many.
    pub(super) fn compile(words: impl IntoIterator<Item = (T, String, bool)>) -> Result<Self> {
        let mut patterns = Vec::new();
        let mut compiled = Vec::new();
        for (from, text, whole) in words {
            let folded = fold(&text);
            let begins = whole && folded.chars().next().is_some_and(is_letter);
            let ends = whole && folded.chars().next_back().is_some_and(is_letter);
            if !folded.is_empty() {
                compiled.push(Word { from, text, begins, ends });
                patterns.push(folded);
            }
        }
        if patterns.is_empty() {
            return Ok(Self::default());
        }
        // The kind that takes little memory: each person has one.
        let mut builder = AhoCorasick::builder();
        let automaton = builder.kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns);
        Ok(Self { words: compiled, automaton: Some(automaton.map_err(ServiceError::internal)?) })
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words that are in a folded text, each once, in the order they were given.
    pub(super) fn found_in(&self, folded: &str) -> impl Iterator<Item = (&T, &str)> {
        let mut found = vec![false; self.words.len()];
        let mut missing = self.words.len();
        let matches = self.automaton.iter().flat_map(|automaton| automaton.find_overlapping_iter(folded));
        for hit in matches {
            let position = hit.pattern().as_usize();
            let (Some(word), Some(found)) = (self.words.get(position), found.get_mut(position)) else {
                continue;
            };
            if !*found && word.stands(folded, hit.start(), hit.end()) {
                *found = true;
                missing -= 1;
                if missing == 0 {
                    break;
                }
            }
        }
        let words = self.words.iter().zip(found);
        words.filter(|(_, found)| *found).map(|(word, _)| (&word.from, word.text.as_str()))
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let texts: usize = self.words.iter().map(|word| word.text.len() + size_of::<Word<T>>()).sum();
        texts + self.automaton.as_ref().map_or(0, AhoCorasick::memory_usage)
    }
}

impl<T> Word<T> {
    /// Whether the hit is one, given what stands beside it.
    fn stands(&self, text: &str, start: usize, end: usize) -> bool {
        let before = || text.get(..start).and_then(|before| before.chars().next_back());
        let after = || text.get(end..).and_then(|after| after.chars().next());
        let grown = self.begins && before().is_some_and(is_letter);
        !grown && (!self.ends || !after().is_some_and(is_letter))
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// All that is to be read in a status, folded: warning, text, descriptions of media, options of a poll.
pub(super) fn readable(status: &Status, poll: Option<&Poll>) -> String {
    let content = to_plain(&status.content);
    let media = status.media_attachments.iter().filter_map(|media| media.description.as_deref());
    let options = poll.into_iter().flat_map(|poll| &poll.options).map(|option| option.title.as_str());
    let parts: Vec<&str> =
        [status.spoiler_text.as_str(), &content].into_iter().chain(options).chain(media).collect();
    let text = parts.join("\n\n");
    fold(text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or_default())
}

/// Composed, upper case, lower case.
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn finds(word: &str, whole: bool, text: &str) -> bool {
        let words = Words::compile([((), word.to_owned(), whole)]).unwrap();
        words.found_in(&fold(text)).next().is_some()
    }

    #[test]
    fn case_and_composition_do_not_matter() {
        for (word, text) in [
            ("football", "FOOTBALL"),
            ("ÉCOLE", "une école"),
            ("e\u{301}cole", "\u{e9}cole"),
            ("STRASSE", "Die Straße"),
            ("οδός", "ΟΔΌΣ"),
            ("мир", "МИР"),
            ("寿司", "私は寿司が好き"),
            ("🦣", "a 🦣 here"),
        ] {
            assert!(finds(word, false, text), "{word} in {text}");
        }
        assert!(!finds("ecole", false, "école"), "accents matter");
    }

    #[test]
    fn whole_words_do_not_match_within_longer_ones() {
        for (word, text, found) in [
            ("cat", "a cat!", true),
            ("cat", "cat", true),
            ("cat", "concatenate", false),
            ("cat", "cats", false),
            ("cat", "cat_", false),
            ("cat", "cats and a cat", true),
            ("été", "l'été", true),
            ("été", "étés", false),
            // No letters at these ends, so there is no word to end there.
            ("#cat", "a#cat", true),
            ("#cat", "#cats", false),
            ("c++", "c++11", true),
            ("two words", "just two words.", true),
        ] {
            assert_eq!(finds(word, true, text), found, "{word} in {text}");
        }
        assert!(finds("cat", false, "concatenate"));
    }

    #[test]
    fn every_word_is_found_once_with_where_it_is_from() {
        let words = [(1, "cat", true), (2, "Concat", false), (1, "a c", false), (3, "dog", false)];
        let words = Words::compile(words.map(|(from, text, whole)| (from, text.to_owned(), whole))).unwrap();
        let found: Vec<_> = words.found_in("concat a cat, a cat").collect();
        assert_eq!(found, [(&1, "cat"), (&2, "Concat"), (&1, "a c")]);
    }

    #[tokio::test]
    async fn warning_text_options_and_descriptions_are_read() {
        let app = crate::testing::TestApp::start().await;
        let alice = app.user("alice").await;
        let body = json!({ "status": "Some <b> TEXT\nand more", "spoiler_text": "Warning" });
        let mut status = app.post_as(&alice.token, "/api/v1/statuses", body).await.ok();
        status["poll"] = json!({
            "id": "1", "expires_at": null, "expired": false, "multiple": false, "votes_count": 0,
            "voters_count": 0, "options": [{ "title": "Ja", "votes_count": 0 }], "emojis": [],
        });
        status["media_attachments"] = json!([{
            "id": "1", "type": "image", "url": null, "preview_url": null, "remote_url": null, "meta": null,
            "description": "A CAT", "blurhash": null,
        }]);
        let status: Status = serde_json::from_value(status).unwrap();
        assert_eq!(
            readable(&status, status.poll.as_ref()),
            "warning\n\nsome <b> text\nand more\n\nja\n\na cat"
        );
    }

    #[test]
    fn no_words_are_found_nowhere() {
        let none = Words::<()>::compile([]).unwrap();
        assert!(none.is_empty() && none.found_in("text").next().is_none());
    }
}
