//! Operations, errors and entities as HTML.

use std::fmt::Write;

use protocol::html::escape;
use serde_json::{Map, Value};

/// An operation, folded: what it does, takes and answers. Examples are looked up by their names; those of
/// entities stand beside the entities.
pub(super) fn operation(verb: &str, path: &str, operation: &Value, examples: &Map<String, Value>) -> String {
    let mut html = format!(
        "<details id=\"{}\">\n<summary><b>{}</b> <code>{}</code> {}</summary>\n",
        text(operation, "operationId"),
        verb.to_uppercase(),
        escape(path),
        text(operation, "summary")
    );
    for paragraph in text(operation, "description").split("\n\n") {
        let _ = writeln!(html, "<p>{}</p>", code(paragraph));
    }
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let rows: String = parameters.into_iter().flatten().map(parameter).collect();
    if !rows.is_empty() {
        let _ = writeln!(html, "<table>\n<caption>Parameters</caption>\n{rows}</table>");
    }
    let bodies = operation.pointer("/requestBody/content").and_then(Value::as_object);
    for (content_type, body) in bodies.into_iter().flatten() {
        let schema = body.get("schema").map(kind).unwrap_or_default();
        let _ = writeln!(html, "<p>Body, <code>{}</code>: {schema}</p>", escape(content_type));
        html.push_str(&example_of(body, examples).map(written).unwrap_or_default());
    }
    html.push_str(&answers(operation));
    html.push_str(&own_example(operation, examples).map(written).unwrap_or_default());
    html.push_str(&events(operation));
    html.push_str("</details>\n");
    html
}

/// The example that a body or answer names.
fn example_of<'a>(media: &Value, examples: &'a Map<String, Value>) -> Option<&'a Value> {
    let name = media.pointer("/examples/example/$ref")?.as_str()?.rsplit('/').next()?;
    examples.get(name)?.get("value")
}

/// The example of an answer that is no entity and no list of one.
fn own_example<'a>(operation: &'a Value, examples: &'a Map<String, Value>) -> Option<&'a Value> {
    let content = operation.pointer("/responses/200/content")?.as_object()?;
    let media = content.values().next()?;
    let schema = media.get("schema")?;
    if schema.get("$ref").or(schema.pointer("/items/$ref")).is_some() {
        return None;
    }
    media.get("example").or_else(|| example_of(media, examples))
}

fn written(example: &Value) -> String {
    let text = match example {
        Value::String(text) => text.trim_end().to_owned(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    format!("<pre tabindex=\"0\">{}</pre>\n", escape(&text))
}

/// What a stream tells.
fn events(operation: &Value) -> String {
    let events = operation.get("x-events").and_then(Value::as_object).into_iter().flatten();
    let rows: String = events
        .map(|(name, event)| {
            let payload = event.get("payload").filter(|payload| !payload.is_null()).map(kind);
            format!(
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>\n",
                escape(name),
                payload.unwrap_or_default(),
                code(&text(event, "description"))
            )
        })
        .collect();
    let messages = operation.get("x-messages").and_then(Value::as_object).into_iter().flatten();
    let messages =
        messages.map(|(side, schema)| format!("<p>Messages of the {}: {}</p>\n", escape(side), kind(schema)));
    let messages: String = messages.collect();
    if rows.is_empty() {
        messages
    } else {
        format!("{messages}<table>\n<caption>Events</caption>\n{rows}</table>\n")
    }
}

/// The answers that are this operation's own, and the numbers of the errors that all share.
fn answers(operation: &Value) -> String {
    let answers = operation.get("responses").and_then(Value::as_object);
    let (shared, own): (Vec<_>, Vec<_>) =
        answers.into_iter().flatten().partition(|(_, answer)| answer.get("$ref").is_some());
    let rows: String = own.into_iter().map(|(status, answer)| self::answer(status, answer)).collect();
    let codes: Vec<&str> = shared.into_iter().map(|(status, _)| status.as_str()).collect();
    let mut html = format!("<table>\n<caption>Answers</caption>\n{rows}</table>\n");
    if !codes.is_empty() {
        let _ = writeln!(html, "<p><a href=\"#errors\">Errors</a>: {}</p>", codes.join(", "));
    }
    html
}

fn parameter(parameter: &Value) -> String {
    let schema = parameter.get("schema").unwrap_or(&Value::Null);
    let required = if parameter.get("required") == Some(&Value::Bool(true)) { "Required. " } else { "" };
    let limits = match (schema.get("default"), schema.get("maximum")) {
        (Some(default), Some(most)) => format!(" ({default} unless told otherwise, at most {most})"),
        _ => String::new(),
    };
    let example = parameter.get("example").map(|example| match example {
        Value::String(text) => format!(" (such as <code>{}</code>)", escape(text)),
        other => format!(" (such as <code>{}</code>)", escape(&other.to_string())),
    });
    let example = example.unwrap_or_default();
    format!(
        "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{required}{}{limits}{example}</td></tr>\n",
        text(parameter, "name"),
        text(parameter, "in"),
        kind(schema),
        code(&text(parameter, "description"))
    )
}

fn answer(status: &str, answer: &Value) -> String {
    let content = answer.get("content").and_then(Value::as_object);
    let schema = content.and_then(|content| content.values().next()?.get("schema"));
    format!(
        "<tr><td>{status}</td><td>{}</td><td>{}</td></tr>\n",
        code(&text(answer, "description")),
        schema.map(kind).unwrap_or_default()
    )
}

/// An error that operations share.
pub(super) fn error(name: &str, answer: &Value) -> String {
    let content = answer.get("content").and_then(Value::as_object);
    let example = content.and_then(|content| content.values().next()?.get("example"));
    let example = example.map(|example| escape(&example.to_string())).unwrap_or_default();
    format!(
        "<tr><td>{}</td><td>{}</td><td><code>{example}</code></td></tr>\n",
        escape(name),
        text(answer, "description")
    )
}

/// An entity, or what is sent: its fields, and an example.
pub(super) fn entity(name: &str, schema: &Value, example: Option<&Value>) -> String {
    let name = escape(name);
    let mut html = format!("<section>\n<h3 id=\"{name}\">{name}</h3>\n");
    html.push_str(&about(&text(schema, "description")));
    html.push_str("<table>\n");
    let fields = schema.get("properties").and_then(Value::as_object);
    for (field, schema) in fields.into_iter().flatten() {
        let _ = writeln!(
            html,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
            escape(field),
            kind(schema),
            code(&text(schema, "description"))
        );
    }
    if fields.is_none() {
        let _ = writeln!(html, "<tr><td>{}</td></tr>", kind(schema));
    }
    html.push_str("</table>\n");
    if let Some(example) = example {
        let _ = writeln!(html, "<details>\n<summary>Example</summary>\n{}</details>", written(example));
    }
    html.push_str("</section>\n");
    html
}

/// A description: a paragraph, and a list where it has one. The text is HTML already.
fn about(text: &str) -> String {
    let mut parts = text.split("\n- ");
    let first = parts.next().unwrap_or_default().trim();
    let items: String = parts.map(|item| format!("<li>{}</li>\n", code(item.trim()))).collect();
    match (first.is_empty(), items.is_empty()) {
        (true, _) => String::new(),
        (false, true) => format!("<p>{}</p>\n", code(first)),
        (false, false) => format!("<p>{}</p>\n<ul>\n{items}</ul>\n", code(first)),
    }
}

/// A type in words, with links to entities.
fn kind(schema: &Value) -> String {
    let null = if schema.get("nullable") == Some(&Value::Bool(true)) { " or null" } else { "" };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escape(name));
    }
    for several in ["allOf", "anyOf", "oneOf"] {
        if let Some(parts) = schema.get(several).and_then(Value::as_array) {
            return parts.iter().map(kind).collect::<Vec<_>>().join(" + ") + null;
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values =
            values.iter().filter_map(Value::as_str).map(|value| format!("<code>{}</code>", escape(value)));
        return values.collect::<Vec<_>>().join(" | ");
    }
    if let Some(fields) = schema.get("properties").and_then(Value::as_object) {
        let names = fields.keys().map(|name| format!("<code>{}</code>", escape(name)));
        return format!("files {}", names.collect::<Vec<_>>().join(", "));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => format!("list of {}{null}", schema.get("items").map(kind).unwrap_or_default()),
        Some(name) => format!("{}{null}", escape(name)),
        None => "anything".to_owned(),
    }
}

/// A text of a member, for HTML.
fn text(value: &Value, name: &str) -> String {
    escape(value.get(name).and_then(Value::as_str).unwrap_or_default())
}

/// What stands between backticks is code. The text is HTML already.
pub(super) fn code(text: &str) -> String {
    let parts = text.split('`').enumerate();
    parts.fold(String::new(), |mut html, (index, part)| {
        if index % 2 == 1 {
            let _ = write!(html, "<code>{part}</code>");
        } else {
            html.push_str(part);
        }
        html
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{code, kind};

    #[test]
    fn a_type_is_told_in_words() {
        let status = json!({ "$ref": "#/components/schemas/Status" });
        let link = "<a href=\"#Status\">Status</a>";
        assert_eq!(kind(&json!({ "allOf": [status], "nullable": true })), format!("{link} or null"));
        assert_eq!(kind(&json!({ "type": "array", "items": status })), format!("list of {link}"));
    }

    #[test]
    fn backticks_make_code() {
        assert_eq!(code("scope `read`."), "scope <code>read</code>.");
    }
}
