//! Types as tools read them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// What stands before the name of a type that is referred to.
pub(super) const PREFIX: &str = "#/components/schemas/";

/// Puts right what the generator says of types that may be null, and leaves out what nothing names.
pub(super) fn mend(document: &mut Value) {
    say_what_may_be_null(document);
    while forget_unnamed(document) {}
}

/// The generator writes `allOf: [Status, { nullable, description }]`, which says that null fits the
/// second part and not the first: it fits neither. Both words belong to the whole.
fn say_what_may_be_null(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(part) = annotations(map) {
                map.extend(part);
            }
            map.values_mut().for_each(say_what_may_be_null);
        }
        Value::Array(items) => items.iter_mut().for_each(say_what_may_be_null),
        _ => {}
    }
}

/// Takes out a second part that is no type but only words about the first.
fn annotations(map: &mut Map<String, Value>) -> Option<Map<String, Value>> {
    let parts = map.get_mut("allOf")?.as_array_mut()?;
    let [first, Value::Object(second)] = parts.as_slice() else { return None };
    let is_type = ["type", "$ref", "properties", "allOf", "anyOf", "oneOf", "enum"];
    if first.get("$ref").is_none() || is_type.iter().any(|word| second.contains_key(*word)) {
        return None;
    }
    match parts.pop() {
        Some(Value::Object(second)) => Some(second),
        _ => None,
    }
}

/// Drops the types that nothing refers to; whether there were any.
fn forget_unnamed(document: &mut Value) -> bool {
    let mut named = BTreeSet::new();
    collect(document, &mut named);
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return false;
    };
    let before = schemas.len();
    schemas.retain(|name, _| named.contains(name));
    schemas.len() < before
}

fn collect(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let name = map.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix(PREFIX));
            names.extend(name.map(str::to_owned));
            map.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::mend;

    #[test]
    fn what_may_be_null_is_said_of_the_whole() {
        let reference = json!({ "$ref": "#/components/schemas/Status" });
        let mut document = json!({
            "paths": [{ "allOf": [reference, { "description": "A boost", "nullable": true }] }],
        });
        mend(&mut document);
        let expected = json!({ "allOf": [reference], "description": "A boost", "nullable": true });
        assert_eq!(document["paths"][0], expected);
    }

    #[test]
    fn types_that_only_forgotten_ones_name_are_forgotten_too() {
        let mut document = json!({
            "paths": { "a": { "$ref": "#/components/schemas/Used" } },
            "components": { "schemas": {
                "Used": {},
                "Query": { "$ref": "#/components/schemas/Part" },
                "Part": {},
            } },
        });
        mend(&mut document);
        assert_eq!(document["components"]["schemas"], json!({ "Used": {} }));
    }
}
