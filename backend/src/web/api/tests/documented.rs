//! The document itself.

use serde_json::Value;

use super::operations;
use crate::testing::TestApp;

#[tokio::test]
async fn every_operation_says_what_it_does_and_answers() {
    let app = TestApp::start().await;
    let operations = operations(&app.ctx);
    assert!(operations.len() > 90, "{}", operations.len());
    for operation in operations {
        for name in ["summary", "description"] {
            let text = operation.json[name].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{operation} has no {name}");
        }
        let responses = operation.json["responses"].as_object().unwrap();
        let schema = |status: &str| {
            let content = responses.get(status).map(|response| &response["content"]);
            content.and_then(|content| content.pointer("/application~1json; charset=utf-8/schema").cloned())
        };
        let says_nothing = responses.contains_key("204");
        assert!(schema("200").is_some() || says_nothing, "{operation} does not say what it answers");
        assert!(responses.contains_key("429"), "{operation} does not say how it fails");
        let error = schema("429").unwrap();
        assert_eq!(error["$ref"], "#/components/schemas/Error", "{operation}");
    }
}

#[tokio::test]
async fn the_document_is_served() {
    let app = TestApp::start().await;
    let served = app.get("/api/openapi.json").await.ok();
    let made: Value = serde_json::from_str(&super::super::document(&app.ctx)).unwrap();
    assert_eq!(served, made);
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
