//! The API document as a page for people: plain HTML made once at the start. Nothing is loaded from
//! elsewhere; one script of ours hides what one does not look for.

mod parts;

use std::{collections::BTreeMap, fmt::Write};

use protocol::html::escape;
use serde_json::{Map, Value};

/// The page for a document (OpenAPI 3, JSON text).
pub fn page(document: &str) -> String {
    let document: Value = serde_json::from_str(document).unwrap_or_default();
    let text = |pointer: &str| escape(document.pointer(pointer).and_then(Value::as_str).unwrap_or_default());
    let empty = Map::new();
    let object = |pointer: &str| document.pointer(pointer).and_then(Value::as_object).unwrap_or(&empty);
    let examples = object("/components/examples");
    let entities: String = object("/components/schemas")
        .iter()
        .map(|(name, schema)| {
            parts::entity(name, schema, examples.get(name).and_then(|one| one.get("value")))
        })
        .collect();
    let errors: String =
        object("/components/responses").iter().map(|(name, answer)| parts::error(name, answer)).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} API</title>\n\
         <link rel=\"icon\" href=\"/favicon.ico\">\n\
         <link rel=\"stylesheet\" href=\"/assets/docs.css\">\n\
         <script src=\"/assets/docs.js\" defer></script>\n</head>\n<body>\n<main>\n<h1>{title} API</h1>\n\
         <p>{description}</p>\n<p>Version {version}. For programs: \
         <a href=\"/api/openapi.json\">openapi.json</a>. \
         Below: <a href=\"#operations\">operations</a>, <a href=\"#errors\">errors</a>, \
         <a href=\"#entities\">entities</a>.</p>\n\
         <p id=\"search\" role=\"search\" hidden><label>Search <input type=\"search\" \
         placeholder=\"statuses, read:lists, Poll …\" autocomplete=\"off\"></label>\
         <output></output></p>\n\
         <h2 id=\"operations\">Operations</h2>\n{operations}\
         <h2 id=\"errors\">Errors</h2>\n\
         <p>Every error is an <a href=\"#Error\">Error</a>.</p>\n<table>\n{errors}</table>\n\
         <h2 id=\"entities\">Entities</h2>\n{entities}</main>\n</body>\n</html>\n",
        title = text("/info/title"),
        description = parts::code(&text("/info/description")),
        version = text("/info/version"),
        operations = operations(object("/paths"), examples),
    )
}

/// All operations, under the names of their groups.
fn operations(paths: &Map<String, Value>, examples: &Map<String, Value>) -> String {
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for (path, verbs) in paths {
        for (verb, operation) in verbs.as_object().into_iter().flatten() {
            let group = operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
            groups.entry(group).or_default().push_str(&parts::operation(verb, path, operation, examples));
        }
    }
    groups.into_iter().fold(String::new(), |mut html, (group, operations)| {
        let _ = write!(html, "<section>\n<h3>{}</h3>\n{operations}</section>\n", escape(group));
        html
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::TestApp;

    #[tokio::test]
    async fn the_page_shows_every_operation_and_loads_nothing_from_elsewhere() {
        let app = TestApp::start().await;
        let answer = app.get("/api/docs").await;
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
        let policy = answer.headers["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"), "{policy}");
        let html = answer.text();
        assert!(html.contains("<b>POST</b> <code>/api/v1/statuses</code> Post"));
        assert!(html.contains("id=\"Status\""));
        assert!(html.contains("&quot;status&quot;: &quot;A fox! #foxes&quot;"), "a body's example");
        assert!(html.contains("&quot;votes_count&quot;: 3"), "an entity's example");
        assert!(!html.contains("<script>") && !html.contains("style="), "inline code");
        for link in html.split("href=\"#").skip(1) {
            let name = link.split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"{name}\"")), "{name} leads nowhere");
        }
        for loaded in html.split("src=\"").skip(1).chain(html.split("<link rel=").skip(1)) {
            assert!(!loaded.split('>').next().unwrap().contains("//"), "{loaded}");
        }
        for file in ["docs.css", "docs.js"] {
            assert_eq!(app.get(&format!("/assets/{file}")).await.status, 200, "{file}");
        }
    }
}
