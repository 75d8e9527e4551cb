//! The API document as a page for people: plain HTML made once at the start. Nothing is loaded from
//! elsewhere and nothing runs in it.

use std::fmt::Write;

use protocol::html::escape;
use serde_json::{Map, Value};

/// The page for a document (OpenAPI 3, JSON text).
pub fn page(document: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let text = |pointer: &str| escape(document.pointer(pointer).and_then(Value::as_str).unwrap_or_default());
    let empty = Map::new();
    let object = |pointer: &str| document.pointer(pointer).and_then(Value::as_object).unwrap_or(&empty);
    let mut operations = String::new();
    for (path, verbs) in object("/paths") {
        for (verb, operation) in verbs.as_object().into_iter().flatten() {
            operations.push_str(&self::operation(verb, path, operation));
        }
    }
    let entities: String =
        object("/components/schemas").iter().map(|(name, schema)| entity(name, schema)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} API</title>\n\
         <link rel=\"stylesheet\" href=\"/assets/docs.css\">\n</head>\n<body>\n<main>\n<h1>{title} API</h1>\n\
         <p>{description}</p>\n<p>Version {version}. For programs: \
         <a href=\"/api/openapi.json\">openapi.json</a>.</p>\n\
         <h2 id=\"operations\">Operations</h2>\n{operations}\
         <h2 id=\"entities\">Entities</h2>\n{entities}</main>\n</body>\n</html>\n",
        title = text("/info/title"),
        description = text("/info/description"),
        version = text("/info/version"),
    )
}

fn operation(verb: &str, path: &str, operation: &Value) -> String {
    let text = |name: &str| escape(operation.get(name).and_then(Value::as_str).unwrap_or_default());
    let mut html = format!(
        "<details>\n<summary><b>{}</b> <code>{}</code> {}</summary>\n",
        verb.to_uppercase(),
        escape(path),
        text("summary")
    );
    for paragraph in text("description").split("\n\n") {
        let _ = writeln!(html, "<p>{paragraph}</p>");
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let rows: String = parameters.into_iter().flatten().map(parameter).collect();
    if !rows.is_empty() {
        let _ = writeln!(html, "<table>\n<caption>Parameters</caption>\n{rows}</table>");
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        let _ = writeln!(html, "<p>Body: {}</p>", kind(body));
    }
    let answers = operation.get("responses").and_then(Value::as_object);
    let rows: String =
        answers.into_iter().flatten().map(|(status, answer)| self::answer(status, answer)).collect();
    let _ = writeln!(html, "<table>\n<caption>Answers</caption>\n{rows}</table>\n</details>");
    html
}

fn parameter(parameter: &Value) -> String {
    let text = |name: &str| escape(parameter.get(name).and_then(Value::as_str).unwrap_or_default());
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let required = if parameter.get("required") == Some(&Value::Bool(true)) { "required" } else { "" };
    let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    format!(
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{required} {}</td></tr>\n",
        text("name"),
        text("in"),
        kind(schema),
        escape(description)
    )
}

fn answer(status: &str, answer: &Value) -> String {
    let content = answer.get("content").and_then(Value::as_object);
    let schema = content.and_then(|content| content.values().next()?.get("schema"));
    format!(
        "<tr><td>{status}</td><td>{}</td><td>{}</td></tr>\n",
        escape(answer.get("description").and_then(Value::as_str).unwrap_or_default()),
        schema.map(kind).unwrap_or_default()
    )
}

fn entity(name: &str, schema: &Value) -> String {
    let description = escape(schema.get("description").and_then(Value::as_str).unwrap_or_default());
    let mut html = format!("<h3 id=\"{0}\">{0}</h3>\n<p>{description}</p>\n<table>\n", escape(name));
    let fields = schema.get("properties").and_then(Value::as_object);
    for (field, schema) in fields.into_iter().flatten() {
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        let _ = writeln!(
            html,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            escape(field),
            kind(schema),
            escape(description)
        );
    }
    if fields.is_none() {
        let _ = writeln!(html, "<tr><td>{}</td></tr>", kind(schema));
    }
    html.push_str("</table>\n");
    html
}

/// A type in words, with links to entities.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escape(name));
    }
    for several in ["allOf", "anyOf", "oneOf"] {
        if let Some(parts) = schema.get(several).and_then(Value::as_array) {
            return parts.iter().map(kind).collect::<Vec<_>>().join(" + ");
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values =
            values.iter().filter_map(Value::as_str).map(|value| format!("<code>{}</code>", escape(value)));
        return values.collect::<Vec<_>>().join(" | ");
    }
    let null = if schema.get("nullable") == Some(&Value::Bool(true)) { " or null" } else { "" };
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => format!("list of {}{null}", schema.get("items").map(kind).unwrap_or_default()),
        Some(name) => format!("{}{null}", escape(name)),
        None => "anything".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_page_shows_every_operation_and_runs_nothing() {
        let app = TestApp::start().await;
        let answer = app.get("/api/docs").await;
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
        let policy = answer.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'"), "{policy}");
        let html = answer.text();
        assert!(html.contains("<b>POST</b> <code>/api/v1/statuses</code> Post"));
        assert!(html.contains("<h3 id=\"Status\">"));
        assert!(!html.contains("<script") && !html.contains("style="));
        for link in html.split("href=\"#").skip(1) {
            let name = link.split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"{name}\"")), "{name} leads nowhere");
        }
        assert_eq!(app.get("/assets/docs.css").await.status, 200);
    }
}
