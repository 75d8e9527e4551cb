//! The OpenAPI document, as generated, with what the generator cannot say put right.

use serde_json::{Map, Value, json};

use crate::ctx::Ctx;

/// The document as JSON text.
pub fn document(ctx: &Ctx) -> String {
    let generated = super::service(ctx).spec();
    let Ok(mut document) = serde_json::from_str::<Value>(&generated) else { return generated };
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
            name_scopes(operation);
            name_parameters(operation, &schemas);
            describe(operation);
        }
        paths.extend(super::document_pages::paths());
    }
    if let Some(document) = document.as_object_mut() {
        let components = document.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert("securitySchemes".to_owned(), security_schemes(ctx));
        }
    }
    serde_json::to_string_pretty(&document).unwrap_or(generated)
}

/// Extractors name their scope as `OAuth2|read:statuses`; the document wants `{"OAuth2": ["read:statuses"]}`.
fn name_scopes(operation: &mut Value) {
    let Some(security) = operation.get_mut("security").and_then(Value::as_array_mut) else { return };
    for requirement in security.iter_mut() {
        let named: Option<(String, String)> = requirement
            .as_object()
            .and_then(|schemes| schemes.keys().next())
            .and_then(|key| key.split_once('|'))
            .map(|(scheme, scope)| (scheme.to_owned(), scope.to_owned()));
        if let Some((scheme, scope)) = named {
            let scopes: Vec<String> = Some(scope).filter(|scope| !scope.is_empty()).into_iter().collect();
            *requirement = json!({ scheme: scopes });
        }
    }
}

/// Adds to the description what the rest of the document says of tokens and pages, in words.
fn describe(operation: &mut Value) {
    let requirements = operation.get("security").and_then(Value::as_array).cloned().unwrap_or_default();
    let scope = requirements.iter().find_map(|requirement| requirement.get("OAuth2")?.as_array());
    let is_optional = requirements.iter().any(|one| one.as_object().is_some_and(Map::is_empty));
    let token = match (scope.map(|scopes| scopes.first().and_then(Value::as_str)), is_optional) {
        (None, _) => "Needs no token.".to_owned(),
        (Some(None), _) => "Needs a token.".to_owned(),
        (Some(Some(scope)), false) => format!("Needs a token with the scope `{scope}`."),
        (Some(Some(scope)), true) => format!("Needs no token; one that is sent needs the scope `{scope}`."),
    };
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let has_cursor =
        |parameters: &Vec<Value>| parameters.iter().any(|one| one.get("name") == Some(&json!("max_id")));
    let paged = parameters.is_some_and(has_cursor).then(|| "Paged: follow the `Link` header.".to_owned());
    let own = operation.get("description").and_then(Value::as_str).map(str::to_owned);
    let parts: Vec<String> = own.into_iter().chain([token]).chain(paged).collect();
    if let Some(operation) = operation.as_object_mut() {
        operation.insert("description".to_owned(), json!(parts.join("\n\n")));
    }
}

/// A query that is read into a struct is one parameter for the generator; here each field becomes one.
fn name_parameters(operation: &mut Value, schemas: &Value) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    *parameters = std::mem::take(parameters)
        .into_iter()
        .flat_map(|parameter| fields(&parameter, schemas).unwrap_or_else(|| vec![parameter]))
        .collect();
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

fn security_schemes(ctx: &Ctx) -> Value {
    let scopes: Map<String, Value> = ["read", "write", "follow", "push", "profile"]
        .into_iter()
        .map(|scope| (scope.to_owned(), json!(format!("Everything under `{scope}`"))))
        .collect();
    json!({
        "OAuth2": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": ctx.url("/oauth/authorize"),
                    "tokenUrl": ctx.url("/oauth/token"),
                    "scopes": scopes,
                },
                "clientCredentials": { "tokenUrl": ctx.url("/oauth/token"), "scopes": scopes },
            }
        }
    })
}
