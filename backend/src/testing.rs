//! The server in a test: a real database of its own, a clock that stands still, requests without a socket.

use kinds::Millis;
use poem::{EndpointExt, http::Method, test::TestClient};
use serde_json::Value;
use store::{Db, DbOptions};
use testkit::TestDatabase;

use crate::{clock::Clock, config::Config, ctx::Ctx, jobs::Runner, web};

/// The time at which every test begins: 2026-03-10 12:00 UTC.
pub(crate) const NOW: Millis = Millis(1_773_144_000_000);

/// A server of its own for one test.
pub(crate) struct TestApp {
    /// The server's context.
    pub(crate) ctx: Ctx,
    client: TestClient<Box<dyn poem::endpoint::DynEndpoint<Output = poem::Response>>>,
    database: TestDatabase,
}

/// An answer.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: poem::http::HeaderMap,
    /// The body, as JSON when it is that, else as a string.
    pub(crate) body: Value,
}

impl Answer {
    /// The body of an answer that must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "answer {}: {}", self.status, self.body);
        self.body
    }

    /// Asserts an error with a text.
    #[track_caller]
    pub(crate) fn is_error(&self, status: u16, text: &str) {
        assert_eq!(
            (self.status, self.body["error"].as_str().unwrap_or_default()),
            (status, text),
            "{}",
            self.body
        );
    }
}

impl TestApp {
    /// Starts a server with the default configuration on a SQLite file of its own.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same, with a configuration changed by `change`.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(TestDatabase::sqlite().await, change).await
    }

    /// The same on a given database.
    pub(crate) async fn on(database: TestDatabase, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.server.base_url = "https://phiomia.test".to_owned();
        config.server.data_dir = database.folder().display().to_string();
        config.rate_limits.enabled = false;
        change(&mut config);
        let db = Db::open(&DbOptions { url: database.url(), connections: 4 }).await.unwrap();
        let ctx = Ctx::new(config, db, Clock::manual(NOW)).await.unwrap();
        let client = TestClient::new(web::routes(&ctx).map_to_response().boxed());
        Self { ctx, client, database }
    }

    /// Runs all background jobs that are due, and those they add. Returns how many.
    pub(crate) async fn drain(&self) -> usize {
        Runner::new(self.ctx.clone()).drain().await.unwrap()
    }

    /// `GET` as a visitor.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path, None, None).await
    }

    /// `GET` as a browser that wants a page.
    pub(crate) async fn get_page(&self, path: &str) -> Answer {
        Self::answer(self.client.get(path).header("accept", "text/html,*/*;q=0.8")).await
    }

    /// `GET` with a token.
    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Answer {
        self.request(Method::GET, path, Some(token), None).await
    }

    /// `POST` of JSON with a token.
    pub(crate) async fn post_as(&self, token: &str, path: &str, body: Value) -> Answer {
        self.request(Method::POST, path, Some(token), Some(body)).await
    }

    /// Any request.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = self.client.request(method, path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(body) = body {
            request = request.content_type("application/json").body(body.to_string());
        }
        Self::answer(request).await
    }

    /// Sends a request that was put together by hand.
    pub(crate) async fn answer<E: poem::Endpoint>(request: poem::test::TestRequestBuilder<'_, E>) -> Answer {
        let response = request.send().await.0;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.into_body().into_bytes().await.unwrap();
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or_else(|_| text()) }
    }

    /// The folder with this test's data.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.database.folder()
    }
}
