//! What somebody shows on a profile, seen from another server.

use kinds::AccountId;
use serde_json::{Value, json};

use crate::{
    federation::{resolve, showcase},
    job::ReadShowcase,
    service,
    testing::{TestApp, TestUser},
    testing_network::{Peer, Scripted, answer, document, settle},
};

/// Alice on one server, who has written `texts` and pinned all of them; bob on the other.
struct World {
    here: Peer,
    there: Peer,
    alice: TestUser,
    bob: TestUser,
}

impl World {
    async fn new() -> Self {
        let (here, there) = (Peer::start().await, Peer::start().await);
        let (alice, bob) = (here.app.user("alice").await, there.app.user("bob").await);
        Self { here, there, alice, bob }
    }

    async fn alice_does(&self, path: &str, body: Value) -> Value {
        self.here.app.ctx.clock.advance(1_000);
        self.here.app.post_as(&self.alice.token, path, body).await.ok()
    }

    async fn pins(&self, text: &str) -> String {
        let post = self.alice_does("/api/v1/statuses", json!({ "status": text })).await;
        let id = post["id"].as_str().unwrap().to_owned();
        self.alice_does(&format!("/api/v1/statuses/{id}/pin"), json!({})).await;
        id
    }

    async fn settle(&self) {
        settle(&[&self.here, &self.there]).await;
    }

    /// The texts of alice's pinned posts and her hashtags, as bob sees them.
    async fn shown(&self, alice: AccountId) -> (Vec<String>, Vec<String>) {
        let pinned = format!("/api/v1/accounts/{alice}/statuses?pinned=true");
        let tags = format!("/api/v1/accounts/{alice}/featured_tags");
        let app = &self.there.app;
        let (pinned, tags) = (app.get_as(&self.bob.token, &pinned).await.ok(), app.get(&tags).await.ok());
        (texts(&pinned, "content"), texts(&tags, "name"))
    }
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn who_meets_somebody_sees_what_they_had_pinned_before() {
    let world = World::new().await;
    world.pins("first").await;
    world.pins("second").await;
    world.alice_does("/api/v1/featured_tags", json!({ "name": "Gardens" })).await;
    let alice = world.there.find("alice", &world.here).await;
    world.settle().await;
    let expected = (vec!["<p>second</p>".to_owned(), "<p>first</p>".to_owned()], vec!["Gardens".to_owned()]);
    assert_eq!(world.shown(alice).await, expected);
}

#[tokio::test]
async fn what_is_pinned_in_another_order_is_shown_so() {
    let app = app().await;
    let server =
        mallory(|host| json!([format!("http://{host}/notes/mine"), format!("http://{host}/notes/more")]))
            .await;
    let id = resolve::account_by_uri(&app.ctx, &format!("http://{}/mallory", server.host)).await.unwrap();
    app.drain().await;
    let path = format!("/api/v1/accounts/{id}/statuses?pinned=true");
    let shown = app.get(&path).await.ok();
    assert_eq!(texts(&shown, "content"), ["/notes/mine", "/notes/more"]);
    let ids = [&shown[1], &shown[0]].map(|status| status["id"].as_str().unwrap().parse().unwrap());
    for _ in 0..2 {
        let tx = app.ctx.begin().await.unwrap();
        service::status::set_all_pinned(&app.ctx, &tx, id, &ids).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
        assert_eq!(texts(&app.get(&path).await.ok(), "content"), ["/notes/more", "/notes/mine"]);
    }
}

#[tokio::test]
async fn followers_learn_of_changes() {
    let world = World::new().await;
    let old = world.pins("old").await;
    world.alice_does("/api/v1/featured_tags", json!({ "name": "Gardens" })).await;
    let alice = world.there.find("alice", &world.here).await;
    let follow = format!("/api/v1/accounts/{alice}/follow");
    world.there.app.post_as(&world.bob.token, &follow, json!({})).await.ok();
    world.settle().await;
    world.alice_does(&format!("/api/v1/statuses/{old}/unpin"), json!({})).await;
    world.pins("new #roses").await;
    world.alice_does("/api/v1/tags/roses/feature", json!({})).await;
    world.alice_does("/api/v1/tags/gardens/unfeature", json!({})).await;
    world.settle().await;
    let (pinned, tags) = world.shown(alice).await;
    assert_eq!((pinned.len(), tags), (1, vec!["roses".to_owned()]));
    assert!(pinned[0].contains("new"), "{pinned:?}");
    let list = world.there.app.get(&format!("/api/v1/accounts/{alice}/featured_tags")).await.ok();
    assert_eq!(list[0]["statuses_count"], "1");
}

/// Mallory's server: what is listed as pinned, and the notes `/notes/mine` and `/notes/theirs`.
async fn mallory(listed: fn(&str) -> Value) -> Scripted {
    Scripted::start(move |request, host| {
        let path = request.split(' ').nth(1).unwrap();
        let actor = |name: &str| {
            json!({
                "id": format!("http://{host}/{name}"), "type": "Person", "preferredUsername": name,
                "inbox": format!("http://{host}/{name}/inbox"), "featured": format!("http://{host}/pinned"),
            })
        };
        let note = |author: &str, path: &str| {
            json!({
                "id": format!("http://{host}{path}"), "type": "Note", "content": path,
                "attributedTo": format!("http://{host}/{author}"), "published": "2026-03-10T11:00:00Z",
                "to": ["https://www.w3.org/ns/activitystreams#Public"],
            })
        };
        let body = match path {
            "/pinned" => json!({
                "id": format!("http://{host}/pinned"), "type": "OrderedCollection", "orderedItems": listed(host),
            }),
            "/notes/mine" | "/notes/more" => note("mallory", path),
            "/notes/theirs" => note("victim", path),
            "/mallory" => actor("mallory"),
            "/victim" => actor("victim"),
            path if path.starts_with("/.well-known/webfinger") => {
                let name = if path.contains("victim") { "victim" } else { "mallory" };
                let body = json!({
                    "subject": format!("acct:{name}@{host}"),
                    "links": [{
                        "rel": "self", "type": "application/activity+json", "href": format!("http://{host}/{name}"),
                    }],
                });
                return answer("200 OK", "content-type: application/jrd+json\r\n", body.to_string().as_bytes());
            }
            _ => return answer("404 Not Found", "", b""),
        };
        document(&body.to_string())
    })
    .await
}

async fn app() -> TestApp {
    TestApp::with(|config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

#[tokio::test]
async fn nobody_pins_what_somebody_else_wrote() {
    let app = app().await;
    let server = mallory(|host| {
        json!([
            format!("http://{host}/notes/theirs"),
            format!("http://{host}/notes/mine"),
            "http://127.0.0.1:9/x"
        ])
    })
    .await;
    let id = resolve::account_by_uri(&app.ctx, &format!("http://{}/mallory", server.host)).await.unwrap();
    app.drain().await;
    let shown = app.get(&format!("/api/v1/accounts/{id}/statuses?pinned=true")).await.ok();
    assert_eq!(texts(&shown, "content"), ["/notes/mine"]);
}

#[tokio::test]
async fn a_list_on_another_server_is_not_read() {
    let app = app().await;
    let (server, other) = (mallory(|_| json!([])).await, mallory(|_| json!([])).await);
    let id = resolve::account_by_uri(&app.ctx, &format!("http://{}/mallory", server.host)).await.unwrap();
    app.drain().await;
    let elsewhere = format!("http://{}/pinned", other.host);
    let job = ReadShowcase { account: id, pinned: Some(elsewhere), tags: None };
    assert!(showcase::read(&app.ctx, &job).await.is_err());
    assert!(other.requests().is_empty());
}
