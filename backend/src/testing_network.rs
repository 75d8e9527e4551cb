//! Servers that talk over real sockets in one test, and accounts elsewhere that sign what they post.

use std::sync::Arc;

use kinds::{AccountId, Millis};
use poem::{Server, http::Method, listener::TcpAcceptor};
use protocol::{
    origin::ACTIVITY_JSON,
    signature::{Outgoing, PrivateKey, Signer, sign_draft},
};
use serde_json::Value;
use store::query;
use tokio::net::TcpListener;
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
            config.federation.allow_addresses = vec!["127.0.0.1/32".to_owned()];
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
        let url = Url::parse(&app.ctx.url(path)).unwrap();
        let key_id = format!("{}#main-key", self.uri);
        let headers = sign_draft(
            &Signer { key_id: &key_id, key: &self.key },
            &Outgoing { method: "POST", url: &url, body: Some((&body, ACTIVITY_JSON)) },
            chrono::DateTime::from_timestamp_millis(time.0).unwrap(),
        )
        .unwrap();
        let host = protocol::origin::host_of_url(&url).unwrap();
        let headers = headers.into_iter().chain([("Host", host)]).collect();
        app.send(Method::POST, path, headers, body).await
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
