//! What every operation may answer besides its entity: errors, and how many requests are left.

use poem_openapi::ApiResponse;
use serde_json::{Map, Value, json};

use crate::web::error::ApiError;

const JSON: &str = "application/json; charset=utf-8";

/// Headers by the names that the document has for them.
const RATE_LIMITS: [(&str, &str); 3] = [
    ("X-RateLimit-Limit", "RateLimitLimit"),
    ("X-RateLimit-Remaining", "RateLimitRemaining"),
    ("X-RateLimit-Reset", "RateLimitReset"),
];

/// Names errors that all operations share instead of writing them out, and headers of all answers.
pub(super) fn refer(operation: &mut Value) {
    let Some(answers) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let shared = shared();
    for (status, answer) in answers.iter_mut() {
        let is_same =
            |error: &&Shared| error.0 == *status && answer.get("description") == Some(&json!(error.1));
        match shared.iter().find(is_same).and_then(|error| name(&error.0)) {
            Some(name) => *answer = json!({ "$ref": format!("#/components/responses/{name}") }),
            None => add_headers(answer),
        }
    }
}

/// The errors that are named, by name.
pub(super) fn responses() -> Map<String, Value> {
    let named = shared().into_iter().filter_map(|(status, description)| {
        let example = json!({ "error": example(&status) });
        let schema = json!({ "$ref": "#/components/schemas/Error" });
        let content = json!({ JSON: { "schema": schema, "example": example } });
        let mut answer = json!({ "description": description, "content": content });
        add_headers(&mut answer);
        if let (Some(headers), Some((header, value))) =
            (answer.get_mut("headers").and_then(Value::as_object_mut), own_header(&status))
        {
            headers.insert(header.to_owned(), value);
        }
        Some((name(&status)?.to_owned(), answer))
    });
    named.collect()
}

/// The headers that are named, by name.
pub(super) fn headers() -> Value {
    let header = |description: &str, schema: Value| json!({ "description": description, "schema": schema });
    let count = || json!({ "type": "integer", "format": "int64" });
    json!({
        "RateLimitLimit": header("How many requests the tightest of the limits that count allows.", count()),
        "RateLimitRemaining": header("How many of them are left.", count()),
        "RateLimitReset": header("When all of them are there again.", json!({ "type": "string", "format": "date-time" })),
    })
}

/// Status and description.
type Shared = (String, &'static str);

/// The errors of the one error type.
fn shared() -> Vec<Shared> {
    let all = ApiError::meta().responses.into_iter();
    all.filter_map(|answer| Some((answer.status?.to_string(), answer.description))).collect()
}

fn name(status: &str) -> Option<&'static str> {
    Some(match status {
        "400" => "BadRequest",
        "401" => "Unauthorized",
        "403" => "Forbidden",
        "404" => "NotFound",
        "413" => "TooLarge",
        "422" => "Unprocessable",
        "429" => "TooManyRequests",
        "500" => "InternalError",
        "503" => "Unavailable",
        _ => return None,
    })
}

/// What such an error says, for instance.
fn example(status: &str) -> &'static str {
    match status {
        "400" => "The body is not JSON",
        "401" => "The access token is invalid",
        "403" => "This action is outside the authorized scopes",
        "404" => "Record not found",
        "413" => "The file is too large",
        "422" => "Validation failed: Text can't be blank",
        "429" => "Too many requests",
        "503" => "Something this needs is not available now",
        _ => "Something went wrong on our end",
    }
}

/// A header that this error has and no other.
fn own_header(status: &str) -> Option<(&'static str, Value)> {
    let text =
        |description: &str, kind: &str| json!({ "description": description, "schema": { "type": kind } });
    match status {
        "401" => Some(("WWW-Authenticate", text("How to show a token (RFC 6750).", "string"))),
        "429" => Some(("Retry-After", text("Seconds until the next request may succeed.", "integer"))),
        _ => None,
    }
}

fn add_headers(answer: &mut Value) {
    let Some(answer) = answer.as_object_mut() else { return };
    let headers = answer.entry("headers").or_insert_with(|| json!({}));
    for (header, name) in RATE_LIMITS {
        if let Some(headers) = headers.as_object_mut() {
            headers.insert(header.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
        }
    }
}
