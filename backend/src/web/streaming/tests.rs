//! Over real sockets: the streams of a server that listens on a port of its own.

mod lists;

use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use kinds::{AccountId, NotificationId, StatusId, Visibility};
use poem::{
    Server,
    listener::{Acceptor, Listener, TcpListener},
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use store::{Event, entity::status};
use testkit::TestDatabase;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, protocol::frame::coding::CloseCode},
};

use crate::{
    service::{announcement, auth::session, block, follow, mute},
    testing::{TestApp, TestUser},
    web,
};

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server with a port.
async fn listen(app: &TestApp) -> SocketAddr {
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = *acceptor.local_addr().first().unwrap().as_socket_addr().unwrap();
    tokio::spawn(Server::new_with_acceptor(acceptor).run(web::routes(&app.ctx)));
    address
}

async fn connect(address: SocketAddr, query: &str) -> Socket {
    connect_async(format!("ws://{address}/api/v1/streaming?{query}")).await.unwrap().0
}

/// The next message of the server.
async fn next(socket: &mut Socket) -> Value {
    loop {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

/// Why the server closed the connection.
async fn close_code(socket: &mut Socket) -> CloseCode {
    loop {
        if let Message::Close(frame) = socket.next().await.unwrap().unwrap() {
            return frame.unwrap().code;
        }
    }
}

/// Sends, and waits until the server has read it: it answers what it does not understand.
async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::Text(message.to_string().into())).await.unwrap();
    socket.send(Message::Text("{}".into())).await.unwrap();
    assert_eq!(next(socket).await["status"], 400);
}

fn payload(message: &Value) -> Value {
    serde_json::from_str(message["payload"].as_str().unwrap()).unwrap()
}

/// A status of `author`, told to streams as posting does; `home` are those who have it in their feed.
async fn post(app: &TestApp, author: AccountId, visibility: Visibility, home: &[AccountId]) -> StatusId {
    let id: StatusId = app.ctx.next_id();
    let tx = app.ctx.begin().await.unwrap();
    let row = status::ActiveModel {
        id: Set(id),
        uri: Set(format!("https://phiomia.test/statuses/{id}")),
        account_id: Set(author),
        local: Set(true),
        visibility: Set(visibility),
        listed: Set(visibility == Visibility::Public),
        content: Set("<p>Hello</p>".to_owned()),
        created_at: Set(app.ctx.now()),
        ..Default::default()
    };
    status::Entity::insert(row).exec_without_returning(tx.conn()).await.unwrap();
    tx.emit(Event::StatusCreated { status: id, account: author });
    tx.emit(Event::FeedInserted { status: id, accounts: home.to_vec() });
    app.ctx.commit(tx).await.unwrap();
    id
}

async fn people(app: &TestApp) -> (TestUser, TestUser) {
    (app.user("alice").await, app.user("bob").await)
}

async fn follows(app: &TestApp, one: &TestUser, other: &TestUser) {
    follow::follow(&app.ctx, one.account, other.account, Default::default()).await.unwrap();
}

#[tokio::test]
async fn changed_filters_are_told_to_their_owner_and_streams_carry_what_they_say() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let address = listen(&app).await;
        let mut socket = connect(address, &format!("stream=user&access_token={}", alice.token)).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "user"})).await;
        let filter = |word: &str| json!({"title": word, "context": ["home"], "keywords_attributes": [{"keyword": word}]});
        app.post_as(&bob.token, "/api/v2/filters", filter("nobody else hears of it")).await.ok();
        app.post_as(&alice.token, "/api/v2/filters", filter("hello")).await.ok();
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("filters_changed"), &json!(["user"])));
        assert_eq!(message.get("payload"), None);
        post(&app, bob.account, Visibility::Public, &[alice.account]).await;
        let message = next(&mut socket).await;
        assert_eq!(payload(&message)["filtered"][0]["keyword_matches"], json!(["hello"]));
    }
}

#[tokio::test]
async fn announcements_are_told_to_everybody_when_they_come_change_and_go() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let address = listen(&app).await;
        let mut socket = connect(address, &format!("stream=user&access_token={}", alice.token)).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "user"})).await;
        let soon = Some(app.ctx.now().plus(60_000));
        let new = |publish_at| announcement::NewAnnouncement {
            text: "Cake!".to_owned(),
            publish_at,
            ..Default::default()
        };
        announcement::create(&app.ctx, new(None)).await.unwrap();
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("announcement"), &json!(["user"])));
        let shown = payload(&message);
        assert_eq!((&shown["content"], shown.get("read")), (&json!("<p>Cake!</p>"), None));
        let reaction =
            format!("/api/v1/announcements/{}/reactions/%F0%9F%8D%B0", shown["id"].as_str().unwrap());
        app.request(poem::http::Method::PUT, &reaction, Some(&bob.token), None).await.ok();
        let message = next(&mut socket).await;
        assert_eq!(message["event"], "announcement.reaction");
        let cake = json!({ "name": "\u{1f370}", "count": 1, "announcement_id": shown["id"] });
        assert_eq!(payload(&message), cake);
        announcement::delete(&app.ctx, shown["id"].as_str().unwrap().parse().unwrap()).await.unwrap();
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["payload"]), (&json!("announcement.delete"), &shown["id"]));
        let later = announcement::create(&app.ctx, new(soon)).await.unwrap();
        app.ctx.clock.advance(60_000);
        app.drain().await;
        assert_eq!(payload(&next(&mut socket).await)["id"], later.to_string());
    }
}

#[tokio::test]
async fn what_was_filtered_is_not_told_but_that_it_was_let_in() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let address = listen(&app).await;
        let mut socket =
            connect(address, &format!("stream=user:notification&access_token={}", alice.token)).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "user:notification"})).await;
        let direct = json!({ "status": "@alice psst", "visibility": "direct" });
        app.post_as(&bob.token, "/api/v1/statuses", direct).await.ok();
        let requests = app.get_as(&alice.token, "/api/v1/notifications/requests").await.ok();
        let accept = format!("/api/v1/notifications/requests/{}/accept", requests[0]["id"].as_str().unwrap());
        app.post_as(&alice.token, &accept, json!({})).await.ok();
        app.drain().await;
        let message = next(&mut socket).await;
        assert_eq!(
            (&message["event"], &message["stream"]),
            (&json!("notifications_merged"), &json!(["user:notification"]))
        );
        assert_eq!(message["payload"], "1");
    }
}

#[tokio::test]
async fn the_user_stream_carries_home_and_notifications() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let mut socket =
            connect(listen(&app).await, &format!("stream=user&access_token={}", alice.token)).await;
        say(&mut socket, json!({"type": "subscribe", "stream": "user"})).await;
        follows(&app, &bob, &alice).await;
        let message = next(&mut socket).await;
        assert_eq!((&message["event"], &message["stream"]), (&json!("notification"), &json!(["user"])));
        assert_eq!(payload(&message)["type"], "follow");
        let id = post(&app, bob.account, Visibility::Public, &[alice.account]).await;
        let message = next(&mut socket).await;
        assert_eq!(message["event"], "update");
        assert_eq!(payload(&message)["id"], id.to_string());
    }
}

#[tokio::test]
async fn one_connection_carries_many_streams() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let mut socket = connect(listen(&app).await, &format!("access_token={}", alice.token)).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "public"})).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "public:local"})).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "public:remote"})).await;
    post(&app, bob.account, Visibility::Unlisted, &[]).await;
    post(&app, bob.account, Visibility::Public, &[]).await;
    assert_eq!(next(&mut socket).await["stream"], json!(["public"]));
    assert_eq!(next(&mut socket).await["stream"], json!(["public:local"]));
    say(&mut socket, json!({"type": "unsubscribe", "stream": "public"})).await;
    post(&app, bob.account, Visibility::Public, &[]).await;
    assert_eq!(next(&mut socket).await["stream"], json!(["public:local"]));
}

#[tokio::test]
async fn edits_and_deletions_follow_what_was_sent() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let mut socket =
        connect(listen(&app).await, &format!("stream=public&access_token={}", alice.token)).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "public"})).await;
    let id = post(&app, bob.account, Visibility::Public, &[]).await;
    assert_eq!(next(&mut socket).await["event"], "update");
    let tell = async |event| {
        let tx = app.ctx.begin().await.unwrap();
        tx.emit(event);
        app.ctx.commit(tx).await.unwrap();
    };
    tell(Event::StatusEdited { status: id, account: bob.account }).await;
    assert_eq!(next(&mut socket).await["event"], "status.update");
    let (tags, account) = (Vec::new(), bob.account);
    tell(Event::StatusDeleted { status: id, account, tags, listed: true, local: true }).await;
    let message = next(&mut socket).await;
    assert_eq!((&message["event"], &message["payload"]), (&json!("delete"), &json!(id.to_string())));
}

#[tokio::test]
async fn what_the_viewer_does_not_want_or_may_not_see_is_not_sent() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let (carol, dave) = (app.user("carol").await, app.user("dave").await);
    let mut socket =
        connect(listen(&app).await, &format!("stream=public&access_token={}", alice.token)).await;
    say(&mut socket, json!({"type": "subscribe", "stream": "user"})).await;
    mute::mute(&app.ctx, alice.account, bob.account, true, 0).await.unwrap();
    block::block(&app.ctx, carol.account, alice.account, None).await.unwrap();
    post(&app, bob.account, Visibility::Public, &[alice.account]).await;
    post(&app, carol.account, Visibility::Public, &[alice.account]).await;
    post(&app, dave.account, Visibility::Private, &[alice.account]).await;
    let seen = post(&app, dave.account, Visibility::Public, &[]).await;
    assert_eq!(payload(&next(&mut socket).await)["id"], seen.to_string());
}

#[tokio::test]
async fn a_revoked_token_and_an_ended_session_are_cut_off() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let address = listen(&app).await;
    let mut socket = connect(address, &format!("stream=user&access_token={}", alice.token)).await;
    say(&mut socket, json!({})).await;
    let token = app.viewer(&alice).await.token.unwrap();
    let tx = app.ctx.begin().await.unwrap();
    tx.emit(Event::TokenRevoked { token });
    app.ctx.commit(tx).await.unwrap();
    assert_eq!(close_code(&mut socket).await, CloseCode::Policy);

    let cookie = session::begin(&app.ctx, bob.user, "", "").await.unwrap();
    let mut socket = with_cookie(address, &cookie, "https://phiomia.test").await.unwrap();
    say(&mut socket, json!({})).await;
    session::end(&app.ctx, session::read_cookie(&app.ctx, &cookie).unwrap()).await.unwrap();
    assert_eq!(close_code(&mut socket).await, CloseCode::Policy);
}

/// Opens a WebSocket as a browser does on a page of `origin`.
async fn with_cookie(
    address: SocketAddr,
    cookie: &str,
    origin: &str,
) -> Result<Socket, tokio_tungstenite::tungstenite::Error> {
    let mut request = format!("ws://{address}/api/v1/streaming").into_client_request().unwrap();
    request.headers_mut().insert("cookie", format!("phiomia_session={cookie}").parse().unwrap());
    request.headers_mut().insert("origin", origin.parse().unwrap());
    connect_async(request).await.map(|(socket, _)| socket)
}

#[tokio::test]
async fn a_cookie_counts_only_on_our_own_pages() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let address = listen(&app).await;
    let cookie = session::begin(&app.ctx, alice.user, "", "").await.unwrap();
    assert!(with_cookie(address, &cookie, "https://evil.example").await.is_err());
    assert!(with_cookie(address, &cookie, "https://phiomia.test").await.is_ok());
}

#[tokio::test]
async fn a_suspended_user_is_cut_off() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let mut socket = connect(listen(&app).await, &format!("stream=user&access_token={}", alice.token)).await;
    say(&mut socket, json!({})).await;
    let tx = app.ctx.begin().await.unwrap();
    let row = store::entity::account::ActiveModel {
        id: Set(alice.account),
        suspended_at: Set(Some(tx.now())),
        ..Default::default()
    };
    store::entity::account::Entity::update(row).exec(tx.conn()).await.unwrap();
    tx.emit(Event::UserChanged { user: alice.user });
    app.ctx.commit(tx).await.unwrap();
    assert_eq!(close_code(&mut socket).await, CloseCode::Policy);
}

#[tokio::test]
async fn the_token_may_be_the_protocol_and_has_to_be_there() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let address = listen(&app).await;
    let url = format!("ws://{address}/api/v1/streaming");
    let mut request = url.clone().into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", alice.token.parse().unwrap());
    let (_, response) = connect_async(request).await.unwrap();
    assert_eq!(response.headers()["sec-websocket-protocol"], alice.token.as_str());
    for bad in [url.clone(), format!("{url}?access_token=wrong")] {
        let Err(tokio_tungstenite::tungstenite::Error::Http(response)) = connect_async(bad).await else {
            panic!("let in without a token")
        };
        assert_eq!(response.status(), 401);
    }
}

#[tokio::test]
async fn refused_streams_are_told_on_the_socket() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let narrow = app.token_for(&alice, "read:notifications").await;
    let mut socket = connect(listen(&app).await, &format!("stream=user&access_token={narrow}")).await;
    assert_eq!(next(&mut socket).await["status"], 403);
    socket.send(Message::Text(r#"{"type":"subscribe","stream":"weather"}"#.into())).await.unwrap();
    assert_eq!(next(&mut socket).await, json!({"error": "Unknown stream type", "status": 400}));
}

#[tokio::test]
async fn who_does_not_keep_up_is_closed() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let mut slow = connect(listen(&app).await, &format!("stream=user&access_token={}", alice.token)).await;
    say(&mut slow, json!({})).await;
    // Nothing is read meanwhile: the socket fills, then the queue. Each payload is larger than a buffer.
    let long = status::ActiveModel { content: Set("x".repeat(400_000)), ..Default::default() };
    let id = post(&app, bob.account, Visibility::Public, &[]).await;
    status::Entity::update(status::ActiveModel { id: Set(id), ..long })
        .exec(app.ctx.db.write())
        .await
        .unwrap();
    for _ in 0..600 {
        let tx = app.ctx.begin().await.unwrap();
        tx.emit(Event::FeedInserted { status: id, accounts: vec![alice.account] });
        app.ctx.commit(tx).await.unwrap();
        tokio::task::yield_now().await;
    }
    let mut count = 0;
    while let Some(Ok(message)) = slow.next().await {
        count += u32::from(message.is_text());
    }
    assert!(count < 600, "all {count} messages were kept for a client that did not read");
}

/// A stream of server-sent events.
struct Events {
    lines: Lines<BufReader<OwnedReadHalf>>,
    _open: OwnedWriteHalf,
}

impl Events {
    /// Opens a stream and waits for its first comment.
    async fn open(address: SocketAddr, path: &str, token: &str, headers: &str) -> Self {
        let (read, mut write) = TcpStream::connect(address).await.unwrap().into_split();
        let head = format!(
            "GET /api/v1/streaming/{path} HTTP/1.1\r\nhost: phiomia.test\r\n\
             authorization: Bearer {token}\r\n{headers}\r\n"
        );
        write.write_all(head.as_bytes()).await.unwrap();
        let mut events = Self { lines: BufReader::new(read).lines(), _open: write };
        while events.lines.next_line().await.unwrap().unwrap() != ":)" {}
        events
    }

    /// The next event: name, sequence number, data. `None` at the end.
    async fn next(&mut self) -> Option<(String, i64, String)> {
        let mut found = [const { String::new() }; 3];
        while let Some(line) = self.lines.next_line().await.ok()? {
            for (place, name) in ["event: ", "id: ", "data: "].into_iter().enumerate() {
                if let Some(value) = line.strip_prefix(name) {
                    found[place] = value.to_owned();
                }
            }
            if !found[2].is_empty() {
                let [event, id, data] = found;
                return Some((event, id.parse().unwrap(), data));
            }
        }
        None
    }
}

#[tokio::test]
async fn server_sent_events_carry_a_stream_and_resume() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let address = listen(&app).await;
        let mut events = Events::open(address, "public/local", &alice.token, "").await;
        let first = post(&app, bob.account, Visibility::Public, &[]).await;
        let (event, seq, data) = events.next().await.unwrap();
        assert_eq!(event, "update");
        assert_eq!(serde_json::from_str::<Value>(&data).unwrap()["id"], first.to_string());
        drop(events);

        let missed = post(&app, bob.account, Visibility::Public, &[]).await;
        let headers = format!("last-event-id: {seq}\r\n");
        let mut events = Events::open(address, "public/local", &alice.token, &headers).await;
        let live = post(&app, bob.account, Visibility::Public, &[]).await;
        for expected in [missed, live] {
            let (_, _, data) = events.next().await.unwrap();
            assert_eq!(serde_json::from_str::<Value>(&data).unwrap()["id"], expected.to_string());
        }
    }
}

#[tokio::test]
async fn who_was_away_for_long_misses_what_is_old_and_not_what_is_new() {
    for database in TestDatabase::all().await {
        let app = TestApp::on(database, |_| {}).await;
        let (alice, bob) = people(&app).await;
        let address = listen(&app).await;
        let old = post(&app, bob.account, Visibility::Public, &[]).await;
        let tx = app.ctx.begin().await.unwrap();
        for number in 0..2500 {
            let notification = NotificationId(number);
            tx.emit(Event::NotificationCreated { notification, account: bob.account });
        }
        app.ctx.commit(tx).await.unwrap();
        let new = post(&app, bob.account, Visibility::Public, &[]).await;
        let mut events = Events::open(address, "public/local", &alice.token, "last-event-id: 0\r\n").await;
        let live = post(&app, bob.account, Visibility::Public, &[]).await;
        let mut seen = Vec::new();
        while seen.last() != Some(&live.to_string()) {
            let (_, _, data) = events.next().await.unwrap();
            seen.push(serde_json::from_str::<Value>(&data).unwrap()["id"].as_str().unwrap().to_owned());
        }
        assert_eq!(seen, [new.to_string(), live.to_string()], "{old} is in the timeline");
    }
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let address = listen(&app).await;
    let mut socket = connect(address, &format!("stream=user&access_token={}", alice.token)).await;
    // The connection would be kept for more requests.
    let mut events = Events::open(address, "user", &alice.token, "connection: close\r\n").await;
    say(&mut socket, json!({})).await;
    app.ctx.streams.shut_down();
    assert_eq!(close_code(&mut socket).await, CloseCode::Away);
    assert_eq!(events.next().await, None);
    app.ctx.streams.ended().await;
    let refused =
        connect_async(format!("ws://{address}/api/v1/streaming?access_token={}", alice.token)).await;
    let Err(tokio_tungstenite::tungstenite::Error::Http(response)) = refused else {
        panic!("let in while stopping")
    };
    assert_eq!(response.status(), 503);
}

#[tokio::test]
async fn notifications_have_a_stream_of_their_own() {
    let app = TestApp::start().await;
    let (alice, bob) = people(&app).await;
    let mut events = Events::open(listen(&app).await, "user/notification", &alice.token, "").await;
    post(&app, bob.account, Visibility::Public, &[alice.account]).await;
    follows(&app, &bob, &alice).await;
    let (event, _, data) = events.next().await.unwrap();
    assert_eq!(event, "notification");
    assert_eq!(serde_json::from_str::<Value>(&data).unwrap()["account"]["username"], "bob");
}

#[tokio::test]
async fn the_staff_hears_of_reports_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin("admin").await;
    let (alice, bob) = people(&app).await;
    let mut events = Events::open(listen(&app).await, "user/notification", &admin.token, "").await;
    let body = json!({ "account_id": bob.account.to_string(), "comment": "rude" });
    app.post_as(&alice.token, "/api/v1/reports", body).await.ok();
    let (event, _, data) = events.next().await.unwrap();
    let told: Value = serde_json::from_str(&data).unwrap();
    assert_eq!((event.as_str(), &told["type"]), ("notification", &json!("admin.report")));
    assert_eq!(told["report"]["comment"], "rude");
}

#[tokio::test]
async fn health_is_open_and_streams_are_not() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/api/v1/streaming/health").await.ok(), "OK");
    app.get("/api/v1/streaming/user").await.is_error(401, "Missing access token");
    let alice = app.user("alice").await;
    app.get_as(&alice.token, "/api/v1/streaming/weather").await.is_error(404, "Record not found");
    app.get_as(&alice.token, "/api/v1/streaming/hashtag").await.is_error(400, "Unknown stream type");
}
