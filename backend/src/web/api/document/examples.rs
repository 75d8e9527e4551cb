//! Examples of answers, bodies and parameters. What cannot be made up from a type is in `examples.json`:
//! values by entity and field. An entity within another is that entity's own example.

use serde_json::{Map, Value, json};

use super::schemas::PREFIX;

/// - `fields`: texts for fields of that name, in whatever type.
/// - `schemas`: values of one type. `=Name` stands for the example of another; a field `=` names a type
///   whose values are taken over. A field that may be absent is absent unless it is named.
/// - `operations`: answers that are of no named type, by operation id.
/// - `parameters`: by name.
/// - `errors`: of OAuth, by status. Those of all other operations are in `answers`.
const VALUES: &str = include_str!("examples.json");
/// Types lie within each other no deeper than this.
const DEPTH: usize = 12;

/// Gives every answer, body and parameter of the document an example.
pub(super) fn add(document: &mut Value) {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).cloned();
    let examples = Examples {
        values: serde_json::from_str(VALUES).unwrap_or_default(),
        schemas: schemas.unwrap_or_default(),
    };
    let mut named = Map::new();
    let paths =
        document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        examples.illustrate(operation, &mut named);
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        named.sort_keys();
        components.insert("examples".to_owned(), named.into());
    }
}

/// What examples are made of.
struct Examples {
    values: Value,
    schemas: Map<String, Value>,
}

impl Examples {
    /// Adds examples to an operation; those with a name are collected in `named`.
    fn illustrate(&self, operation: &mut Value, named: &mut Map<String, Value>) {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            self.illustrate_parameter(parameter);
        }
        let body = operation.pointer_mut("/requestBody/content").and_then(Value::as_object_mut);
        for media in body.into_iter().flat_map(Map::values_mut) {
            self.illustrate_media(media, None, named);
        }
        let own = self.values.get("operations").and_then(|operations| operations.get(&id));
        let answers = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, answer) in answers.into_iter().flatten() {
            let error = self.values.get("errors").and_then(|errors| errors.get(status));
            let (name, own) =
                if error.is_some() { (format!("Error.{status}"), error) } else { (id.clone(), own) };
            let content = answer.get_mut("content").and_then(Value::as_object_mut);
            let json = content.into_iter().flatten().filter(|(kind, _)| kind.starts_with("application/json"));
            json.for_each(|(_, media)| self.illustrate_media(media, own.map(|own| (&*name, own)), named));
        }
    }

    fn illustrate_parameter(&self, parameter: &mut Value) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let example = self.values.get("parameters").and_then(|values| values.get(name)).cloned();
        let is_text =
            parameter.pointer("/schema/type").is_some_and(|kind| kind == "string" || kind == "array");
        if let (Some(example), Some(parameter), true) = (example, parameter.as_object_mut(), is_text) {
            parameter.insert("example".to_owned(), example);
        }
    }

    /// Names the example of a type, or of a list of it.
    fn illustrate_media(
        &self,
        media: &mut Value,
        own: Option<(&str, &Value)>,
        named: &mut Map<String, Value>,
    ) {
        let Some(schema) = media.get("schema") else { return };
        let found = match own {
            Some((id, value)) => Some((id.to_owned(), value.clone())),
            None => self.of_media(schema),
        };
        if let (Some((name, value)), Some(media)) = (found, media.as_object_mut()) {
            let reference = json!({ "$ref": format!("#/components/examples/{name}") });
            media.insert("examples".to_owned(), json!({ "example": reference }));
            named.insert(name, json!({ "value": value }));
        }
    }

    /// The example of a body or answer, and its name.
    fn of_media(&self, schema: &Value) -> Option<(String, Value)> {
        if let Some(name) = name(schema) {
            return Some((name.to_owned(), self.named(name, DEPTH)?));
        }
        if let Some(name) = schema.get("items").and_then(name) {
            return Some((format!("{name}.list"), json!([self.named(name, DEPTH)?])));
        }
        // A form with files: a named type, and beside it one that has only the files.
        let [body, files] = schema.get("allOf")?.as_array()?.as_slice() else { return None };
        let name = name(body)?;
        let mut value = self.named(name, DEPTH)?;
        for file in files.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            value.as_object_mut()?.insert(file.clone(), json!("(the file)"));
        }
        Some((format!("{name}.files"), value))
    }

    /// The example of a named type.
    fn named(&self, name: &str, depth: usize) -> Option<Value> {
        let schema = self.schemas.get(name)?;
        let given = self.given(name, depth.checked_sub(1)?)?;
        let Value::Object(mut given) = given else { return Some(given) };
        let Some(fields) = schema.get("properties").and_then(Value::as_object) else {
            return schema.pointer("/enum/0").cloned().or(Some(given.into()));
        };
        let mut example = Map::new();
        for (field, schema_of_field) in fields {
            let value = given.remove(field).or_else(|| {
                if is_required(schema, field) {
                    return self.made_up(field, schema_of_field, depth);
                }
                schema_of_field.get("nullable").map(|_| Value::Null)
            });
            example.extend(value.map(|value| (field.clone(), value)));
        }
        Some(example.into())
    }

    /// What `examples.json` says of a type, with the examples in it written out.
    fn given(&self, name: &str, depth: usize) -> Option<Value> {
        let mut given = self.values.get("schemas")?.get(name).cloned().unwrap_or_else(|| json!({}));
        if let Some(Value::String(base)) = given.as_object_mut().and_then(|given| given.shift_remove("=")) {
            let mut whole = self.given(&base, depth.checked_sub(1)?)?;
            whole.as_object_mut()?.extend(given.as_object().cloned()?);
            given = whole;
        }
        self.write_out(&mut given, depth);
        Some(given)
    }

    fn write_out(&self, value: &mut Value, depth: usize) {
        match value {
            Value::String(text) => {
                if let Some(example) = text.strip_prefix('=').and_then(|name| self.named(name, depth)) {
                    *value = example;
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.write_out(item, depth)),
            Value::Object(map) => map.values_mut().for_each(|value| self.write_out(value, depth)),
            _ => {}
        }
    }

    /// An example of a field of which nothing is said; `None` for texts.
    fn made_up(&self, field: &str, schema: &Value, depth: usize) -> Option<Value> {
        if let Some(name) = name(schema) {
            return self.named(name, depth.checked_sub(1)?);
        }
        if let Some(first) = schema.pointer("/enum/0") {
            return Some(first.clone());
        }
        let word = |name: &str| schema.get(name).and_then(Value::as_str).unwrap_or_default();
        Some(match (word("type"), word("format")) {
            (_, "date-time") => json!("2026-03-10T12:00:00.000Z"),
            (_, "date") => json!("2026-03-10"),
            ("string", _) => self.values.get("fields")?.get(field)?.clone(),
            ("boolean", _) => json!(false),
            ("integer" | "number", _) => json!(0),
            ("array", _) => {
                let item = schema.get("items").and_then(|items| self.made_up(field, items, depth));
                Value::Array(item.into_iter().collect())
            }
            ("object", _) => json!({}),
            _ => return None,
        })
    }
}

/// The named type that a schema refers to, alone or with words of its own.
fn name(schema: &Value) -> Option<&str> {
    let reference = schema.get("$ref").or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
        [only] => only.get("$ref"),
        _ => None,
    });
    reference?.as_str()?.strip_prefix(PREFIX)
}

fn is_required(schema: &Value, field: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|required| required.iter().any(|name| name == field))
}
