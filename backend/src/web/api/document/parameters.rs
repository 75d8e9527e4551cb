//! Parameters as the document wants them: one for each field, explained, with defaults and limits.

use serde_json::{Map, Value, json};

use super::{names, sizes};

/// A query that is read into a struct is one parameter for the generator; here each field becomes one.
pub(super) fn name(path: &str, operation: &mut Value, schemas: &Value) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    *parameters = std::mem::take(parameters)
        .into_iter()
        .flat_map(|parameter| fields(&parameter, schemas).unwrap_or_else(|| vec![parameter]))
        .collect();
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        explain(path, parameter);
        limit(path, parameter);
    }
}

/// The fields of a parameter that is a struct, as parameters of their own.
fn fields(parameter: &Value, schemas: &Value) -> Option<Vec<Value>> {
    if parameter.get("in")?.as_str()? != "query" {
        return None;
    }
    let name = parameter.pointer("/schema/$ref")?.as_str()?.rsplit('/').next()?;
    let schema = schemas.get(name)?;
    let properties = schema.get("properties")?.as_object()?;
    let is_required = |name: &String| {
        let required = schema.get("required").and_then(Value::as_array);
        required.is_some_and(|required| required.iter().any(|field| field == name))
    };
    let fields = properties.iter().map(|(name, schema)| {
        let list = schema.get("type").is_some_and(|kind| kind == "array");
        let wire = if list { format!("{name}[]") } else { name.clone() };
        json!({ "name": wire, "in": "query", "required": is_required(name), "schema": schema, "explode": true })
    });
    Some(fields.collect())
}

/// A description belongs to the parameter, not to its type.
fn explain(path: &str, parameter: &mut Map<String, Value>) {
    if parameter.contains_key("description") {
        return;
    }
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
    let of_address = (parameter.get("in") == Some(&json!("path"))).then(|| json!(names::object(path, name)));
    let schema = parameter.get_mut("schema").and_then(Value::as_object_mut);
    let of_field = schema.and_then(|schema| schema.remove("description"));
    if let Some(description) = of_field.or(of_address) {
        parameter.insert("description".to_owned(), description);
    }
}

/// How long pages are.
fn limit(path: &str, parameter: &mut Map<String, Value>) {
    if parameter.get("name") != Some(&json!("limit")) {
        return;
    }
    if let (Some((default, most)), Some(schema)) =
        (sizes::sizes(path), parameter.get_mut("schema").and_then(Value::as_object_mut))
    {
        schema.insert("default".to_owned(), json!(default));
        schema.insert("maximum".to_owned(), json!(most));
    }
}
