//! What a person's filters make of a post. The server says which of them match; each applies only in
//! the places it was made for.

use shared::{
    entities::FilterResult,
    kinds::{FilterAction, FilterContext},
};

/// How a post is shown; the strongest filter decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Verdict {
    #[default]
    Show,
    /// Its pictures are veiled.
    Blur,
    /// Only the names of the filters are shown until the person asks.
    Warn(String),
    Hide,
}

/// The verdict for a post shown in `place`.
pub(crate) fn judge(results: &[FilterResult], place: FilterContext) -> Verdict {
    let here: Vec<_> = results
        .iter()
        .map(|result| &result.filter)
        .filter(|filter| filter.context.contains(&place))
        .collect();
    let with = |action: FilterAction| here.iter().filter(move |filter| filter.filter_action == action);
    if with(FilterAction::Hide).next().is_some() {
        return Verdict::Hide;
    }
    let titles: Vec<&str> = with(FilterAction::Warn).map(|filter| filter.title.as_str()).collect();
    match (titles.is_empty(), here.is_empty()) {
        (false, _) => Verdict::Warn(titles.join(", ")),
        (true, false) => Verdict::Blur,
        (true, true) => Verdict::Show,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(title: &str, action: &str) -> FilterResult {
        let filter = serde_json::json!({
            "id": "1", "title": title, "context": ["home"], "expires_at": null, "filter_action": action,
        });
        serde_json::from_value(serde_json::json!({
            "filter": filter, "keyword_matches": null, "status_matches": null,
        }))
        .unwrap()
    }

    #[test]
    fn filters_apply_only_where_they_were_made_for() {
        let results = [result("Football", "hide")];
        assert_eq!(judge(&results, FilterContext::Home), Verdict::Hide);
        assert_eq!(judge(&results, FilterContext::Thread), Verdict::Show);
    }

    #[test]
    fn each_place_has_filters_of_its_own() {
        for &place in FilterContext::ALL {
            for (action, verdict) in
                [("hide", Verdict::Hide), ("warn", Verdict::Warn("Rain".into())), ("blur", Verdict::Blur)]
            {
                let mut only = result("Rain", action);
                only.filter.context = vec![place];
                for &other in FilterContext::ALL {
                    let expected = if other == place { verdict.clone() } else { Verdict::Show };
                    assert_eq!(judge(std::slice::from_ref(&only), other), expected, "{place} in {other}");
                }
            }
        }
        assert_eq!(judge(&[], FilterContext::Home), Verdict::Show);
    }

    #[test]
    fn hiding_wins_over_everything() {
        let results = [result("Football", "warn"), result("Spiders", "hide"), result("Rain", "blur")];
        assert_eq!(judge(&results, FilterContext::Home), Verdict::Hide);
    }

    #[test]
    fn warnings_name_their_filters_and_win_over_blurring() {
        let results = [result("Football", "warn"), result("Spiders", "blur"), result("Rain", "warn")];
        assert_eq!(judge(&results, FilterContext::Home), Verdict::Warn("Football, Rain".into()));
        assert_eq!(judge(&results[1..2], FilterContext::Home), Verdict::Blur);
    }
}
