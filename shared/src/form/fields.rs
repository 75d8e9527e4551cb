//! Ways to read single fields that types alone do not tell (`deserialize_with`).

use std::{fmt, str::FromStr};

use kinds::FilterAction;
use serde::{Deserialize, Deserializer, de};

/// A text or a number, kept as text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl de::Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Text, E> {
                Ok(Text(number.to_string()))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

/// A list of ids or names of which those unknown are left out: an id that was never handed out
/// is as good as one that is gone.
pub(crate) fn known<'de, D: Deserializer<'de>, T: FromStr>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    let texts = Option::<Vec<Text>>::deserialize(deserializer)?;
    Ok(texts.map(|texts| texts.iter().filter_map(|Text(text)| text.parse().ok()).collect()))
}

/// A list, or a text with an item a line.
pub(crate) fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let items = Vec::<String>::deserialize(deserializer)?;
    let lines = items.iter().flat_map(|item| item.split_whitespace());
    Ok(lines.map(str::to_owned).collect())
}

/// A paging cursor: digits. One beyond every id is the greatest id.
pub(crate) fn cursor<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let Some(Text(text)) = Option::<Text>::deserialize(deserializer)? else { return Ok(None) };
    let digits = text.strip_prefix('-').unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(de::Error::custom("expected an id"));
    }
    Ok(Some(text.parse().unwrap_or(if digits.len() < text.len() { i64::MIN } else { i64::MAX })))
}

/// A field of which "empty" means something else than "not there".
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// What a filter does. Clients may know more actions than this server: those are warnings here.
pub(crate) fn action<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FilterAction>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?.filter(|name| !name.is_empty());
    Ok(name.map(|name| name.parse().unwrap_or(FilterAction::Warn)))
}
