//! The few words of public pages, in the language the browser asks for.

use std::{collections::BTreeMap, sync::LazyLock};

use poem::{Request, http::header};
use serde::Deserialize;

/// The words of one language.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Words {
    pub(super) missing_title: String,
    pub(super) missing_text: String,
    pub(super) posts: String,
    pub(super) followers: String,
    pub(super) following: String,
    pub(super) sensitive: String,
    pub(super) rules: String,
    pub(super) contact: String,
    pub(super) earlier: String,
    pub(super) replies: String,
}

static WORDS: LazyLock<BTreeMap<String, Words>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../locales/pages.json")).unwrap_or_default());
static NONE: LazyLock<Words> = LazyLock::new(Words::default);

/// The words in the first language of `Accept-Language` that is known; English otherwise.
pub(super) fn words(request: &Request) -> &'static Words {
    let asked = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let known = asked.unwrap_or_default().split(',').find_map(|item| {
        let language = item.trim().split(['-', ';']).next().unwrap_or_default();
        WORDS.get(&language.to_ascii_lowercase())
    });
    known.or_else(|| WORDS.get("en")).unwrap_or(&NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_chooses_the_language() {
        let ask = |languages: &'static str| {
            let request = Request::builder().header(header::ACCEPT_LANGUAGE, languages).finish();
            words(&request).missing_title.as_str()
        };
        assert_eq!(ask("de-AT,de;q=0.9,en;q=0.5"), "Nicht gefunden");
        assert_eq!(ask("xx, en"), "Not found");
        assert_eq!(ask(""), "Not found");
    }
}
