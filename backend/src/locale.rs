//! What people read in server-made pages and mails, by language. The texts are in `locales/*.json`;
//! the web app has its own.

use std::{collections::HashMap, sync::LazyLock};

/// A language that has texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

type Texts = HashMap<String, String>;

static EN: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../locales/en.json")));
static DE: LazyLock<Texts> = LazyLock::new(|| read(include_str!("../locales/de.json")));

/// The tests prove that the files can be read.
fn read(json: &str) -> Texts {
    serde_json::from_str(json).unwrap_or_default()
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language of a tag such as `de-AT`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            _ => None,
        }
    }

    /// The language a browser prefers of those there are (`Accept-Language`, RFC 9110 section 12.5.4).
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for item in header.split(',').take(20) {
            let (tag, parameters) = item.split_once(';').unwrap_or((item, ""));
            let quality = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |value| value.parse().ok());
            if let (Some(locale), Some(quality)) = (Self::from_tag(tag), quality)
                && quality > best.0
            {
                best = (quality, locale);
            }
        }
        best.1
    }

    /// The language's tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language's name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The text of a key; the key itself when there is none (a test finds those).
    pub fn text(self, key: &str) -> String {
        let texts = match self {
            Self::En => &EN,
            Self::De => &DE,
        };
        texts.get(key).or_else(|| EN.get(key)).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key with `{name}` replaced by its value.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        let mut text = self.text(key);
        for (name, value) in values {
            text = text.replace(&format!("{{{name}}}"), value);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let placeholders = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
        };
        assert!(!EN.is_empty());
        for (key, text) in EN.iter() {
            let german = DE.get(key).unwrap_or_else(|| panic!("{key} is missing in German"));
            assert_eq!(placeholders(text), placeholders(german), "{key}");
        }
        assert_eq!(EN.len(), DE.len());
    }

    #[test]
    fn every_key_in_the_source_has_a_text() {
        fn visit(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() {
                    visit(&path, found);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let source = std::fs::read_to_string(&path).unwrap();
                    let keys = source.split('"').filter(|text| {
                        ["page.", "mail.", "error."].iter().any(|start| text.starts_with(start))
                            && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_'))
                            && !text.ends_with('.')
                    });
                    found.extend(keys.map(str::to_owned));
                }
            }
        }
        let mut keys = Vec::new();
        for folder in ["src/web/auth", "src/mail"] {
            visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut keys);
        }
        assert!(keys.len() > 20);
        let missing: BTreeSet<_> = keys.into_iter().filter(|key| !EN.contains_key(key)).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn the_browser_decides_the_language() {
        assert_eq!(Locale::from_accept_language("fr, de-AT;q=0.8, en;q=0.5"), Locale::De);
        assert_eq!(Locale::from_accept_language("fr"), Locale::En);
        assert_eq!(Locale::from_accept_language("en;q=0.1, de;q=0.2"), Locale::De);
    }
}
