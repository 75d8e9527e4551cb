//! How old something is, in the coarse steps a feed shows, and how long it takes.

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// An age for the header of a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ago {
    /// Less than a minute, or in the future by a skewed clock.
    Now,
    Minutes(i64),
    Hours(i64),
    /// One to six days.
    Days(i64),
    /// Within about a year: month and day tell it.
    ThisYear,
    Earlier,
}

impl Ago {
    /// The age at `now` of something made at `then` (both in milliseconds since 1970).
    pub(crate) fn between(now: i64, then: i64) -> Self {
        match now.saturating_sub(then) {
            age if age < MINUTE => Self::Now,
            age if age < HOUR => Self::Minutes(age / MINUTE),
            age if age < DAY => Self::Hours(age / HOUR),
            age if age < 7 * DAY => Self::Days(age / DAY),
            age if age < 300 * DAY => Self::ThisYear,
            _ => Self::Earlier,
        }
    }
}

/// A length in seconds as players write it: `0:08`, `1:02:03`.
pub(crate) fn clock(seconds: f64) -> String {
    let all = seconds.round().max(0.0) as u64;
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_become_coarser_with_time() {
        assert_eq!(Ago::between(100, 4_000), Ago::Now);
        assert_eq!(Ago::between(59 * MINUTE, 0), Ago::Minutes(59));
        assert_eq!(Ago::between(5 * HOUR + MINUTE, 0), Ago::Hours(5));
        assert_eq!(Ago::between(6 * DAY, 0), Ago::Days(6));
        assert_eq!(Ago::between(8 * DAY, 0), Ago::ThisYear);
        assert_eq!(Ago::between(400 * DAY, 0), Ago::Earlier);
    }

    #[test]
    fn lengths_are_written_as_players_do() {
        assert_eq!(clock(8.04), "0:08");
        assert_eq!(clock(59.7), "1:00");
        assert_eq!(clock(3723.0), "1:02:03");
        assert_eq!(clock(-1.0), "0:00");
    }
}
