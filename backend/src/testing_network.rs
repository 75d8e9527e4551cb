//! Servers that talk over real sockets in one test, and accounts elsewhere that sign what they post.

use std::sync::{Arc, Mutex};

use kinds::{AccountId, Millis};
use poem::{Server, http::Method, listener::TcpAcceptor};
use protocol::{
    origin::ACTIVITY_JSON,
    signature::{Outgoing, PrivateKey, Signer, sign_draft, sign_rfc9421},
};
use serde_json::Value;
use store::query;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

use crate::{
    config::Config,
    testing::{Answer, NOW, TestApp},
    web,
};

/// A server of this software that others can reach, on a port of its own.
pub(crate) struct Peer {
    /// The server.
    pub(crate) app: TestApp,
    /// Its host with the port: the domain of its handles.
    pub(crate) host: String,
}

impl Peer {
    /// Starts a server.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with another configuration.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let app = TestApp::with(|config| {
            config.server.base_url = format!("http://{host}");
            config.federation.allow_http = true;
            config.federation.allow_addresses = vec!["127.0.0.1/32".parse().unwrap()];
            config.federation.timeout_seconds = 10;
            change(config);
        })
        .await;
        let routes = web::routes(&app.ctx);
        let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
        tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(routes).await });
        Self { app, host }
    }

    /// The account of another server that this one knows by this name, asking for it.
    pub(crate) async fn find(&self, name: &str, other: &Peer) -> AccountId {
        let handle = format!("@{name}@{}", other.host);
        crate::federation::resolve::account_by_handle(&self.app.ctx, &handle).await.unwrap()
    }
}

/// Runs the jobs of all servers until none has any more.
pub(crate) async fn settle(peers: &[&Peer]) {
    loop {
        let mut done = 0;
        for peer in peers {
            done += peer.app.drain().await;
        }
        if done == 0 {
            return;
        }
    }
}

/// A server of nobody's software: answers as a test wants, and keeps what it was sent.
pub(crate) struct Scripted {
    /// Its host with the port.
    pub(crate) host: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Starts one. `answer` gets a request's text and the server's host; `None` never answers.
    pub(crate) async fn start(
        answer: impl Fn(&str, &str) -> Option<Vec<u8>> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answer, own, log) = (Arc::new(answer), host.clone(), requests.clone());
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (answer, own, log) = (answer.clone(), own.clone(), log.clone());
                tokio::spawn(async move {
                    let request = read_request(&mut socket).await;
                    log.lock().unwrap().push(request.clone());
                    match answer(&request, &own) {
                        Some(bytes) => drop(socket.write_all(&bytes).await),
                        None => std::future::pending::<()>().await,
                    }
                });
            }
        });
        Self { host, requests }
    }

    /// What it was sent so far: heads and bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn read_request(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        if socket.read_buf(&mut bytes).await.unwrap_or_default() == 0 {
            return text;
        }
    }
}

/// An answer's bytes; `headers` are whole lines.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Option<Vec<u8>> {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    Some([head.as_bytes(), body].concat())
}

/// An activity document.
pub(crate) fn document(body: &str) -> Option<Vec<u8>> {
    answer("200 OK", "content-type: application/activity+json\r\n", body.as_bytes())
}

/// Sends bytes to a server: the request line and headers without the last empty line, and a body. Returns
/// the status and the whole answer. A `Host` is added when `head` has none.
pub(crate) async fn raw(host: &str, head: &str, body: &[u8]) -> (u16, String) {
    let mut socket = TcpStream::connect(host).await.unwrap();
    let named = head.to_ascii_lowercase().contains("\r\nhost:");
    let host = if named { String::new() } else { format!("Host: {host}\r\n") };
    let end = format!("{host}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    socket.write_all(&[head.as_bytes(), end.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    (status, answer)
}

/// Headers of a request.
pub(crate) type Headers = Vec<(&'static str, String)>;

/// A way to sign.
type Sign = fn(
    &Signer<'_>,
    &Outgoing<'_>,
    chrono::DateTime<chrono::Utc>,
) -> Result<Headers, protocol::signature::InvalidKey>;

/// An account of a server that exists only in this test: it can sign, but not be asked.
pub(crate) struct Stranger {
    /// Its id.
    pub(crate) uri: String,
    key: Arc<PrivateKey>,
}

impl Stranger {
    /// An account that `app` knows already, with its key.
    pub(crate) async fn known_to(app: &TestApp, uri: &str) -> Self {
        let key = shared_key();
        let url = Url::parse(uri).unwrap();
        let id: AccountId = app.ctx.next_id();
        let name = format!("a{}", id.0);
        let row = store::entity::account::Model {
            id,
            username_key: name.clone(),
            username: name,
            domain: protocol::origin::host_of_url(&url).unwrap(),
            uri: uri.to_owned(),
            url: None,
            actor_kind: 0,
            display_name: "As it was".to_owned(),
            note: String::new(),
            fields: "[]".to_owned(),
            emojis: "[]".to_owned(),
            avatar_key: None,
            avatar_remote_url: None,
            avatar_description: String::new(),
            header_key: None,
            header_remote_url: None,
            header_description: String::new(),
            locked: false,
            discoverable: None,
            indexable: false,
            hide_collections: None,
            show_media: true,
            show_media_replies: true,
            show_featured: true,
            memorial: false,
            moved_to_id: None,
            also_known_as: "[]".to_owned(),
            attribution_domains: "[]".to_owned(),
            inbox_url: format!("{uri}/inbox"),
            shared_inbox_url: None,
            outbox_url: None,
            followers_url: Some(format!("{uri}/followers")),
            following_url: None,
            featured_url: Some(format!("{uri}/collections/featured")),
            public_key: key.public_pem().unwrap(),
            public_key_id: format!("{uri}#main-key"),
            suspended_at: None,
            limited_at: None,
            fetched_at: Some(NOW),
            created_at: NOW.plus(-Millis::DAY),
            updated_at: NOW,
        };
        let tx = app.ctx.begin().await.unwrap();
        query::federation::insert_account(tx.conn(), row).await.unwrap();
        app.ctx.commit(tx).await.unwrap();
        Self { uri: uri.to_owned(), key }
    }

    /// Posts an activity to an inbox of `app`, signed.
    pub(crate) async fn post(&self, app: &TestApp, path: &str, activity: &Value) -> Answer {
        self.post_bytes(app, path, activity.to_string().into_bytes()).await
    }

    /// The same with any bytes.
    pub(crate) async fn post_bytes(&self, app: &TestApp, path: &str, body: Vec<u8>) -> Answer {
        self.post_dated(app, path, body, app.ctx.now()).await
    }

    /// The same, signed at a certain time.
    pub(crate) async fn post_dated(&self, app: &TestApp, path: &str, body: Vec<u8>, time: Millis) -> Answer {
        let headers = self.sign(app, path, &body, time, sign_draft);
        app.send(Method::POST, path, headers, body).await
    }

    /// The headers of a signed `POST` by RFC 9421.
    pub(crate) fn signed_rfc9421(&self, app: &TestApp, path: &str, body: &[u8]) -> Headers {
        self.sign(app, path, body, app.ctx.now(), sign_rfc9421)
    }

    /// The headers of a signed `POST` by the draft.
    pub(crate) fn signed(&self, app: &TestApp, path: &str, body: &[u8]) -> Headers {
        self.sign(app, path, body, app.ctx.now(), sign_draft)
    }

    /// A document of `app`, asked for with a signature.
    pub(crate) async fn get(&self, app: &TestApp, path: &str) -> Answer {
        let headers = self.request(app, path, ("GET", None), app.ctx.now(), sign_draft);
        app.send(Method::GET, path, headers, Vec::new()).await
    }

    fn sign(&self, app: &TestApp, path: &str, body: &[u8], time: Millis, sign: Sign) -> Headers {
        self.request(app, path, ("POST", Some((body, ACTIVITY_JSON))), time, sign)
    }

    fn request(
        &self,
        app: &TestApp,
        path: &str,
        (method, body): (&str, Option<(&[u8], &str)>),
        time: Millis,
        sign: Sign,
    ) -> Headers {
        let url = Url::parse(&app.ctx.url(path)).unwrap();
        let key_id = format!("{}#main-key", self.uri);
        let headers = sign(
            &Signer { key_id: &key_id, key: &self.key },
            &Outgoing { method, url: &url, body },
            chrono::DateTime::from_timestamp_millis(time.0).unwrap(),
        )
        .unwrap();
        let host = protocol::origin::host_of_url(&url).unwrap();
        headers.into_iter().chain([("Host", host)]).collect()
    }

    /// The account's row id at `app`.
    pub(crate) async fn id(&self, app: &TestApp) -> AccountId {
        query::account::by_uri(app.ctx.db.read(), &self.uri).await.unwrap().unwrap().id
    }
}

/// Making a key takes long in tests: one is enough for all strangers.
fn shared_key() -> Arc<PrivateKey> {
    static KEY: std::sync::OnceLock<Arc<PrivateKey>> = std::sync::OnceLock::new();
    KEY.get_or_init(|| Arc::new(PrivateKey::generate().unwrap())).clone()
}
