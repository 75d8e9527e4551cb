//! How much of a trend something is: more than was to be expected, and fading from its peak on.

use kinds::Millis;
use store::query::trend::Trend;

/// Fewer accounts make no trend.
pub(super) const LEAST: i64 = 5;
/// So long a peak is remembered: what was a trend is one again only when it is a greater one.
const MEMORY: i64 = 2 * Millis::DAY;

/// How fast trends of a kind fade.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fading {
    /// The score halves in this time.
    pub(super) half_life: i64,
    /// What is below is no trend any more.
    pub(super) least: f64,
}

/// Hashtags.
pub(super) const TAGS: Fading = Fading { half_life: 4 * Millis::HOUR, least: 1.0 };
/// Links.
pub(super) const LINKS: Fading = Fading { half_life: 8 * Millis::HOUR, least: 1.0 };
/// Statuses.
pub(super) const STATUSES: Fading = Fading { half_life: 2 * Millis::HOUR, least: 0.3 };

impl Fading {
    /// What is left of a peak after a time; 0 when that is too little.
    pub(super) fn left(self, peak: f64, age: i64) -> f64 {
        let left = peak * 0.5_f64.powf(as_float(age.max(0)) / as_float(self.half_life));
        if left < self.least { 0.0 } else { left }
    }

    /// A trend as it stands now, having been used by so many accounts today and yesterday; nothing when it is
    /// to be forgotten.
    pub(super) fn stands(self, old: Trend, (today, yesterday): (i64, i64), now: Millis) -> Option<Trend> {
        let fresh = surprise(today, yesterday);
        let remembered = now.since(old.peak_at) < MEMORY;
        let is_peak = !remembered || fresh > old.peak;
        let (peak, peak_at) = if is_peak { (fresh, now) } else { (old.peak, old.peak_at) };
        let score = self.left(peak, now.since(peak_at));
        (peak > 0.0).then_some(Trend { score, peak, peak_at, ..old })
    }
}

/// By how much more accounts than expected have used something: the square of the difference, in units of what
/// was expected.
pub(super) fn surprise(observed: i64, expected: i64) -> f64 {
    let expected = expected.max(1);
    if observed < LEAST || observed < expected {
        return 0.0;
    }
    as_float(observed - expected).powi(2) / as_float(expected)
}

/// Counts and times are small enough to be exact.
fn as_float(number: i64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Millis = Millis(1_000 * Millis::DAY);

    fn unknown() -> Trend {
        Trend { id: 1, account_id: None, language: None, score: 0.0, peak: 0.0, peak_at: Millis(0) }
    }

    #[test]
    fn few_accounts_are_no_trend_and_many_are_none_where_that_is_usual() {
        assert_eq!(surprise(4, 0), 0.0);
        assert_eq!(surprise(5, 0), 16.0);
        assert_eq!(surprise(100, 100), 0.0);
        assert_eq!(surprise(99, 100), 0.0);
        assert!(surprise(30, 10) < surprise(30, 5));
    }

    #[test]
    fn a_trend_fades_and_is_forgotten() {
        let first = TAGS.stands(unknown(), (5, 0), START).unwrap();
        assert_eq!((first.score, first.peak), (16.0, 16.0));
        let hours = |hours| START.plus(hours * Millis::HOUR);
        let later = TAGS.stands(first, (5, 0), hours(4)).unwrap();
        assert_eq!((later.score, later.peak), (8.0, 16.0), "as many as before are no news");
        let much_later = TAGS.stands(later, (0, 5), hours(17)).unwrap();
        assert_eq!(much_later.score, 0.0);
        let again = TAGS.stands(much_later, (5, 0), hours(20)).unwrap();
        assert_eq!(again.score, 0.0, "it was a trend already");
        let greater = TAGS.stands(again.clone(), (9, 0), hours(21)).unwrap();
        assert_eq!(greater.score, 64.0);
        assert_eq!(TAGS.stands(again, (0, 0), hours(48)), None);
    }
}
