//! Former addresses in the document: as today's, and deprecated.

use serde_json::{Map, Value, json};

use super::names;
use crate::web::api::aliases::today;

/// The former addresses of these paths, with their operations.
pub(super) fn paths(paths: &Map<String, Value>) -> Map<String, Value> {
    let former = paths.iter().filter_map(|(path, operations)| {
        let (version, rest) = path.strip_prefix("/api/")?.split_once('/')?;
        let former = format!("/api/{version}_alpha/{rest}");
        (today(&former)? == *path).then(|| (former.clone(), deprecated(&former, path, operations)))
    });
    former.collect()
}

fn deprecated(former: &str, path: &str, operations: &Value) -> Value {
    let mut operations = operations.clone();
    for (verb, operation) in operations.as_object_mut().into_iter().flatten() {
        names::name(verb, former, operation);
        let own = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("The former address of `{path}`.\n\n{own}");
        if let Some(operation) = operation.as_object_mut() {
            operation.insert("description".to_owned(), json!(description));
            operation.insert("deprecated".to_owned(), json!(true));
        }
    }
    operations
}
