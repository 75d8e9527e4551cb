//! The OpenAPI document, as generated, with what the generator cannot say put right.

mod aliases;
mod answers;
mod examples;
mod names;
mod pages;
mod parameters;
mod schemas;
mod sizes;
pub(super) mod streams;

use serde_json::{Map, Value, json};

use crate::ctx::Ctx;

/// The document as JSON text.
pub fn document(ctx: &Ctx) -> String {
    let generated = super::service(ctx).spec();
    let Ok(mut document) = serde_json::from_str::<Value>(&generated) else { return generated };
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return generated };
    for (path, operations) in paths.iter_mut() {
        for (verb, operation) in operations.as_object_mut().into_iter().flatten() {
            name_scopes(operation);
            names::name(verb, path, operation);
            parameters::name(path, operation, &schemas);
            describe(operation);
            answers::refer(operation);
        }
    }
    for (path, mut operations) in pages::paths().into_iter().chain(streams::paths()) {
        for (verb, operation) in operations.as_object_mut().into_iter().flatten() {
            names::name(verb, &path, operation);
        }
        paths.insert(path, operations);
    }
    let former = aliases::paths(paths);
    paths.extend(former);
    let (tags, security) = (tags(&document), security_schemes(ctx, &document));
    if let Some(document) = document.as_object_mut() {
        document.insert("tags".to_owned(), tags);
        let components = document.entry("components").or_insert_with(|| json!({}));
        if let Some(components) = components.as_object_mut() {
            components.insert("securitySchemes".to_owned(), security);
            components.insert("responses".to_owned(), answers::responses().into());
            components.insert("headers".to_owned(), answers::headers());
        }
    }
    streams::add_schemas(&mut document);
    schemas::mend(&mut document);
    examples::add(&mut document);
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
        (Some(None), false) => "Needs a token.".to_owned(),
        (Some(None), true) => "Needs no token; one that is sent may have any scope.".to_owned(),
        (Some(Some(scope)), false) => format!("Needs a token with the scope `{scope}`."),
        (Some(Some(scope)), true) => format!("Needs no token; one that is sent needs the scope `{scope}`."),
    };
    let paged = operation.pointer("/responses/200/headers/Link").is_some();
    let paged = paged.then(|| "Paged: follow the `Link` header.".to_owned());
    let own = operation.get("description").and_then(Value::as_str).map(str::to_owned);
    let parts: Vec<String> = own.into_iter().chain([token]).chain(paged).collect();
    if let Some(operation) = operation.as_object_mut() {
        operation.insert("description".to_owned(), json!(parts.join("\n\n")));
    }
}

/// How tokens are had, and the scopes that operations name together with those that hold them.
fn security_schemes(ctx: &Ctx, document: &Value) -> Value {
    let mut scopes: Map<String, Value> = Map::new();
    for operation in operations(document) {
        let requirements = operation.get("security").and_then(Value::as_array).into_iter().flatten();
        let named = requirements.filter_map(|requirement| requirement.get("OAuth2")?.get(0)?.as_str());
        for scope in named {
            if let Some((whole, part)) = scope.split_once(':') {
                scopes.insert(whole.to_owned(), json!(format!("Everything under `{whole}`")));
                scopes.insert(scope.to_owned(), json!(format!("Of `{whole}`: {}", part.replace('_', " "))));
            } else {
                scopes.insert(scope.to_owned(), json!(format!("Everything under `{scope}`")));
            }
        }
    }
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

/// The operations' tags, each once.
fn tags(document: &Value) -> Value {
    let mut tags: Vec<&str> =
        operations(document).filter_map(|operation| operation.pointer("/tags/0")?.as_str()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.into_iter().map(|name| json!({ "name": name })).collect()
}

/// All operations of a document.
fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document.get("paths").and_then(Value::as_object);
    paths.into_iter().flat_map(Map::values).filter_map(Value::as_object).flat_map(Map::values)
}
