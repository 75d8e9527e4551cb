//! What belongs to somebody does not exist for others.

use serde_json::json;

use super::{Objects, assert_refused, objects::with_parameter, operations};

#[tokio::test]
async fn private_things_do_not_exist_for_others_and_stay_as_they_are() {
    let objects = Objects::new().await;
    let before = objects.seen_by_owner().await;
    for operation in operations(&objects.app.ctx).iter().filter(|one| Objects::is_private(one)) {
        let body = operation.has_body().then(|| json!({ "status": "changed" }));
        let answer = objects.ask(operation, Some(&objects.bob.token), body).await;
        assert_refused(operation, &answer, &[404]);
        if !operation.needs_token() {
            assert_refused(operation, &objects.ask(operation, None, None).await, &[404]);
        }
    }
    assert_eq!(objects.seen_by_owner().await, before);
}

#[tokio::test]
async fn what_is_not_there_is_404_whatever_the_id_looks_like() {
    let objects = Objects::new().await;
    for operation in operations(&objects.app.ctx) {
        if !Objects::tells_of_nothing(&operation) {
            continue;
        }
        for id in ["1", "9223372036854775807", "99999999999999999999", "-1", "no-id", "%00", "%F0%9F%A6%8A"] {
            let path = with_parameter(&operation.path, id);
            let body = operation.has_body().then(|| json!({ "status": "changed" }));
            let token = Some(objects.alice.token.as_str());
            let answer = objects.app.request(operation.method.clone(), &path, token, body).await;
            assert_refused(&operation, &answer, &[404]);
        }
    }
}
