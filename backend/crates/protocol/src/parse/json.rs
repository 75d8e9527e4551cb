//! Bytes to a JSON tree that is safe to walk: size, encoding and depth checked, lone surrogates
//! repaired, known prefixes taken off keys, reshaping keywords refused.

use serde_json::{Map, Value};

use super::{MAX_BODY, ParseError};

/// Deepest nesting of objects and lists.
const MAX_DEPTH: usize = 64;

/// Namespaces whose terms are known by their local names.
const PREFIXES: &[&str] = &[
    "as:",
    "https://www.w3.org/ns/activitystreams#",
    "toot:",
    "http://joinmastodon.org/ns#",
    "sec:",
    "https://w3id.org/security#",
    "ostatus:",
    "http://ostatus.org#",
    "schema:",
    "http://schema.org#",
    "misskey:",
    "https://misskey-hub.net/ns#",
    "litepub:",
    "http://litepub.social/ns#",
    "gts:",
    "https://gotosocial.org/ns#",
    "fedibird:",
    "http://fedibird.com/ns#",
    "https://w3id.org/fep/044f#",
];

pub(super) fn read(bytes: &[u8]) -> Result<Value, ParseError> {
    if bytes.len() > MAX_BODY {
        return Err(ParseError::TooLarge);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ParseError::NotUtf8)?;
    check_depth(bytes)?;
    let repaired = if text.contains("\\u") { repair_surrogates(text) } else { text.to_owned() };
    // Of repeated keys the last counts, everywhere.
    let mut value: Value = serde_json::from_str(&repaired).map_err(|_| ParseError::NotJson)?;
    if !value.is_object() {
        return Err(ParseError::NotAnObject);
    }
    normalize(&mut value)?;
    Ok(value)
}

/// Counts open brackets outside of strings, before a parser recurses into them.
fn check_depth(bytes: &[u8]) -> Result<(), ParseError> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in bytes {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(ParseError::TooDeep);
        }
    }
    Ok(())
}

/// Replaces escapes of half a surrogate pair, which no text can hold, by U+FFFD.
fn repair_surrogates(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let Some((before, escape)) = rest.split_at_checked(at) else { break };
        repaired.push_str(before);
        let length = match code_unit(escape) {
            Some(0xd800..=0xdbff) if matches!(escape.get(6..).and_then(code_unit), Some(0xdc00..=0xdfff)) => {
                12
            }
            Some(0xd800..=0xdfff) => {
                repaired.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            Some(_) => 6,
            // A two-character escape; the second may be a backslash.
            None => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (kept, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        repaired.push_str(kept);
        rest = after;
    }
    repaired.push_str(rest);
    repaired
}

/// The code unit of a `\uXXXX` escape at the beginning of `text`.
fn code_unit(text: &str) -> Option<u32> {
    u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok()
}

/// Renames prefixed keys to their local names and refuses reshaping keywords. Contexts are left
/// alone: they are not read at all.
fn normalize(value: &mut Value) -> Result<(), ParseError> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(normalize),
        Value::Object(map) => {
            rename_keys(map)?;
            map.iter_mut().filter(|(key, _)| *key != "@context").try_for_each(|(_, value)| normalize(value))
        }
        _ => Ok(()),
    }
}

fn rename_keys(map: &mut Map<String, Value>) -> Result<(), ParseError> {
    let mut renamed = Vec::new();
    for key in map.keys() {
        match key.as_str() {
            "@graph" | "@included" | "@reverse" => return Err(ParseError::Reshaped),
            "@id" => renamed.push((key.clone(), "id")),
            "@type" => renamed.push((key.clone(), "type")),
            _ => {}
        }
    }
    let prefixed = map.keys().filter(|key| key.contains(':'));
    let renamed: Vec<(String, String)> = renamed
        .into_iter()
        .map(|(key, name)| (key, name.to_owned()))
        .chain(prefixed.map(|key| (key.clone(), local_name(key).to_owned())))
        .filter(|(key, name)| key != name)
        .collect();
    for (key, name) in renamed {
        if let Some(value) = map.remove(&key) {
            // The plain spelling wins over a prefixed one.
            map.entry(name).or_insert(value);
        }
    }
    Ok(())
}

/// A term or type without a known prefix.
pub(super) fn local_name(name: &str) -> &str {
    PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_surrogates_are_replaced_and_whole_ones_kept() {
        let value = read(br#"{"a":"x\ud800y \ud83e\udd98 \\ud800 \udc00 \" \u00e9"}"#).unwrap();
        assert_eq!(value["a"], "x\u{fffd}y \u{1f998} \\ud800 \u{fffd} \" \u{e9}");
    }

    #[test]
    fn keys_lose_known_prefixes_only() {
        let value =
            read(br#"{"@id":"1","as:to":"p","to":"q","toot:blurhash":"h","vcard:bday":"d"}"#).unwrap();
        assert_eq!(value["id"], "1");
        assert_eq!(value["to"], "q");
        assert_eq!(value["blurhash"], "h");
        assert_eq!(value["vcard:bday"], "d");
    }

    #[test]
    fn unsafe_documents_are_refused() {
        assert_eq!(read(b"[]"), Err(ParseError::NotAnObject));
        assert_eq!(read(b"{"), Err(ParseError::NotJson));
        assert_eq!(read(b"{\"a\":NaN}"), Err(ParseError::NotJson));
        assert_eq!(read(b"{\"a\":\"\xff\"}"), Err(ParseError::NotUtf8));
        assert_eq!(read("[".repeat(100).as_bytes()), Err(ParseError::TooDeep));
        assert_eq!(read(&vec![b' '; MAX_BODY + 1]), Err(ParseError::TooLarge));
        assert_eq!(read(br#"{"a":[{"@graph":[]}]}"#), Err(ParseError::Reshaped));
        assert!(read(br#"{"@context":{"x":{"@reverse":"y"}}}"#).is_ok());
    }
}
