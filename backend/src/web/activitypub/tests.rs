//! What other servers see of this one.

use poem::http::Method;
use serde_json::Value;

use crate::testing::{Answer, TestApp};

const ACTIVITY: &str = "application/activity+json";

async fn get(app: &TestApp, path: &str, accept: &str) -> Answer {
    app.send(Method::GET, path, vec![("Accept", accept.to_owned())], Vec::new()).await
}

#[tokio::test]
async fn webfinger_leads_to_the_actor() {
    let app = TestApp::with(|config| config.server.account_domain = "handles.test".to_owned()).await;
    app.user("Alice").await;
    for resource in [
        "acct:alice@handles.test",
        "acct:ALICE@phiomia.test",
        "https://phiomia.test/users/Alice",
        "https://phiomia.test/@alice",
    ] {
        let answer = get(&app, &format!("/.well-known/webfinger?resource={resource}"), "*/*").await;
        let body = answer.ok();
        assert_eq!(body["subject"], "acct:Alice@handles.test", "{resource}");
        let own = body["links"].as_array().unwrap().iter().find(|link| link["rel"] == "self").unwrap();
        assert_eq!(own["href"], "https://phiomia.test/users/Alice");
    }
    let status = async |resource: &str| {
        get(&app, &format!("/.well-known/webfinger?resource={resource}"), "*/*").await.status
    };
    assert_eq!(status("acct:nobody@handles.test").await, 404);
    assert_eq!(status("acct:alice@elsewhere.test").await, 404);
    assert_eq!(status("nonsense").await, 400);
}

#[tokio::test]
async fn an_actor_is_a_document_for_servers_and_a_page_for_browsers() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let answer = get(&app, "/users/alice", ACTIVITY).await;
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with(ACTIVITY));
    assert!(answer.headers["vary"].to_str().unwrap().contains("Accept"));
    let actor = protocol::parse::actor(answer.ok().to_string().as_bytes()).unwrap();
    assert_eq!(actor.inbox.as_str(), "https://phiomia.test/users/alice/inbox");
    assert!(actor.keys[0].public_key().is_ok());
    let page = get(&app, "/users/alice", "text/html,application/xhtml+xml").await;
    assert_eq!(
        (page.status, page.headers["location"].to_str().unwrap()),
        (302, "https://phiomia.test/@alice")
    );
    assert_eq!(get(&app, "/users/nobody", ACTIVITY).await.status, 404);
}

#[tokio::test]
async fn the_server_has_an_actor_of_its_own() {
    let app = TestApp::with(|config| config.federation.authorized_fetch = true).await;
    let actor = get(&app, "/actor", ACTIVITY).await.ok();
    assert_eq!(actor["type"], "Application");
    assert_eq!(actor["publicKey"]["id"], "https://phiomia.test/actor#main-key");
    assert_eq!(app.get("/users/alice/outbox").await.status, 401);
}

#[tokio::test]
async fn node_info_tells_what_the_server_is() {
    let app = TestApp::start().await;
    let links = app.get("/.well-known/nodeinfo").await.ok();
    assert_eq!(links["links"][1]["href"], "https://phiomia.test/nodeinfo/2.1");
    let info: Value = app.get("/nodeinfo/2.1").await.ok();
    assert_eq!((&info["software"]["name"], &info["version"]), (&"phiomia".into(), &"2.1".into()));
    assert_eq!(app.get("/nodeinfo/3.0").await.status, 404);
    let meta = app.get("/.well-known/host-meta").await.ok();
    assert!(meta.as_str().unwrap().contains("/.well-known/webfinger?resource={uri}"));
}

#[tokio::test]
async fn collections_tell_their_length_and_their_pages() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for name in ["outbox", "followers", "following"] {
        let path = format!("/users/alice/{name}");
        let collection = get(&app, &path, ACTIVITY).await.ok();
        assert_eq!(
            (&collection["type"], &collection["totalItems"]),
            (&"OrderedCollection".into(), &0.into())
        );
        let page = get(&app, &format!("{path}?page=true"), ACTIVITY).await.ok();
        assert_eq!(page["orderedItems"], serde_json::json!([]), "{name}");
    }
    let featured = get(&app, "/users/alice/collections/featured", ACTIVITY).await.ok();
    assert_eq!(featured["totalItems"], 0);
}

#[tokio::test]
async fn a_page_of_the_outbox_costs_the_same_whatever_its_length() {
    for database in testkit::TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = (app.user("alice").await, app.user("bob").await);
        let post = async |token: &str, text: &str| {
            let body = serde_json::json!({ "status": text });
            let status = app.post_as(token, "/api/v1/statuses", body).await.ok();
            status["id"].as_str().unwrap().to_owned()
        };
        let cost = async || {
            let ask = get(&app, "/users/alice/outbox?page=true", ACTIVITY);
            let (page, statements) = store::Db::count_statements(ask).await;
            (page.ok()["orderedItems"].as_array().unwrap().len(), statements)
        };
        let shares = async |id: &str| {
            app.post_as(&alice.token, &format!("/api/v1/statuses/{id}/reblog"), serde_json::json!({}))
                .await
                .ok()
        };
        post(&alice.token, "first").await;
        shares(&post(&bob.token, "shared").await).await;
        let (length, few) = cost().await;
        assert_eq!(length, 2);
        for number in 0..8 {
            post(&alice.token, &format!("number {number} for @bob #rust")).await;
            shares(&post(&bob.token, &format!("shared {number}")).await).await;
        }
        assert_eq!(cost().await, (18, few));
    }
}
