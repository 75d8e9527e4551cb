//! Which rows of a long list need to exist: the ones in sight and a margin, with blank space in
//! place of the rest.

/// The rows to show and the blank space, in pixels, above and below them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Window {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) above: f64,
    pub(crate) below: f64,
}

/// Chooses the rows that touch `top - margin ..= top + view + margin`.
/// `heights` are measured or estimated; `top` is the scroll position within the list.
pub(crate) fn visible(heights: &[f64], top: f64, view: f64, margin: f64) -> Window {
    let (from, to) = (top - margin, top + view + margin);
    let total: f64 = heights.iter().sum();
    let mut window = Window::default();
    let mut edge = 0.0;
    for (row, height) in heights.iter().enumerate() {
        let bottom = edge + height;
        if bottom < from {
            window.start = row + 1;
            window.above = bottom;
        }
        if edge <= to {
            window.end = row + 1;
            window.below = total - bottom;
        }
        edge = bottom;
    }
    keep_some(window, heights, total)
}

/// Scrolled past either end, the nearest row stays, so that the list never is all blank.
fn keep_some(window: Window, heights: &[f64], total: f64) -> Window {
    match heights.last() {
        Some(last) if window.start >= heights.len() => {
            Window { start: heights.len() - 1, end: heights.len(), above: total - last, below: 0.0 }
        }
        _ => Window { end: window.end.max(window.start), ..window },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_is_in_sight_and_blank_space_for_the_rest() {
        let window = visible(&[100.0; 100], 1000.0, 500.0, 0.0);
        assert_eq!((window.start, window.end), (9, 16));
        assert_eq!(window.above, 900.0);
        assert_eq!(window.above + 700.0 + window.below, 10_000.0);
    }

    #[test]
    fn a_short_list_is_shown_whole() {
        let window = visible(&[100.0, 50.0], 0.0, 800.0, 400.0);
        assert_eq!(window, Window { start: 0, end: 2, above: 0.0, below: 0.0 });
        assert_eq!(visible(&[], 0.0, 800.0, 400.0), Window::default());
    }

    #[test]
    fn past_the_end_the_last_row_stays() {
        let window = visible(&[10.0, 10.0], 5000.0, 100.0, 0.0);
        assert_eq!((window.start, window.end, window.above), (1, 2, 10.0));
    }
}
