//! Words as people use them: a few everywhere, most hardly ever.

/// Words that there are.
const WORDS: f64 = 100_000.0;
/// Parts that words are put together from.
const SYLLABLES: [&str; 20] = [
    "ba", "ko", "ti", "ru", "ne", "sa", "lo", "mi", "pu", "de", "fa", "go", "vi", "zu", "he", "ja", "no",
    "qui", "wu", "xe",
];

/// The word in a place of the list of all words, the most common first.
pub fn word(rank: usize) -> String {
    let mut word = String::new();
    let mut rest = rank + SYLLABLES.len();
    while rest > 0 {
        word.push_str(SYLLABLES[rest % SYLLABLES.len()]);
        rest /= SYLLABLES.len();
    }
    word
}

/// Words of text `number`: how often a word comes is one over its place in the list (Zipf's law).
pub(super) fn text(number: i64, words: i64) -> String {
    let drawn = (0..words).map(|place| {
        let chance = noise(number * 64 + place) as f64 / u64::MAX as f64;
        word((chance * WORDS.ln()).exp() as usize - 1)
    });
    drawn.collect::<Vec<_>>().join(" ")
}

/// Numbers without visible order (splitmix64): the same ones each time.
pub(super) fn noise(number: i64) -> u64 {
    let mut x = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}
