use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use poem::http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::form::encode_pairs;

use super::{register_app, token};
use crate::testing::{Browser, TestApp};

const REDIRECT: &str = "https://elk.example/callback";
const VERIFIER: &str = "0123456789012345678901234567890123456789012";

struct Client {
    id: String,
    secret: String,
}

impl Client {
    async fn new(app: &TestApp, scopes: &str) -> Self {
        let (id, secret) = register_app(app, REDIRECT, scopes).await;
        Self { id, secret }
    }

    fn query(&self, more: &[(&str, &str)]) -> String {
        let mut pairs = vec![("response_type", "code"), ("client_id", self.id.as_str())];
        if !more.iter().any(|(name, _)| *name == "redirect_uri") {
            pairs.push(("redirect_uri", REDIRECT));
        }
        pairs.extend(more);
        format!("/oauth/authorize?{}", encode_pairs(pairs))
    }

    /// Lets the application in and returns the code.
    async fn code(&self, browser: &Browser<'_>, more: &[(&str, &str)]) -> String {
        let form = browser.open(&self.query(more)).await;
        let names = [
            "csrf",
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "code_challenge",
            "code_challenge_method",
        ];
        let fields = names.map(|name| (name, form.hidden(name)));
        let answer =
            browser.post("/oauth/authorize", &fields.each_ref().map(|(n, v)| (*n, v.as_str()))).await;
        assert!(answer.location.starts_with(&format!("{REDIRECT}?code=")), "{answer:?}");
        let code = answer.location.split_once("code=").unwrap().1;
        code.split('&').next().unwrap().to_owned()
    }

    fn exchange(&self, code: &str) -> Value {
        json!({
            "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT,
            "client_id": self.id, "client_secret": self.secret,
        })
    }
}

async fn signed_in(app: &TestApp) -> Browser<'_> {
    app.user("alice").await;
    let browser = app.browser();
    browser.sign_in("alice").await;
    browser
}

fn error(answer: &crate::testing::Answer) -> (u16, &str) {
    (answer.status, answer.body["error"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn an_application_is_let_in_and_uses_the_api() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read write").await;
    app.user("alice").await;
    let browser = app.browser();
    // A visitor signs in first and comes back to the question.
    let path = client.query(&[("scope", "read"), ("state", "a b&c")]);
    let away = browser.open(&path).await;
    assert!(away.location.starts_with("/auth/sign_in?return_to="), "{away:?}");
    browser.sign_in("alice").await;
    let form = browser.open(&path).await;
    assert!(form.html.contains("Let Elk in?") && form.html.contains("elk.example"), "{}", form.html);

    let code = client.code(&browser, &[("scope", "read"), ("state", "x")]).await;
    let made = token(&app, client.exchange(&code)).await.ok();
    assert_eq!((made["token_type"].as_str(), made["scope"].as_str()), (Some("Bearer"), Some("read")));
    let text = made["access_token"].as_str().unwrap();
    let own = app.get_as(text, "/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(own["acct"], "alice");
    assert_eq!(app.get_as(text, "/api/v1/apps/verify_credentials").await.ok()["name"], "Elk");
    app.request(Method::PATCH, "/api/v1/profile", Some(text), Some(json!({ "display_name": "x" })))
        .await
        .is_error(403, "This action is outside the authorized scopes");
}

#[tokio::test]
async fn the_language_that_the_application_asks_for_is_kept_on_the_way() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let away = app.browser().open(&client.query(&[("lang", "de")])).await;
    assert!(away.location.ends_with("&lang=de"), "{away:?}");
    assert!(app.browser().open(&away.location).await.html.contains("<html lang=\"de\">"));
    let browser = signed_in(&app).await;
    let form = browser.open(&client.query(&[("lang", "de"), ("force_login", "true")])).await;
    assert!(form.html.contains("<html lang=\"de\">"), "{}", form.html);
}

#[tokio::test]
async fn a_slash_at_the_end_of_an_address_counts_for_nothing() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    let form = browser.open(&client.query(&[]).replacen('?', "/?", 1)).await;
    assert!(form.html.contains("Let Elk in?"), "{}", form.html);
    let refused = app.request(Method::POST, "/oauth/token/", None, Some(json!({}))).await;
    assert_eq!(error(&refused), (400, "invalid_request"));
}

#[tokio::test]
async fn a_code_works_once_and_using_it_again_takes_the_token_back() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    let code = client.code(&browser, &[]).await;
    let made = token(&app, client.exchange(&code)).await.ok();
    let text = made["access_token"].as_str().unwrap();
    app.get_as(text, "/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(error(&token(&app, client.exchange(&code)).await), (400, "invalid_grant"));
    assert_eq!(app.get_as(text, "/api/v1/accounts/verify_credentials").await.status, 401);
}

#[tokio::test]
async fn a_code_is_for_one_client_one_address_and_ten_minutes() {
    let app = TestApp::start().await;
    let (client, other) = (Client::new(&app, "read").await, Client::new(&app, "read").await);
    let browser = signed_in(&app).await;
    let code = client.code(&browser, &[]).await;
    assert_eq!(error(&token(&app, other.exchange(&code)).await), (400, "invalid_grant"));
    let mut elsewhere = client.exchange(&code);
    elsewhere["redirect_uri"] = json!("https://elk.example/other");
    assert_eq!(error(&token(&app, elsewhere).await), (400, "invalid_grant"));
    let mut wrong = client.exchange(&code);
    wrong["client_secret"] = json!("guess");
    assert_eq!(error(&token(&app, wrong).await), (401, "invalid_client"));
    app.ctx.clock.advance(10 * 60_000);
    assert_eq!(error(&token(&app, client.exchange(&code)).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn pkce_demands_the_right_verifier() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let pkce = [("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")];
    let code = client.code(&browser, &pkce).await;
    assert_eq!(error(&token(&app, client.exchange(&code)).await), (400, "invalid_grant"));
    let with = |code: &str, verifier: &str| {
        let mut body = client.exchange(code);
        body["code_verifier"] = json!(verifier);
        body
    };
    assert_eq!(error(&token(&app, with(&code, "wrong")).await), (400, "invalid_grant"));
    token(&app, with(&code, VERIFIER)).await.ok();
    // A verifier for a request that had no challenge: somebody took the challenge out.
    let plain = client.code(&browser, &[]).await;
    assert_eq!(error(&token(&app, with(&plain, VERIFIER)).await), (400, "invalid_grant"));
    let refused = browser
        .open(&client.query(&[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]))
        .await;
    assert!(refused.location.contains("error=invalid_request"), "{refused:?}");
}

#[tokio::test]
async fn nobody_is_redirected_to_an_address_that_is_not_registered() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    for uri in
        ["https://evil.example/", "https://elk.example/callback/", "https://elk.example/callback?x=1", ""]
    {
        let page = browser.open(&client.query(&[("redirect_uri", uri)])).await;
        assert_eq!((page.status, page.location.as_str()), (400, ""), "{uri}");
    }
    assert_eq!(browser.open("/oauth/authorize?client_id=unknown").await.status, 400);
}

#[tokio::test]
async fn scopes_beyond_the_registered_ones_are_refused() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read:statuses").await;
    let browser = signed_in(&app).await;
    for scope in ["read", "write", "read:statuses admin:read", "nonsense"] {
        let answer = browser.open(&client.query(&[("scope", scope), ("state", "s")])).await;
        assert!(answer.location.starts_with(&format!("{REDIRECT}?error=invalid_scope")), "{answer:?}");
        assert!(answer.location.ends_with("&state=s"));
    }
    let body = json!({ "grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret, "scope": "write" });
    assert_eq!(error(&token(&app, body).await), (400, "invalid_scope"));
    let body = json!({ "grant_type": "password", "client_id": client.id, "client_secret": client.secret });
    assert_eq!(error(&token(&app, body).await), (400, "unsupported_grant_type"));
}

#[tokio::test]
async fn consent_is_given_by_a_form_of_ours_only() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    let fields = [("response_type", "code"), ("client_id", client.id.as_str()), ("redirect_uri", REDIRECT)];
    assert_eq!(browser.post("/oauth/authorize", &fields).await.status, 403);
}

#[tokio::test]
async fn saying_no_tells_the_application() {
    let app = TestApp::start().await;
    let client = Client::new(&app, "read").await;
    let browser = signed_in(&app).await;
    let csrf = browser.open(&client.query(&[])).await.hidden("csrf");
    let fields = [
        ("csrf", csrf.as_str()),
        ("response_type", "code"),
        ("client_id", &client.id),
        ("redirect_uri", REDIRECT),
    ];
    let answer = browser.post("/oauth/authorize/deny", &fields).await;
    assert!(answer.location.starts_with(&format!("{REDIRECT}?error=access_denied")), "{answer:?}");
}

#[tokio::test]
async fn access_is_taken_back_by_the_application_or_the_person() {
    let app = TestApp::start().await;
    let (client, other) = (Client::new(&app, "read").await, Client::new(&app, "read").await);
    let browser = signed_in(&app).await;
    let fresh = async || {
        let code = client.code(&browser, &[]).await;
        token(&app, client.exchange(&code)).await.ok()["access_token"].as_str().unwrap().to_owned()
    };
    let status = async |text: &str| app.get_as(text, "/api/v1/accounts/verify_credentials").await.status;
    let revoke = async |client: &Client, text: &str| {
        let body = json!({ "client_id": client.id, "client_secret": client.secret, "token": text });
        app.request(Method::POST, "/oauth/revoke", None, Some(body)).await.status
    };
    let text = fresh().await;
    assert_eq!(revoke(&other, &text).await, 403);
    assert_eq!(status(&text).await, 200);
    assert_eq!(revoke(&client, &text).await, 200);
    assert_eq!(status(&text).await, 401);
    assert_eq!(revoke(&client, &text).await, 200);

    let text = fresh().await;
    let page = browser.open("/oauth/authorized_applications").await;
    assert!(page.html.contains("Elk"));
    let fields = [("csrf", page.hidden("csrf")), ("app", page.hidden("app"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    browser.post("/oauth/authorized_applications/revoke", &fields).await;
    assert_eq!(status(&text).await, 401);
}

#[tokio::test]
async fn the_code_is_shown_where_no_redirect_is_possible() {
    let app = TestApp::start().await;
    let (id, secret) = register_app(&app, "urn:ietf:wg:oauth:2.0:oob", "read").await;
    let browser = signed_in(&app).await;
    let query = encode_pairs([
        ("response_type", "code"),
        ("client_id", id.as_str()),
        ("redirect_uri", "urn:ietf:wg:oauth:2.0:oob"),
    ]);
    let form = browser.open(&format!("/oauth/authorize?{query}")).await;
    let names = ["csrf", "response_type", "client_id", "redirect_uri"];
    let fields = names.map(|name| (name, form.hidden(name)));
    let answer = browser.post("/oauth/authorize", &fields.each_ref().map(|(n, v)| (*n, v.as_str()))).await;
    let page = browser.open(&answer.location).await;
    let code = page.html.split_once("value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
    let body = json!({
        "grant_type": "authorization_code", "code": code, "redirect_uri": "urn:ietf:wg:oauth:2.0:oob",
        "client_id": id, "client_secret": secret,
    });
    token(&app, body).await.ok();
}

#[tokio::test]
async fn the_server_describes_itself_and_its_people_to_clients() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let about = app.get("/.well-known/oauth-authorization-server").await.ok();
    assert_eq!(about["token_endpoint"], "https://phiomia.test/oauth/token");
    assert_eq!(about["code_challenge_methods_supported"], json!(["S256"]));
    let person = app.get_as(&alice.token, "/oauth/userinfo").await.ok();
    assert_eq!(person["preferred_username"], "alice");
    assert_eq!(person["sub"], "https://phiomia.test/users/alice");
    let narrow = app.token_for(&alice, "read").await;
    assert_eq!(app.get_as(&narrow, "/oauth/userinfo").await.status, 403);
}

#[tokio::test]
async fn an_application_with_a_dangerous_address_is_refused() {
    let app = TestApp::start().await;
    let register =
        async |body: Value| app.request(Method::POST, "/api/v1/apps", None, Some(body)).await.status;
    assert_eq!(register(json!({ "client_name": "x", "redirect_uris": "javascript:alert(1)" })).await, 422);
    assert_eq!(register(json!({ "client_name": "", "redirect_uris": REDIRECT })).await, 422);
    assert_eq!(
        register(json!({ "client_name": "x", "redirect_uris": REDIRECT, "scopes": "all" })).await,
        422
    );
    assert_eq!(register(json!({ "client_name": "x", "redirect_uris": [REDIRECT, "app://x"] })).await, 200);
}
