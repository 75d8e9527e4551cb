//! The API document as tests hold answers against it: whatever a server of a test answers must stand in the
//! document, with its status and its type.

use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate};
use poem::{Endpoint, Request, Response, Result, http::header};
use serde_json::{Map, Value};

use crate::{ctx::Ctx, web::api};

/// The same for all servers of a process, but for addresses that answers do not hold.
static DOCUMENT: OnceLock<Value> = OnceLock::new();

/// What types may say. The check knows these and no others.
const WORDS: [&str; 20] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "enum",
    "example",
    "format",
    "items",
    "maximum",
    "minimum",
    "nullable",
    "oneOf",
    "properties",
    "required",
    "title",
    "type",
    "readOnly",
];

/// A server whose answers are held against the document.
pub(crate) struct Documented<E>(pub(crate) E);

impl<E> Documented<E> {
    pub(crate) fn new(ctx: &Ctx, endpoint: E) -> Self {
        DOCUMENT.get_or_init(|| serde_json::from_str(&api::document(ctx)).unwrap());
        Self(endpoint)
    }
}

impl<E: Endpoint> Endpoint for Documented<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let (method, path) = (request.method().as_str().to_lowercase(), request.uri().path().to_owned());
        let answer = self.0.get_response(request).await;
        let Some(document) = DOCUMENT.get() else { return Ok(answer) };
        let Some((name, operation)) = find(document, &method, &path) else { return Ok(answer) };
        let status = answer.status();
        let described = resolved(document, &operation["responses"][status.as_str()]);
        assert!(described.is_object(), "{method} {name} answers {status}, and the document does not say so");
        let text =
            |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let schema = &described["content"][text(header::CONTENT_TYPE)]["schema"];
        if !text(header::CONTENT_TYPE).starts_with("application/json") {
            return Ok(answer);
        }
        assert!(
            schema.is_object(),
            "{method} {name} {status}: {} is not documented",
            text(header::CONTENT_TYPE)
        );
        let (parts, body) = answer.into_parts();
        let body = body.into_bytes().await.unwrap();
        let value: Value = serde_json::from_slice(&body).unwrap();
        let wrong = misfits(document, schema, &value);
        assert!(wrong.is_empty(), "{method} {name} {status} is not as documented: {wrong:#?}\n{value}");
        Ok(Response::from_parts(parts, body.into()))
    }
}

/// The operation of an address: its path, and what is said of it. Names stand before parameters.
fn find<'a>(document: &'a Value, method: &str, path: &str) -> Option<(&'a str, &'a Value)> {
    let asked: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_parameter = |part: &str| part.starts_with('{');
    let fits = |known: &str| {
        let known: Vec<&str> = known.split('/').collect();
        known.len() == asked.len()
            && known.iter().zip(&asked).all(|(known, asked)| known == asked || is_parameter(known))
    };
    let paths = document["paths"].as_object().unwrap();
    let found = paths.iter().filter(|(known, operations)| operations[method].is_object() && fits(known));
    let first = found.min_by_key(|(known, _)| known.split('/').map(is_parameter).collect::<Vec<_>>());
    first.map(|(known, operations)| (known.as_str(), &operations[method]))
}

/// A part of a document, or what it refers to.
pub(crate) fn resolved<'a>(document: &'a Value, part: &'a Value) -> &'a Value {
    let Some(reference) = part["$ref"].as_str() else { return part };
    let found = document.pointer(reference.trim_start_matches('#'));
    found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
}

/// What is wrong with a value under a type (OpenAPI 3.0, Schema Object); nothing when it fits. What a type
/// does not name must not be there.
pub(crate) fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut check = Check { document, wrong: Vec::new() };
    check.value("", schema, value);
    check.wrong
}

struct Check<'a> {
    document: &'a Value,
    wrong: Vec<String>,
}

impl<'a> Check<'a> {
    fn value(&mut self, at: &str, schema: &'a Value, value: &Value) {
        let schema = resolved(self.document, schema);
        for word in schema.as_object().unwrap().keys() {
            assert!(WORDS.contains(&word.as_str()), "{at}: this check does not know {word}");
        }
        if value.is_null() && schema["nullable"] == true {
            return;
        }
        if let Some([part]) = schema["allOf"].as_array().map(Vec::as_slice) {
            return self.value(at, part, value);
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return self.value(at, &parts[0], &without(value, &parts[1]));
        }
        if let Some(parts) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            if !parts.iter().any(|part| misfits(self.document, part, value).is_empty()) {
                self.wrong.push(format!("{at}: {value} is none of what it may be"));
            }
            return;
        }
        if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
            self.wrong.push(format!("{at}: {value} is no value of the enum"));
        }
        match schema["type"].as_str() {
            Some("object") => self.object(at, schema, value),
            Some("array") => self.array(at, schema, value),
            Some(kind) if !is(kind, schema["format"].as_str(), value) => {
                self.wrong.push(format!("{at}: {value} is no {kind}"));
            }
            _ => {}
        }
    }

    fn array(&mut self, at: &str, schema: &'a Value, value: &Value) {
        let Some(items) = value.as_array() else {
            return self.wrong.push(format!("{at}: {value} is no list"));
        };
        for (index, item) in items.iter().enumerate() {
            self.value(&format!("{at}/{index}"), &schema["items"], item);
        }
    }

    fn object(&mut self, at: &str, schema: &'a Value, value: &Value) {
        let Some(fields) = value.as_object() else {
            return self.wrong.push(format!("{at}: {value} is no object"));
        };
        for required in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(required.as_str().unwrap()) {
                self.wrong.push(format!("{at}: {required} is missing"));
            }
        }
        for (name, value) in fields {
            let at = format!("{at}/{name}");
            match (schema["properties"].get(name), schema.get("additionalProperties")) {
                (Some(schema), _) | (None, Some(schema)) => self.value(&at, schema, value),
                (None, None) => self.wrong.push(format!("{at} is not in the document")),
            }
        }
    }
}

/// An object without the fields of a type.
fn without(value: &Value, schema: &Value) -> Value {
    let known = schema["properties"].as_object();
    let fields = value.as_object().into_iter().flatten();
    let rest = fields.filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)));
    rest.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into()
}

/// Whether a value is of a type that holds no others.
fn is(kind: &str, format: Option<&str>, value: &Value) -> bool {
    let text = value.as_str();
    match (kind, format) {
        ("string", Some("date-time")) => text.is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok()),
        ("string", Some("date")) => text.is_some_and(|text| text.parse::<NaiveDate>().is_ok()),
        ("string", _) => text.is_some(),
        ("integer", _) => value.is_i64() || value.is_u64(),
        ("number", _) => value.is_number(),
        ("boolean", _) => value.is_boolean(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::misfits;

    #[test]
    fn what_is_not_documented_is_found() {
        let fox = json!({
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": { "type": "string" },
                "cubs": { "type": "array", "items": { "$ref": "#/fox" } },
                "born": { "type": "string", "format": "date-time", "nullable": true },
            },
        });
        let document = json!({ "fox": fox });
        let count = |value| misfits(&document, &fox, &value).len();
        assert_eq!(count(json!({ "name": "a", "born": null, "cubs": [{ "name": "b" }] })), 0);
        assert_eq!(count(json!({})), 1, "what is required is missing");
        assert_eq!(count(json!({ "name": 1 })), 1, "of another type");
        assert_eq!(count(json!({ "name": null })), 1, "null is said of those that may be null");
        assert_eq!(count(json!({ "name": "a", "born": "yesterday" })), 1, "of another form");
        assert_eq!(count(json!({ "name": "a", "tail": true })), 1, "not in the document");
        assert_eq!(count(json!({ "name": "a", "cubs": [{ "name": 1 }, {}] })), 2, "within others");
    }
}
