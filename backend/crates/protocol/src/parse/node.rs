//! Reading fields in whatever shape they come: one value or a list, a text or an object with an
//! id, `null` or nothing.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{json::local_name, time};
use crate::{
    Uri, html,
    vocab::{Audience, Grantees, PUBLIC_ALIASES},
};

/// Addresses read from one list.
const MAX_ADDRESSES: usize = 1000;

/// A JSON object of a document.
#[derive(Clone, Copy)]
pub(super) struct Node<'a>(&'a Map<String, Value>);

impl<'a> Node<'a> {
    pub(super) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    /// A field that is there and not null.
    pub(super) fn get(self, key: &str) -> Option<&'a Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// A field's object, or the first object of its list.
    pub(super) fn node(self, key: &str) -> Option<Node<'a>> {
        self.items(key, 16).into_iter().find_map(Node::of)
    }

    /// A field's values as a list of at most `cap`.
    pub(super) fn items(self, key: &str, cap: usize) -> Vec<&'a Value> {
        let mut found = Vec::new();
        if let Some(value) = self.get(key) {
            flatten(value, cap, 3, &mut found);
        }
        found
    }

    /// The document's id.
    pub(super) fn id(self) -> Option<Uri> {
        self.get("id").and_then(Value::as_str).and_then(|id| Uri::parse(id).ok())
    }

    /// The types, without prefixes.
    pub(super) fn kinds(self) -> Vec<&'a str> {
        self.items("type", 8).into_iter().filter_map(Value::as_str).map(local_name).collect()
    }

    /// A field's text: a string, or the first of a list, or a JSON-LD value object.
    pub(super) fn text(self, key: &str) -> Option<&'a str> {
        self.items(key, 4).into_iter().find_map(text_of)
    }

    /// A field's text as one clean line of at most `max` characters; `None` when nothing is left.
    pub(super) fn line(self, key: &str, max: usize) -> Option<String> {
        Some(html::clean_line(self.text(key)?, max)).filter(|line| !line.is_empty())
    }

    /// The first usable id of a field.
    pub(super) fn uri(self, key: &str) -> Option<Uri> {
        self.items(key, 16).into_iter().find_map(uri_of)
    }

    /// The usable ids of a field, distinct.
    pub(super) fn uris(self, key: &str, cap: usize) -> Vec<Uri> {
        distinct(self.items(key, cap).into_iter().filter_map(uri_of))
    }

    pub(super) fn boolean(self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Value::Bool(value) => Some(*value),
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_i64().map(|number| number != 0),
            _ => None,
        }
    }

    /// A count: never negative, written as a number or as digits.
    pub(super) fn count(self, key: &str) -> Option<u64> {
        match self.get(key)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
        .filter(|count| *count <= u64::from(u32::MAX))
    }

    pub(super) fn number(self, key: &str) -> Option<f64> {
        let number = match self.get(key)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number| number.is_finite())
    }

    pub(super) fn time(self, key: &str) -> Option<DateTime<Utc>> {
        self.text(key).and_then(time::parse)
    }

    /// The document's addresses.
    pub(super) fn audience(self) -> Audience {
        let (to, cc) = (self.grantees("to"), self.grantees("cc"));
        let hidden = self.grantees("bto").ids.into_iter().chain(self.grantees("bcc").ids);
        Audience {
            public_to: to.public,
            public_cc: cc.public,
            to: to.ids,
            cc: cc.ids,
            hidden: distinct(hidden),
            groups: self.grantees("audience").ids,
        }
    }

    /// A list of actors and collections, with "everyone" told apart.
    pub(super) fn grantees(self, key: &str) -> Grantees {
        let items = self.items(key, MAX_ADDRESSES);
        let name = |value: &'a Value| {
            value.as_str().or_else(|| value.get("id").and_then(Value::as_str)).map(str::trim)
        };
        Grantees {
            public: items.iter().filter_map(|value| name(value)).any(|name| PUBLIC_ALIASES.contains(&name)),
            ids: distinct(
                items
                    .iter()
                    .filter(|value| !name(value).is_some_and(|name| PUBLIC_ALIASES.contains(&name)))
                    .filter_map(|value| uri_of(value)),
            ),
        }
    }
}

/// Lists of lists, single values and lists written as objects with numbers for keys, all as one list.
fn flatten<'a>(value: &'a Value, cap: usize, depth: usize, found: &mut Vec<&'a Value>) {
    if found.len() >= cap || depth == 0 {
        return;
    }
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| flatten(item, cap, depth - 1, found)),
        Value::Object(map) => {
            let numbered = |key: &String| key.chars().all(|c| c.is_ascii_digit());
            if !map.keys().all(numbered) {
                found.push(value);
            }
            let members = map.iter().filter(|(key, _)| numbered(key));
            members.for_each(|(_, item)| flatten(item, cap, depth - 1, found));
        }
        _ => found.push(value),
    }
}

fn text_of(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("@value").and_then(Value::as_str))
}

/// The id a value stands for: a string, an object's `id`, or a Link's `href`.
pub(super) fn uri_of(value: &Value) -> Option<Uri> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(map) => map.get("id").or_else(|| map.get("href")).and_then(Value::as_str)?,
        _ => return None,
    };
    Uri::parse(text).ok()
}

pub(super) fn distinct(uris: impl Iterator<Item = Uri>) -> Vec<Uri> {
    let mut seen = std::collections::HashSet::new();
    uris.filter(|uri| seen.insert(uri.clone())).collect()
}
