//! The operations of the API document.

use std::{fmt, str::FromStr};

use poem::http::Method;
use serde_json::{Map, Value};

use crate::{
    ctx::Ctx,
    web::api::{aliases::today, document},
};

/// An operation, as the document tells it.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) method: Method,
    /// With the names of its parameters in braces.
    pub(super) path: String,
    /// What the document says.
    pub(super) json: Value,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// All operations of the API, each at its address of today.
pub(super) fn operations(ctx: &Ctx) -> Vec<Operation> {
    all(ctx).filter(|operation| !is_page(operation) && today(&operation.path).is_none()).collect()
}

/// What is described in the document too, but is a page for browsers, or a stream.
pub(super) fn pages(ctx: &Ctx) -> Vec<Operation> {
    all(ctx).filter(is_page).collect()
}

fn is_page(operation: &Operation) -> bool {
    let others = ["/oauth/authorize", "/api/v1/streaming", "/health"];
    others.iter().any(|path| operation.path.starts_with(path))
}

fn all(ctx: &Ctx) -> impl Iterator<Item = Operation> {
    let document: Value = serde_json::from_str(&document(ctx)).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let paths = document["paths"].as_object().unwrap();
    let all: Vec<_> = paths
        .iter()
        .flat_map(|(path, operations)| {
            operations.as_object().unwrap().iter().map(|(verb, json)| Operation {
                method: Method::from_str(&verb.to_uppercase()).unwrap(),
                path: path.clone(),
                json: resolved(json, schemas),
            })
        })
        .collect();
    all.into_iter()
}

/// The request body's schemas with references replaced; the answers are left as they are.
fn resolved(operation: &Value, schemas: &Map<String, Value>) -> Value {
    let mut operation = operation.clone();
    if let Some(body) = operation.get_mut("requestBody") {
        resolve(body, schemas, 8);
    }
    operation
}

fn resolve(value: &mut Value, schemas: &Map<String, Value>, depth: usize) {
    if depth == 0 {
        return;
    }
    let reference = value.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|name| name.strip_prefix("#/components/schemas/"));
    if let Some(found) = name.and_then(|name| schemas.get(name)) {
        *value = found.clone();
    }
    match value {
        Value::Object(map) => map.values_mut().for_each(|value| resolve(value, schemas, depth - 1)),
        Value::Array(items) => items.iter_mut().for_each(|value| resolve(value, schemas, depth - 1)),
        _ => {}
    }
}

impl Operation {
    /// The scope it names, if it looks at tokens.
    pub(super) fn scope(&self) -> Option<&str> {
        let requirements = self.json["security"].as_array()?;
        requirements.iter().find_map(|requirement| requirement["OAuth2"].as_array())?.first()?.as_str()
    }

    /// Whether it looks at tokens.
    pub(super) fn reads_tokens(&self) -> bool {
        self.json["security"].as_array().is_some_and(|requirements| !requirements.is_empty())
    }

    /// Whether nobody gets in without a token.
    pub(super) fn needs_token(&self) -> bool {
        let requirements = self.json["security"].as_array();
        requirements.is_some_and(|all| {
            !all.is_empty() && all.iter().all(|one| one.as_object().is_some_and(|one| !one.is_empty()))
        })
    }

    /// Whether it reads a body.
    pub(super) fn has_body(&self) -> bool {
        self.json.get("requestBody").is_some()
    }

    /// The fields of its body with their schemas.
    pub(super) fn fields(&self) -> Vec<(String, Value)> {
        let kinds = ["application~1json", "application~1x-www-form-urlencoded"];
        let properties = kinds.iter().find_map(|kind| {
            self.json.pointer(&format!("/requestBody/content/{kind}/schema/properties")).cloned()
        });
        let fields = properties.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
        fields.into_iter().collect()
    }

    /// Its parameters in the address, with their types.
    pub(super) fn query(&self) -> Vec<(String, String)> {
        let parameters = self.json["parameters"].as_array().cloned().unwrap_or_default();
        let of_query = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        of_query.map(|one| (text(&one["name"]), text(&one["schema"]["type"]))).collect()
    }
}
