//! Bodies and parameters that are not what they should be: a clear error, and nothing changes.

use serde_json::{Map, Value, json};

use super::{Objects, Operation, assert_refused, operations};

async fn send(objects: &Objects, operation: &Operation, kind: &str, body: &[u8]) -> crate::testing::Answer {
    let headers =
        vec![("authorization", format!("Bearer {}", objects.alice.token)), ("content-type", kind.to_owned())];
    objects.app.send(operation.method.clone(), &objects.address(operation), headers, body.to_vec()).await
}

/// A value that does not fit, whatever else is forgiven.
fn misfit(schema: &Value) -> Value {
    if schema["type"] == "boolean" { json!("perhaps") } else { json!(true) }
}

#[tokio::test]
async fn fields_of_the_wrong_type_are_422_and_named() {
    let objects = Objects::new().await;
    let before = objects.seen_by_owner().await;
    for operation in operations(&objects.app.ctx) {
        // OAuth has an error code of its own for this.
        let status = if operation.path.starts_with("/oauth/") { 400 } else { 422 };
        for (name, schema) in operation.fields() {
            let body = Value::Object(Map::from_iter([(name.clone(), misfit(&schema))]));
            let answer = send(&objects, &operation, "application/json", body.to_string().as_bytes()).await;
            // An application's token is asked for, and this is a user's.
            if operation.to_string() != "POST /api/v1/accounts" {
                assert_refused(&operation, &answer, &[status]);
                assert!(answer.body.to_string().contains(&name), "{operation} {name}: {}", answer.body);
            }
        }
    }
    assert_eq!(objects.seen_by_owner().await, before);
}

#[tokio::test]
async fn parameters_of_the_wrong_type_are_422_and_named() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx) {
        for (name, kind) in operation.query() {
            if kind == "boolean" || kind == "integer" {
                let path = format!("{}?{name}=perhaps", objects.address(&operation));
                let token = Some(objects.alice.token.as_str());
                let answer = objects.app.request(operation.method.clone(), &path, token, None).await;
                assert_refused(&operation, &answer, &[422]);
                assert!(answer.body["error"].as_str().unwrap().contains(&name), "{operation} {name}");
            }
        }
    }
}

#[tokio::test]
async fn bodies_that_cannot_be_read_are_400() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx).iter().filter(|operation| operation.has_body()) {
        if operation.to_string() == "POST /api/v1/accounts" {
            continue;
        }
        for (kind, body) in [
            ("application/json", &b"{\"status\": "[..]),
            ("application/json", b"\xff\xfe"),
            ("application/x-www-form-urlencoded", b"status=%ff"),
        ] {
            assert_refused(operation, &send(&objects, operation, kind, body).await, &[400]);
        }
    }
}

#[tokio::test]
async fn bodies_that_are_too_large_are_413() {
    let objects = Objects::new().await;
    let text = "x".repeat(100_000);
    for operation in operations(&objects.app.ctx).iter().filter(|operation| operation.has_body()) {
        if operation.to_string() == "POST /api/v1/accounts" {
            continue;
        }
        for (kind, body) in [
            ("application/json", json!({ "status": text }).to_string()),
            ("application/x-www-form-urlencoded", format!("status={text}")),
        ] {
            assert_refused(operation, &send(&objects, operation, kind, body.as_bytes()).await, &[413]);
        }
    }
}

#[tokio::test]
async fn fields_that_nobody_knows_are_ignored() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx).iter().filter(|operation| operation.has_body()) {
        let without = send(&objects, operation, "application/json", b"{}").await;
        let with = send(&objects, operation, "application/json", b"{\"no_such\": {\"field\": [1]}}").await;
        assert_eq!(with.status, without.status, "{operation}: {}", with.body);
    }
}
