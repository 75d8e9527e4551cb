//! The streams of lists and of direct conversations.

use kinds::{AccountId, ListId};
use poem::http::Method;
use serde_json::{Value, json};
use shared::params::SaveList;
use testkit::TestDatabase;

use super::{Events, connect, follows, listen, next, payload, people, say};
use crate::{
    service::list,
    testing::{TestApp, TestUser},
};

/// A list of `owner` with these members.
async fn make(app: &TestApp, owner: &TestUser, members: &[&TestUser]) -> ListId {
    let params = SaveList { title: Some("a".to_owned()), exclusive: Some(true), ..SaveList::default() };
    let made = list::create(&app.ctx, owner.account, params).await.unwrap();
    let members: Vec<AccountId> = members.iter().map(|member| member.account).collect();
    list::add(&app.ctx, owner.account, made.id, &members).await.unwrap();
    made.id
}

async fn write(app: &TestApp, from: &TestUser, body: Value) -> String {
    let posted = app.post_as(&from.token, "/api/v1/statuses", body).await.ok();
    posted["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_stream_of_a_list_carries_what_its_timeline_shows() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let carol = app.user("carol").await;
        follows(&app, &alice, &bob).await;
        follows(&app, &alice, &carol).await;
        let id = make(&app, &alice, &[&bob]).await;
        let query = format!("stream=list&list={id}&access_token={}", alice.token);
        let mut socket = connect(listen(&app).await, &query).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "list", "list": id.0})).await;
        let theirs = write(&app, &carol, json!({"status": "not on the list"})).await;
        write(&app, &bob, json!({"status": "an answer", "in_reply_to_id": theirs})).await;
        write(&app, &bob, json!({"status": "@alice psst", "visibility": "direct"})).await;
        let shown = write(&app, &bob, json!({"status": "hello"})).await;
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("update"), &json!(["list", id])));
        assert_eq!(payload(&message)["id"], shown);
        let path = format!("/api/v1/statuses/{shown}");
        let body = Some(json!({"status": "hello all"}));
        app.request(Method::PUT, &path, Some(&bob.token), body).await.ok();
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("status.update"), &json!(["list", id])));
        app.request(Method::DELETE, &path, Some(&bob.token), None).await.ok();
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["payload"]), (&json!("delete"), &json!(shown)));
        // A boost is told once, however many boost the same.
        let boost = format!("/api/v1/statuses/{theirs}/reblog");
        app.post_as(&bob.token, &boost, json!({})).await.ok();
        let message = next(&mut socket).await;
        assert_eq!(payload(&message)["reblog"]["id"], theirs);
        list::add(&app.ctx, alice.account, id, &[carol.account]).await.unwrap();
        app.post_as(&carol.token, &boost, json!({})).await.ok();
        list::remove(&app.ctx, alice.account, id, &[bob.account]).await.unwrap();
        write(&app, &bob, json!({"status": "off the list"})).await;
        let last = write(&app, &carol, json!({"status": "on the list"})).await;
        assert_eq!(payload(&next(&mut socket).await)["id"], last);
    }
}

#[tokio::test]
async fn members_of_exclusive_lists_are_edited_on_the_list_and_not_at_home() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    follows(&app, &alice, &bob).await;
    let posted = write(&app, &bob, json!({"status": "hello"})).await;
    let id = make(&app, &alice, &[&bob]).await;
    let mut socket = connect(listen(&app).await, &format!("access_token={}", alice.token)).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "user"})).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "list", "list": id})).await;
    let body = Some(json!({"status": "hello all"}));
    let path = format!("/api/v1/statuses/{posted}");
    app.request(Method::PUT, &path, Some(&bob.token), body).await.ok();
    assert_eq!(next(&mut socket).await["stream"], json!(["list", id]));
    say(&mut socket, json!({})).await;
}

#[tokio::test]
async fn lists_of_others_have_no_stream() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let id = make(&app, &alice, &[]).await;
    let address = listen(&app).await;
    let mut socket = connect(address, &format!("stream=list&list={id}&access_token={}", bob.token)).await;
    assert_eq!(next(&mut socket).await, json!({"error": "Record not found", "status": 404}));
    let path = format!("/api/v1/streaming/list?list={id}");
    app.get_as(&bob.token, &path).await.is_error(404, "Record not found");
    app.get_as(&alice.token, "/api/v1/streaming/list").await.is_error(400, "Unknown stream type");
    follows(&app, &alice, &bob).await;
    list::add(&app.ctx, alice.account, id, &[bob.account]).await.unwrap();
    let mut events = Events::open(address, &format!("list?list={id}"), &alice.token, "").await;
    let shown = write(&app, &bob, json!({"status": "hello"})).await;
    let (event, _, data) = events.next().await.unwrap();
    assert_eq!(event, "update");
    assert_eq!(serde_json::from_str::<Value>(&data).unwrap()["id"], shown);
}

#[tokio::test]
async fn the_direct_stream_carries_conversations() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        app.lets_strangers_write(&alice).await;
        app.lets_strangers_write(&bob).await;
        let address = listen(&app).await;
        let mut socket = connect(address, &format!("stream=direct&access_token={}", alice.token)).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "direct"})).await;
        let mut events = Events::open(address, "direct", &bob.token, "").await;
        write(&app, &bob, json!({"status": "a note", "visibility": "direct"})).await;
        assert_eq!(events.next().await.unwrap().0, "conversation");
        let first = write(&app, &bob, json!({"status": "@alice one", "visibility": "direct"})).await;
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("conversation"), &json!(["direct"])));
        let told = payload(&message);
        assert_eq!((&told["last_status"]["id"], &told["unread"]), (&json!(first), &json!(true)));
        assert_eq!(told["accounts"][0]["username"], "bob");
        let (event, _, data) = events.next().await.unwrap();
        let data: Value = serde_json::from_str(&data).unwrap();
        assert_eq!((event.as_str(), &data["unread"]), ("conversation", &json!(false)));
        // Other apps hear that it was read, and what is last when a status goes.
        let path = format!("/api/v1/conversations/{}/read", told["id"].as_str().unwrap());
        app.post_as(&alice.token, &path, json!({})).await.ok();
        assert_eq!(payload(&next(&mut socket).await)["unread"], false);
        let body = json!({"status": "@alice two", "visibility": "direct", "in_reply_to_id": first});
        let second = write(&app, &bob, body).await;
        assert_eq!(payload(&next(&mut socket).await)["last_status"]["id"], second);
        let path = format!("/api/v1/statuses/{second}");
        app.request(Method::DELETE, &path, Some(&bob.token), None).await.ok();
        assert_eq!(payload(&next(&mut socket).await)["last_status"]["id"], first);
    }
}
