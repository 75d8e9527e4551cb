//! Replies that only the server of a post knows.

use kinds::StatusId;
use serde_json::{Value, json};
use testkit::TestDatabase;

use crate::{
    federation::resolve,
    testing::{Answer, TestApp, TestUser},
    testing_network::{Scripted, answer, document},
};

const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

async fn on(database: TestDatabase) -> TestApp {
    TestApp::on(database, |config| {
        config.federation.allow_http = true;
        config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
    })
    .await
}

async fn app() -> TestApp {
    on(TestDatabase::sqlite().await).await
}

fn actor(host: &str) -> Value {
    json!({
        "@context": CONTEXT, "id": format!("http://{host}/eve"), "type": "Person",
        "preferredUsername": "eve", "inbox": format!("http://{host}/eve/inbox"),
        "outbox": format!("http://{host}/eve/outbox"),
    })
}

fn note(host: &str, number: u32, parent: Option<u32>) -> Value {
    let address = |number: u32| format!("http://{host}/notes/{number}");
    json!({
        "@context": CONTEXT, "id": address(number), "type": "Note",
        "attributedTo": format!("http://{host}/eve"), "content": format!("<p>{number}</p>"),
        "published": "2026-03-10T11:00:00Z", "to": [format!("{CONTEXT}#Public")],
        "inReplyTo": parent.map(address), "replies": address(number) + "/replies",
    })
}

fn list(host: &str, number: u32, items: &[u32]) -> Value {
    let items: Vec<String> = items.iter().map(|item| format!("http://{host}/notes/{item}")).collect();
    json!({
        "@context": CONTEXT, "id": format!("http://{host}/notes/{number}/replies"), "type": "Collection",
        "items": items,
    })
}

/// Eve's handle.
fn jrd(host: &str) -> Option<Vec<u8>> {
    let body = json!({
        "subject": format!("acct:eve@{host}"),
        "links": [{
            "rel": "self", "type": "application/activity+json", "href": format!("http://{host}/eve"),
        }],
    });
    answer("200 OK", "content-type: application/jrd+json\r\n", body.to_string().as_bytes())
}

/// Eve's server: her account, and what the test makes of the other addresses.
pub(super) async fn eves(other: impl Fn(&str, &str) -> Option<Value> + Send + Sync + 'static) -> Scripted {
    Scripted::start(move |request, host| {
        let path = request.split(' ').nth(1).unwrap();
        let found = match path {
            path if path.starts_with("/.well-known/webfinger") => return jrd(host),
            "/eve" => Some(actor(host)),
            path => other(path, host),
        };
        found.map_or_else(|| answer("404 Not Found", "", b""), |found| document(&found.to_string()))
    })
    .await
}

/// A server with notes: `lists` says what is listed below each, `parent` what each answers.
async fn server(lists: fn(&str, u32) -> Option<Value>, parent: fn(u32) -> Option<u32>) -> Scripted {
    eves(move |path, host| match path.strip_prefix("/notes/")?.split_once('/') {
        Some((number, _)) => lists(host, number.parse().ok()?),
        None => {
            let number = path.strip_prefix("/notes/")?.parse().ok()?;
            Some(note(host, number, parent(number)))
        }
    })
    .await
}

async fn root(app: &TestApp, server: &Scripted) -> StatusId {
    resolve::status_by_uri(&app.ctx, &format!("http://{}/notes/1", server.host)).await.unwrap()
}

async fn context(app: &TestApp, viewer: &TestUser, id: StatusId) -> Answer {
    app.get_as(&viewer.token, &format!("/api/v1/statuses/{id}/context")).await
}

/// The name of the work that an answer tells of.
fn named(answer: &Answer) -> Option<String> {
    let header = answer.headers.get("mastodon-async-refresh")?.to_str().unwrap();
    Some(header.strip_prefix("id=\"").unwrap().split('"').next().unwrap().to_owned())
}

fn texts(answer: Answer) -> Vec<String> {
    let body = answer.ok();
    let shown = body["descendants"].as_array().unwrap().iter();
    shown.map(|status| status["content"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn who_looks_at_a_thread_gets_the_replies_that_only_its_server_knows() {
    for database in TestDatabase::all().await {
        // Note 2 answers 1, and 3 answers 2.
        let lists = |host: &str, number| {
            Some(list(
                host,
                number,
                match number {
                    1 => &[2],
                    2 => &[3],
                    _ => &[],
                },
            ))
        };
        let server = server(lists, |number| (number > 1).then(|| number - 1)).await;
        let app = on(database).await;
        let alice = app.user("alice").await;
        let id = root(&app, &server).await;

        let before = context(&app, &alice, id).await;
        let header = before.headers["mastodon-async-refresh"].to_str().unwrap().to_owned();
        assert!(header.ends_with("\", retry=3, result_count=0"), "{header}");
        let name = named(&before).unwrap();
        assert!(texts(before).is_empty());
        let path = format!("/api/v1_alpha/async_refreshes/{name}");
        let running = app.get_as(&alice.token, &path).await.ok();
        assert_eq!(running["async_refresh"], json!({ "id": name, "status": "running", "result_count": 0 }));
        assert_eq!(named(&context(&app, &alice, id).await), Some(name.clone()), "it is one and the same");

        app.drain().await;
        let done = app.get_as(&alice.token, &path).await.ok();
        assert_eq!(done["async_refresh"], json!({ "id": name, "status": "finished", "result_count": 2 }));
        let after = context(&app, &alice, id).await;
        assert_eq!(named(&after), None);
        assert_eq!(texts(after), ["<p>2</p>", "<p>3</p>"]);
    }
}

#[tokio::test]
async fn a_server_is_asked_again_only_after_a_while() {
    let server = server(|host, number| Some(list(host, number, &[])), |_| None).await;
    let app = app().await;
    let alice = app.user("alice").await;
    let id = root(&app, &server).await;
    assert!(named(&context(&app, &alice, id).await).is_some());
    app.drain().await;
    assert_eq!(named(&context(&app, &alice, id).await), None);
    app.ctx.clock.advance(15 * 60_000);
    assert!(named(&context(&app, &alice, id).await).is_some());
}

#[tokio::test]
async fn visitors_and_local_posts_make_nobody_ask() {
    let server = server(|host, number| Some(list(host, number, &[])), |_| None).await;
    let app = app().await;
    let alice = app.user("alice").await;
    let id = root(&app, &server).await;
    let visited = app.get(&format!("/api/v1/statuses/{id}/context")).await;
    assert_eq!(named(&visited), None);
    let own = app.post_as(&alice.token, "/api/v1/statuses", json!({ "status": "Hello" })).await.ok();
    let path = format!("/api/v1/statuses/{}/context", own["id"].as_str().unwrap());
    assert_eq!(named(&app.get_as(&alice.token, &path).await), None);
}

#[tokio::test]
async fn what_answers_something_else_is_not_taken() {
    // Note 2 is listed below 1, but answers 9.
    let lists = |host: &str, number| Some(list(host, number, if number == 1 { &[2] } else { &[] }));
    let server = server(lists, |number| (number > 1).then_some(9)).await;
    let app = app().await;
    let alice = app.user("alice").await;
    let id = root(&app, &server).await;
    let name = named(&context(&app, &alice, id).await).unwrap();
    app.drain().await;
    let path = format!("/api/v1_alpha/async_refreshes/{name}");
    assert_eq!(app.get_as(&alice.token, &path).await.ok()["async_refresh"]["result_count"], 0);
    let foreign = format!("http://{}/notes/2", server.host);
    assert!(store::query::status_change::by_uri(app.ctx.db.read(), &foreign).await.unwrap().is_none());
}

#[tokio::test]
async fn lists_without_end_come_to_an_end() {
    // Every note has ever more replies.
    let lists = |host: &str, number: u32| {
        let items: Vec<u32> = (0..30).map(|item| number * 100 + item).collect();
        let mut list = list(host, number, &items);
        list["next"] = list["id"].clone();
        Some(list)
    };
    let server = server(lists, |number| (number >= 100).then_some(number / 100)).await;
    let app = app().await;
    let alice = app.user("alice").await;
    let id = root(&app, &server).await;
    let name = named(&context(&app, &alice, id).await).unwrap();
    app.drain().await;
    let path = format!("/api/v1_alpha/async_refreshes/{name}");
    let done = app.get_as(&alice.token, &path).await.ok();
    assert_eq!(done["async_refresh"], json!({ "id": name, "status": "finished", "result_count": 100 }));
    assert!(server.requests().len() < 200, "{}", server.requests().len());
}

#[tokio::test]
async fn a_list_on_another_server_is_not_read() {
    let other = server(|host, number| Some(list(host, number, &[2])), |_| Some(1)).await;
    let address = format!("http://{}/notes/1/replies", other.host);
    let eve = eves(move |_, host| {
        let mut note = note(host, 1, None);
        note["replies"] = json!(address);
        Some(note)
    })
    .await;
    let app = app().await;
    let alice = app.user("alice").await;
    let id = root(&app, &eve).await;
    context(&app, &alice, id).await;
    app.drain().await;
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn names_that_were_never_given_are_404() {
    for database in TestDatabase::all().await {
        let app = on(database).await;
        let alice = app.user("alice").await;
        for name in ["x", "%00", "a%20b"] {
            let path = format!("/api/v1_alpha/async_refreshes/{name}");
            app.get_as(&alice.token, &path).await.is_error(404, "Record not found");
        }
    }
}
