//! Boosts that come in a row are one row: what people wrote themselves is not buried under them.

use std::ops::Range;

/// Fewer in a row stand for themselves.
const FEWEST: usize = 4;

/// A row of a feed, by the indexes of its entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Single(usize),
    Folded(Range<usize>),
}

/// Cuts a list into rows. `is_boost` and `is_open` tell of the entry at an index; a run with an entry
/// that is open stays unfolded, also when it has grown since.
pub(crate) fn fold(
    count: usize,
    is_boost: impl Fn(usize) -> bool,
    is_open: impl Fn(usize) -> bool,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < count {
        let run = (at..count).take_while(|&index| is_boost(index)).count();
        let range = at..at + run.max(1);
        at = range.end;
        if run >= FEWEST && !range.clone().any(&is_open) {
            pieces.push(Piece::Folded(range));
        } else {
            pieces.extend(range.map(Piece::Single));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(boosts: &str, open: &[usize]) -> Vec<Piece> {
        let letters: Vec<char> = boosts.chars().collect();
        fold(letters.len(), |at| letters[at] == 'b', |at| open.contains(&at))
    }

    #[test]
    fn a_long_run_of_boosts_is_one_row() {
        assert_eq!(shape("pbbbbp", &[]), vec![Piece::Single(0), Piece::Folded(1..5), Piece::Single(5)]);
    }

    #[test]
    fn a_short_run_stands_for_itself() {
        assert_eq!(shape("bbb", &[]), vec![Piece::Single(0), Piece::Single(1), Piece::Single(2)]);
        assert_eq!(shape("", &[]), vec![]);
    }

    #[test]
    fn an_opened_run_stays_open_when_it_grows() {
        assert_eq!(shape("bbbbb", &[3]).len(), 5);
    }
}
