//! The server in a test: a real database of its own, a clock that stands still, requests without a socket.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use kinds::{AccountId, Millis, Scopes, StatusId, UserId, Visibility};
use poem::{EndpointExt, http::Method, test::TestClient};
use serde_json::{Value, json};
use store::{Db, DbOptions};
use testkit::TestDatabase;

use crate::{
    clock::Clock,
    config::Config,
    ctx::Ctx,
    job::{CleanUp, JobKind},
    jobs::Runner,
    service::{
        account::create::{self, Created, NewAccount},
        auth::{self, Credential, Viewer, token},
        role,
    },
    testing_document::Documented,
    web,
};

/// The time at which every test begins: 2026-03-10 12:00 UTC.
pub(crate) const NOW: Millis = Millis(1_773_144_000_000);

/// A server of its own for one test.
pub(crate) struct TestApp {
    /// The server's context.
    pub(crate) ctx: Ctx,
    client: TestClient<Box<dyn poem::endpoint::DynEndpoint<Output = poem::Response>>>,
    database: Arc<TestDatabase>,
}

/// Somebody with an account and a token that allows everything short of administration.
#[derive(Clone, Debug)]
pub(crate) struct TestUser {
    /// The account.
    pub(crate) account: AccountId,
    /// The user.
    pub(crate) user: UserId,
    /// An access token.
    pub(crate) token: String,
}

/// The password of every test user.
pub(crate) const PASSWORD: &str = "correct horse battery";

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

    /// The body as text.
    pub(crate) fn text(self) -> String {
        match self.body {
            Value::String(text) => text,
            other => other.to_string(),
        }
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
        Self::open(Arc::new(database), config).await
    }

    /// Another process of the same server, with a configuration changed by `change`.
    pub(crate) async fn beside(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.ctx.config.clone();
        change(&mut config);
        Self::open(self.database.clone(), config).await
    }

    async fn open(database: Arc<TestDatabase>, config: Config) -> Self {
        let db = Db::open(&DbOptions { url: database.url(), connections: 4 }).await.unwrap();
        let ctx = Ctx::new(config, db, Clock::manual(NOW)).await.unwrap();
        let client = TestClient::new(Documented::new(&ctx, web::routes(&ctx)).boxed());
        Self { ctx, client, database }
    }

    /// A user with a confirmed address `NAME@example.org` and the password [`PASSWORD`].
    pub(crate) async fn user(&self, name: &str) -> TestUser {
        self.user_with(name, |_| {}).await
    }

    /// The same with the role Admin, and a token that may administrate.
    pub(crate) async fn admin(&self, name: &str) -> TestUser {
        let admin = self.user_with(name, |new| new.role = role::ADMIN).await;
        let token = self.token_for(&admin, "read write follow push profile admin:read admin:write").await;
        TestUser { token, ..admin }
    }

    /// The same with something else about the account.
    pub(crate) async fn user_with(&self, name: &str, change: impl FnOnce(&mut NewAccount)) -> TestUser {
        let mut new = NewAccount::confirmed(name, &format!("{name}@example.org"));
        change(&mut new);
        let Created { account, user } = create::create(&self.ctx, new, PASSWORD).await.unwrap();
        let user = TestUser { account, user, token: String::new() };
        let token = self.token_for(&user, &Scopes::full().to_string()).await;
        TestUser { token, ..user }
    }

    /// Another token of a user, with these scopes.
    pub(crate) async fn token_for(&self, user: &TestUser, scopes: &str) -> String {
        let tx = self.ctx.begin().await.unwrap();
        let issued = token::issue(&self.ctx, &tx, None, Some(user.user), &scopes.parse().unwrap()).await;
        self.ctx.commit(tx).await.unwrap();
        issued.unwrap().text
    }

    /// Private mentions by people the user does not follow are not filtered.
    pub(crate) async fn lets_strangers_write(&self, user: &TestUser) {
        let policy = json!({ "for_private_mentions": "accept" });
        self.request(Method::PATCH, "/api/v2/notifications/policy", Some(&user.token), Some(policy))
            .await
            .ok();
    }

    /// The user as services see it.
    pub(crate) async fn viewer(&self, user: &TestUser) -> Arc<Viewer> {
        auth::authenticate(&self.ctx, Credential::Token(&user.token)).await.unwrap()
    }

    /// Removes what has grown old, as happens every hour.
    pub(crate) async fn clean_up(&self) {
        self.ctx.submit(CleanUp {}.to_job().unwrap()).await.unwrap();
        self.drain().await;
    }

    /// A status with this HTML, stored without any of what posting does.
    pub(crate) async fn stored_status(
        &self,
        author: &TestUser,
        visibility: Visibility,
        html: &str,
    ) -> StatusId {
        let id: StatusId = self.ctx.next_id();
        let row = store::entity::status::Model {
            id,
            uri: self.ctx.url(&format!("/users/{}/statuses/{id}", author.account)),
            url: None,
            account_id: author.account,
            local: true,
            visibility,
            listed: visibility == Visibility::Public,
            text: String::new(),
            content: html.to_owned(),
            spoiler_text: String::new(),
            sensitive: false,
            language: Some("en".to_owned()),
            conversation_id: None,
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            in_reply_to_uri: None,
            reblog_of_id: None,
            app_id: None,
            has_media: false,
            emojis: "[]".to_owned(),
            quote_policy: "public".to_owned(),
            reply_policy: "public".to_owned(),
            created_at: self.ctx.now(),
            edited_at: None,
            fetched_at: None,
            local_only: false,
        };
        assert!(store::query::status_change::insert(self.ctx.db.write(), row).await.unwrap());
        id
    }

    /// Gives an account another display name.
    pub(crate) async fn rename(&self, user: &TestUser, name: &str) {
        store::Sql::new("UPDATE accounts SET display_name = ")
            .bind(name)
            .push(" WHERE id = ")
            .bind(user.account)
            .execute(self.ctx.db.write())
            .await
            .unwrap();
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

    /// `GET` with a header.
    pub(crate) async fn get_with(&self, path: &str, name: &str, value: &str) -> Answer {
        Self::answer(self.client.get(path).header(name, value)).await
    }

    /// `POST` of a multipart form with a token: fields, and one file named `name`.
    pub(crate) async fn upload_as(
        &self,
        token: &str,
        (method, path): (Method, &str),
        fields: &[(&str, &str)],
        (name, file): (&str, &[u8]),
    ) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            let head = format!("--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        let head =
            format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\r\n");
        body.extend([head.as_bytes(), file, b"\r\n--cut--\r\n"].concat());
        let request = self.client.request(method, path).header("authorization", format!("Bearer {token}"));
        Self::answer(request.content_type("multipart/form-data; boundary=cut").body(body)).await
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

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { app: self, cookies: Mutex::default() }
    }

    /// The letters sent so far, latest first, after all jobs have run.
    pub(crate) async fn mail(&self) -> Vec<String> {
        self.drain().await;
        let letters = crate::mail::stored(&self.ctx.config.server.data_dir).await.unwrap();
        letters.into_iter().map(|letter| letter.text).collect()
    }

    /// A request with exactly these headers and bytes.
    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Answer {
        let request = self.client.request(method, path);
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        Self::answer(request.body(body)).await
    }

    /// The folder with this test's data.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.database.folder()
    }
}

/// A browser: keeps cookies and sends forms with the hidden fields they came with.
pub(crate) struct Browser<'a> {
    app: &'a TestApp,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A page, or a redirect to one.
#[derive(Debug)]
pub(crate) struct Visited {
    /// The HTTP status.
    pub(crate) status: u16,
    /// Where a redirect leads; empty without one.
    pub(crate) location: String,
    /// The HTML.
    pub(crate) html: String,
}

impl Visited {
    /// The value of a hidden field.
    #[track_caller]
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let (_, rest) =
            self.html.split_once(&start).unwrap_or_else(|| panic!("no field {name} in {}", self.html));
        rest.split_once('"').unwrap().0.replace("&amp;", "&")
    }
}

impl Browser<'_> {
    /// Opens an address.
    pub(crate) async fn open(&self, path: &str) -> Visited {
        self.send(self.app.client.request(Method::GET, path)).await
    }

    /// Opens `path` and sends its form to `action`, with the CSRF token it came with.
    pub(crate) async fn fill(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Visited {
        let csrf = self.open(path).await.hidden("csrf");
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend(fields);
        self.post(action, &all).await
    }

    /// Sends a form as it is.
    pub(crate) async fn post(&self, action: &str, fields: &[(&str, &str)]) -> Visited {
        let body = shared::form::encode_pairs(fields.iter().copied());
        let request = self.app.client.request(Method::POST, action);
        self.send(request.content_type("application/x-www-form-urlencoded").body(body)).await
    }

    /// Signs in with name and [`PASSWORD`].
    pub(crate) async fn sign_in(&self, name: &str) -> Visited {
        self.fill("/auth/sign_in", "/auth/sign_in", &[("login", name), ("password", PASSWORD)]).await
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Another browser with the same cookies.
    pub(crate) fn copy(&self) -> Self {
        Self { app: self.app, cookies: Mutex::new(self.cookies.lock().unwrap().clone()) }
    }

    async fn send<E: poem::Endpoint>(&self, request: poem::test::TestRequestBuilder<'_, E>) -> Visited {
        let cookies: Vec<_> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header("cookie", cookies.join("; ")).send().await.0;
        for set in response.headers().get_all("set-cookie") {
            let (pair, attributes) = set.to_str().unwrap().split_once(';').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
            assert!(attributes.contains("Secure") && attributes.contains("Path=/"), "{attributes}");
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        Visited {
            status: response.status().as_u16(),
            location: location.unwrap_or_default(),
            html: response.into_body().into_string().await.unwrap(),
        }
    }
}
