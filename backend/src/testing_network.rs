//! Servers that talk over real sockets in one test.

use kinds::AccountId;
use poem::{Server, listener::TcpAcceptor};
use tokio::net::TcpListener;

use crate::{config::Config, testing::TestApp, web};

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
