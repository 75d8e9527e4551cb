//! The document itself: it says all that one has to know, and tools can read it.

use std::collections::BTreeSet;

use kinds::StreamEventKind;
use serde_json::{Map, Value};

use super::{
    super::document::streams::{ROOT, STREAMS},
    operations,
};
use crate::{
    testing::TestApp,
    testing_document::{misfits, resolved},
};

const JSON: &str = "application/json; charset=utf-8";

/// The document as it is served, to be asked by references.
struct Document(Value);

impl Document {
    fn new(app: &TestApp) -> Self {
        Self(serde_json::from_str(&super::super::document(&app.ctx)).unwrap())
    }

    /// A value, or what it refers to.
    #[track_caller]
    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolved(&self.0, value)
    }

    /// The operations as they stand there.
    fn operations(&self) -> impl Iterator<Item = &Value> {
        self.0["paths"].as_object().unwrap().values().flat_map(|verbs| verbs.as_object().unwrap().values())
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// Calls `look` with every object within a value.
fn each_object(value: &Value, look: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            look(map);
            map.values().for_each(|value| each_object(value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| each_object(value, look)),
        _ => {}
    }
}

#[tokio::test]
async fn every_operation_says_what_it_does_and_answers() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let operations = operations(&app.ctx);
    assert!(operations.len() > 90, "{}", operations.len());
    for operation in operations {
        for name in ["summary", "description"] {
            assert!(!text(&operation.json, name).is_empty(), "{operation} has no {name}");
        }
        let success = document.resolved(&operation.json["responses"]["200"]);
        let says_nothing = operation.json["responses"]["204"].is_object();
        let says = success["content"][JSON]["schema"].is_object();
        assert!(says || says_nothing, "{operation} does not say what it answers");
    }
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own_and_a_group() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let mut names = BTreeSet::new();
    let tags: Vec<&Value> = document.0["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    for operation in document.operations() {
        let name = text(operation, "operationId");
        assert!(!name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric()), "{name:?}");
        assert!(names.insert(name), "{name} is the name of two operations");
        assert!(tags.contains(&&operation["tags"][0]), "{name}: {}", operation["tags"]);
    }
}

#[tokio::test]
async fn every_operation_says_how_it_fails() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    for operation in operations(&app.ctx) {
        let mut expected = vec!["400", "401", "403", "429", "500", "503"];
        if !operation.path.starts_with("/oauth/") {
            expected.extend(["404", "422"]);
        }
        for status in expected {
            let answer = document.resolved(&operation.json["responses"][status]);
            assert!(!text(answer, "description").is_empty(), "{operation} says nothing of {status}");
            let schema = &answer["content"][JSON]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Error", "{operation} {status}");
        }
    }
}

#[tokio::test]
async fn every_answer_has_the_headers_of_rate_limits() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    for operation in operations(&app.ctx) {
        for (status, answer) in operation.json["responses"].as_object().unwrap() {
            let headers = &document.resolved(answer)["headers"];
            for name in ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"] {
                let header = document.resolved(&headers[name]);
                assert!(header["schema"]["type"].is_string(), "{operation} {status}: no {name}");
            }
        }
    }
}

#[tokio::test]
async fn every_parameter_is_explained() {
    let app = TestApp::start().await;
    let mut wrong = Vec::new();
    for operation in operations(&app.ctx) {
        for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (text(parameter, "name"), &parameter["schema"]);
            if text(parameter, "description").is_empty() {
                wrong.push(format!("{operation}: {name} is not explained"));
            }
            if !["type", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|word| schema.get(word).is_some()) {
                wrong.push(format!("{operation}: {name} has no type"));
            }
            if name == "limit" && !(schema["default"].is_u64() && schema["maximum"].is_u64()) {
                wrong.push(format!("{operation}: how long is a page? (document/sizes.rs)"));
            }
        }
        let fields =
            operation.fields().into_iter().filter(|(_, schema)| text(schema, "description").is_empty());
        wrong.extend(fields.map(|(name, _)| format!("{operation}: the field {name} is not explained")));
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_list_with_cursors_has_links() {
    let app = TestApp::start().await;
    for operation in operations(&app.ctx) {
        let has = |name: &str| operation.query().iter().any(|(found, _)| found == name);
        if has("max_id") && has("since_id") {
            let link = &operation.json["responses"]["200"]["headers"]["Link"];
            assert!(link.is_object(), "{operation} has no links to its other pages");
        }
    }
}

#[tokio::test]
async fn every_scope_is_one_of_those_that_tokens_are_given() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let flows = document.0["components"]["securitySchemes"]["OAuth2"]["flows"].as_object().unwrap();
    for operation in operations(&app.ctx) {
        let Some(scope) = operation.scope() else { continue };
        for (flow, of_flow) in flows {
            assert!(of_flow["scopes"][scope].is_string(), "{operation}: {scope} is not known to {flow}");
        }
    }
}

#[tokio::test]
async fn references_lead_somewhere_and_what_may_be_null_says_so_of_a_type() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    each_object(&document.0, &mut |object| {
        if let Some(Value::String(_)) = object.get("$ref") {
            document.resolved(&Value::Object(object.clone()));
        }
        if object.get("nullable") == Some(&Value::Bool(true)) {
            let has_type = ["type", "allOf", "anyOf", "oneOf"].iter().any(|word| object.contains_key(*word));
            assert!(has_type, "{object:?}");
        }
    });
}

#[tokio::test]
async fn every_type_and_every_field_is_explained() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let mut wrong = Vec::new();
    for (name, schema) in document.0["components"]["schemas"].as_object().unwrap() {
        if text(schema, "description").is_empty() {
            wrong.push(name.clone());
        }
        let fields = schema["properties"].as_object().into_iter().flatten();
        let silent = fields.filter(|(_, schema)| text(schema, "description").is_empty());
        wrong.extend(silent.map(|(field, _)| format!("{name}.{field}")));
        let fields = schema["properties"].as_object().into_iter().flatten();
        let null = fields.filter(|(_, schema)| schema["nullable"] == true);
        let silent = null.filter(|(_, schema)| !text(schema, "description").to_lowercase().contains("null"));
        wrong.extend(silent.map(|(field, _)| format!("{name}.{field}: when is it null?")));
    }
    assert!(wrong.is_empty(), "{} are not explained:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn every_answer_and_every_body_has_an_example_that_fits() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let mut wrong = Vec::new();
    for operation in operations(&app.ctx) {
        let bodies = operation.json["requestBody"]["content"].as_object().into_iter().flatten();
        // The copy of the operation has its bodies written out; the fields are the same.
        let answers = operation.json["responses"].as_object().unwrap().values();
        let contents = answers.map(|answer| &document.resolved(answer)["content"]);
        let answers = contents.filter_map(|content| content.as_object()).flatten();
        for (kind, media) in bodies.chain(answers) {
            let named = document.resolved(&media["examples"]["example"]).get("value");
            let Some(example) = named.or(media.get("example")) else {
                wrong.push(format!("{operation}: {kind} has no example (document/examples.json)"));
                continue;
            };
            let found = misfits(&document.0, &media["schema"], example);
            wrong.extend(found.into_iter().map(|what| format!("{operation}: the example of {kind}{what}")));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn parameters_that_are_no_ids_or_enums_have_an_example_that_fits() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    let mut wrong = Vec::new();
    for operation in operations(&app.ctx) {
        for parameter in operation.json["parameters"].as_array().into_iter().flatten() {
            let (name, schema) = (text(parameter, "name"), &parameter["schema"]);
            let is_id = name.trim_end_matches("[]").ends_with("id");
            let is_text = schema["type"] == "string" && schema.get("enum").is_none();
            match parameter.get("example") {
                Some(example) => wrong.extend(misfits(&document.0, schema, example)),
                None if is_text && !is_id => wrong.push(format!("{operation}: {name} has no example")),
                None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Whoever renames a field or takes a type away forgets its example easily.
#[test]
fn examples_are_of_what_is_there() {
    let values: Value = serde_json::from_str(include_str!("../document/examples.json")).unwrap();
    let committed = include_str!("../../../../../openapi/openapi.json");
    let document: Value = serde_json::from_str(committed).unwrap();
    for (name, example) in values["schemas"].as_object().unwrap() {
        let schema = &document["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is no type of the document");
        for field in example.as_object().into_iter().flat_map(Map::keys).filter(|field| *field != "=") {
            assert!(schema["properties"][field].is_object(), "{name} has no {field}");
        }
    }
    let operations = Document(document);
    let ids: Vec<&str> = operations.operations().map(|operation| text(operation, "operationId")).collect();
    for id in values["operations"].as_object().unwrap().keys() {
        assert!(ids.contains(&id.as_str()), "there is no operation {id}");
    }
}

#[tokio::test]
async fn streams_are_documented_with_what_they_tell() {
    let app = TestApp::start().await;
    let document = Document::new(&app);
    for (name, _, events) in STREAMS {
        let operation = &document.0["paths"][format!("{ROOT}/{}", name.replace(':', "/"))]["get"];
        assert!(operation["responses"]["200"]["content"]["text/event-stream"].is_object(), "{name}");
        let described = operation["x-events"].as_object().unwrap();
        assert_eq!(described.len(), events.len(), "{name}");
        assert!(described.values().all(|event| !text(event, "description").is_empty()), "{name}");
    }
    let socket = &document.0["paths"][ROOT]["get"];
    assert!(socket["responses"]["101"].is_object());
    assert_eq!(socket["x-events"].as_object().unwrap().len(), StreamEventKind::ALL.len());
    for side in ["server", "client"] {
        assert_eq!(document.resolved(&socket["x-messages"][side])["type"], "object");
    }
}

#[tokio::test]
async fn streams_are_asked_for_where_the_document_says() {
    let app = TestApp::start().await;
    for (name, ..) in STREAMS {
        let path = format!("{ROOT}/{}?tag=a&list=1", name.replace(':', "/"));
        app.get(&path).await.is_error(401, "Missing access token");
    }
    for path in ["/health", "/api/v1/streaming/health"] {
        assert_eq!(app.get(path).await.text(), "OK");
    }
}

#[tokio::test]
async fn the_document_is_served() {
    let app = TestApp::start().await;
    let served = app.get("/api/openapi.json").await.ok();
    assert_eq!(served, Document::new(&app).0);
}

#[tokio::test]
async fn the_pages_of_oauth_answer_what_the_document_says() {
    let app = TestApp::start().await;
    let document: Value = serde_json::from_str(&super::super::document(&app.ctx)).unwrap();
    for path in ["/oauth/authorize", "/oauth/authorize/native", "/oauth/authorized_applications"] {
        let answer = app.get_page(path).await;
        let described = &document["paths"][path]["get"]["responses"][answer.status.to_string()];
        assert!(described["description"].is_string(), "{path}: {}", answer.status);
        if let Some(content) = described["content"].as_object() {
            let kind = answer.headers["content-type"].to_str().unwrap();
            assert!(content.contains_key(kind), "{path}: {kind}");
        }
    }
}
