//! Texts cut into the words they are found by.
//!
//! Scripts that put no spaces between words (Chinese, Japanese, Thai, …), and Korean, whose words take
//! endings, are cut into pairs of neighbouring characters: a search for some of them finds the pairs one
//! after another. The last character of such a run stands alone too, so that one character is found
//! wherever it stands: it begins a pair, or is the last.

use unicode_normalization::UnicodeNormalization;

/// Words of a text that are looked at.
const MAX_WORDS: usize = 4_000;
/// Characters of a word.
const MAX_CHARS: usize = 60;

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(text) {
        if words.len() >= MAX_WORDS {
            break;
        }
        match run {
            Run::Word(word) => words.push(word),
            Run::Dense(chars) => words.extend(pairs(&chars, true)),
        }
    }
    words
}

/// The words to look for one after another, and whether the last one is only a beginning.
pub(super) fn phrase(text: &str) -> (Vec<String>, bool) {
    let mut words = Vec::new();
    let mut prefix = false;
    for run in runs(text) {
        prefix = false;
        match run {
            Run::Word(word) => words.push(word),
            Run::Dense(chars) => {
                prefix = chars.len() == 1;
                words.extend(pairs(&chars, prefix));
            }
        }
    }
    (words, prefix)
}

/// What stands between spaces and signs.
enum Run {
    Word(String),
    /// Characters that are cut into pairs.
    Dense(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut word = String::new();
    let mut dense = Vec::new();
    let folded = text.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase).nfc();
    for c in folded.chain([' ']) {
        let is_dense = is_dense(c);
        if !is_dense && !dense.is_empty() {
            runs.push(Run::Dense(std::mem::take(&mut dense)));
        }
        if (is_dense || !is_word(c)) && !word.is_empty() {
            runs.push(Run::Word(std::mem::take(&mut word)));
        }
        if is_dense {
            dense.push(c);
        } else if is_word(c) && word.chars().count() < MAX_CHARS {
            word.push(c);
        }
    }
    runs
}

fn pairs(chars: &[char], with_last: bool) -> Vec<String> {
    let pairs = chars.windows(2).map(|pair| pair.iter().collect());
    let last = chars.last().filter(|_| with_last).map(char::to_string);
    pairs.chain(last).collect()
}

/// Letters, digits, and the marks that belong to a letter in scripts that have them.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && unicode_normalization::char::is_combining_mark(c))
}

/// Accents and vowel points, which people leave out when they search. Marks that make another letter,
/// such as the vowels of Hindi or the voiced sounds of Japanese, stay.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(
            words("Caf\u{e9}, na\u{ef}ve M\u{dc}LLER's  snake_case"),
            ["cafe", "naive", "muller", "s", "snake", "case"]
        );
        assert_eq!(words("\u{1d517}\u{1d525}"), ["th"]);
        assert_eq!(words("'; DROP \"x\" ~f1 #tag"), ["drop", "x", "f1", "tag"]);
    }

    #[test]
    fn scripts_without_spaces_are_cut_into_pairs() {
        assert_eq!(
            words("\u{65e5}\u{672c}\u{8a9e}ok"),
            ["\u{65e5}\u{672c}", "\u{672c}\u{8a9e}", "\u{8a9e}", "ok"]
        );
        assert_eq!(
            phrase("\u{65e5}\u{672c}\u{8a9e}"),
            (vec!["\u{65e5}\u{672c}".to_owned(), "\u{672c}\u{8a9e}".to_owned()], false)
        );
        assert_eq!(phrase("\u{8a9e}"), (vec!["\u{8a9e}".to_owned()], true));
        assert_eq!(words("\u{304c}")[0], "\u{304c}");
    }
}
