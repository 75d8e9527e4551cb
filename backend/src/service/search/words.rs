//! Words of display names, folded, so that "Élise" is found by "eli".

use kinds::AccountId;
use store::{Tx, query};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::error::Result;

/// Words of a name that are kept, and characters of a word.
const MAX_WORDS: usize = 10;
const MAX_CHARS: usize = 40;

/// Notes how an account can be found. To be called whenever its display name was set.
///
/// # Errors
/// When the database cannot be written.
pub async fn index_account(tx: &Tx, account: AccountId, display_name: &str) -> Result<()> {
    Ok(query::search::set_words(tx.conn(), account, &of_name(display_name)).await?)
}

/// The words of a display name.
fn of_name(name: &str) -> Vec<String> {
    let mut words = split(name);
    words.sort();
    words.dedup();
    words
}

/// The words somebody looks for, in order.
pub(super) fn of_query(text: &str) -> Vec<String> {
    split(text)
}

fn split(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '_' | '-' | '.')))
        .map(fold)
        .filter(|word| !word.is_empty())
        .take(MAX_WORDS)
        .collect()
}

/// Lower case, without accents and other marks.
fn fold(word: &str) -> String {
    word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).take(MAX_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(of_name("\u{c9}lise  M\u{fc}ller (she) :blob:"), ["blob", "elise", "muller", "she"]);
        assert_eq!(of_name("\u{1d517}\u{1d525}"), ["th"]);
        assert_eq!(of_query("Two words"), ["two", "words"]);
    }
}
