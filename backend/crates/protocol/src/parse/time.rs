//! Times and durations, as leniently as they are written (`quirks.md`: offsets without colon,
//! spaces for `T`, any number of fraction digits).

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Utc};

/// Reads a time; years outside 0–9999 are no time.
pub(super) fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if text.len() > 64 {
        return None;
    }
    let text = text.replacen(' ', "T", 1);
    let local = |format: &str| NaiveDateTime::parse_from_str(&text, format).ok().map(|time| time.and_utc());
    let time = DateTime::parse_from_rfc3339(&text)
        .or_else(|_| DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z"))
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| local("%Y-%m-%dT%H:%M:%S%.f"))
        .or_else(|| local("%Y-%m-%dT%H:%M"))
        .or_else(|| {
            NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0).map(|time| time.and_utc())
        })?;
    (0..=9999).contains(&time.year()).then_some(time)
}

/// Reads an ISO 8601 duration of hours, minutes and seconds (`PT1H2M3.5S`), in seconds.
pub(super) fn duration(text: &str) -> Option<f64> {
    let mut rest = text.trim().strip_prefix("PT")?;
    let mut seconds = 0.0;
    for (unit, factor) in [('H', 3600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.parse::<f64>().ok()? * factor;
            rest = after;
        }
    }
    (rest.is_empty() && (0.0..=1e8).contains(&seconds)).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_their_spellings() {
        let expected: DateTime<Utc> = "2026-03-10T11:00:00Z".parse().unwrap();
        for text in [
            "2026-03-10T11:00:00Z",
            "2026-03-10T13:00:00+02:00",
            "2026-03-10T11:00:00+0000",
            "2026-03-10 11:00:00",
            "2026-03-10T11:00:00.000000Z",
            "2026-03-10T11:00",
        ] {
            assert_eq!(parse(text), Some(expected), "{text}");
        }
        assert_eq!(parse("2026-03-10").unwrap().to_rfc3339(), "2026-03-10T00:00:00+00:00");
        for text in ["", "not a date", "+12026-01-01T00:00:00Z", "2026-13-01T00:00:00Z"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn durations_are_seconds() {
        assert_eq!(duration("PT1M3S"), Some(63.0));
        assert_eq!(duration("PT12.5S"), Some(12.5));
        assert_eq!(duration("PT1H"), Some(3600.0));
        assert_eq!(duration("P1D"), None);
        assert_eq!(duration("PTxS"), None);
    }
}
