use poem::http::Method;
use serde_json::json;

use super::{register_app, token};
use crate::{
    service::auth::{
        invite::{self, NewInvite},
        owner,
    },
    testing::{PASSWORD, TestApp},
};

const ALICE: [(&str, &str); 4] =
    [("username", "alice"), ("email", "alice@example.org"), ("password", PASSWORD), ("agreement", "1")];

#[tokio::test]
async fn a_visitor_signs_up_confirms_and_is_in() {
    let app = TestApp::start().await;
    let browser = app.browser();
    let page = browser.fill("/auth/sign_up", "/auth/sign_up", &ALICE).await;
    assert!(page.html.contains("alice@example.org"), "{}", page.html);
    assert!(!page.html.contains("/dev/mail"), "only who sits at the machine reads mail there");
    let mail = app.mail().await;
    let link = mail[0].lines().find(|line| line.contains("/auth/confirm")).unwrap();
    let path = link.strip_prefix("https://phiomia.test").unwrap();
    let ask = browser.open(path).await;
    let fields = [("csrf", ask.hidden("csrf")), ("token", ask.hidden("token"))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(browser.post("/auth/confirm", &fields).await.location, "/");
    assert_eq!(browser.open("/auth/security").await.status, 200);
    assert!(app.mail().await[0].contains("Welcome"));
    // The link works once.
    let again = app.browser();
    let csrf = again.open("/auth/sign_in").await.hidden("csrf");
    let fields = [("csrf", csrf.as_str()), fields[1]];
    assert_eq!(again.post("/auth/confirm", &fields).await.status, 422);
}

#[tokio::test]
async fn problems_stand_beside_their_fields_in_the_visitors_language() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    let fields = [("username", "alice"), ("email", "no address"), ("password", "short")];
    let page = browser.fill("/auth/sign_up", "/auth/sign_up", &fields).await;
    assert_eq!(page.status, 422);
    for text in [
        "Somebody has this name already.",
        "This is not a mail address.",
        "This is too short",
        "agree to the rules",
        "aria-invalid",
    ] {
        assert!(page.html.contains(text), "{text}: {}", page.html);
    }
    assert!(!page.html.contains("short\""), "passwords are never sent back");
}

#[tokio::test]
async fn who_may_sign_up_is_what_the_server_says() {
    let closed = TestApp::with(|config| config.instance.registrations = "closed".to_owned()).await;
    assert_eq!(closed.browser().open("/auth/sign_up").await.status, 403);

    let app = TestApp::with(|config| {
        config.instance.registrations = "invite".to_owned();
        config.instance.confirm_email = false;
    })
    .await;
    let host = app.user("host").await;
    let once = NewInvite { max_uses: Some(1), follow_inviter: true, ..NewInvite::default() };
    let code = invite::create(&app.ctx, host.user, once).await.unwrap();
    assert_eq!(app.browser().open("/auth/sign_up").await.status, 403);
    let path = format!("/auth/sign_up?invite={code}");
    let fields: Vec<_> = ALICE.into_iter().chain([("invite", code.as_str())]).collect();
    let browser = app.browser();
    let csrf = browser.open(&path).await.hidden("csrf");
    let mut sent = fields.clone();
    sent.push(("csrf", &csrf));
    assert_eq!(browser.post("/auth/sign_up", &sent).await.status, 303);
    assert_eq!(app.browser().open(&path).await.status, 403, "the invitation is used up");
    let host = app.get(&format!("/api/v1/accounts/{}", host.account)).await.ok();
    assert_eq!(host["followers_count"], 1);
}

#[tokio::test]
async fn with_approval_the_staff_is_asked_after_the_address_is_confirmed() {
    let app = TestApp::with(|config| {
        config.instance.registrations = "approval".to_owned();
        config.instance.confirm_email = false;
    })
    .await;
    app.admin("admin").await;
    let page = app.browser().fill("/auth/sign_up", "/auth/sign_up", &ALICE).await;
    assert!(page.html.contains("Please fill this in."));
    let fields: Vec<_> = ALICE.into_iter().chain([("reason", "I like herons")]).collect();
    app.browser().fill("/auth/sign_up", "/auth/sign_up", &fields).await;
    let mail = app.mail().await;
    assert!(mail[0].contains("To: admin@example.org") && mail[0].contains("I like herons"), "{}", mail[0]);
    assert_eq!(app.browser().sign_in("alice").await.status, 422);
}

#[tokio::test]
async fn the_first_visitor_with_the_link_becomes_the_owner() {
    let app = TestApp::start().await;
    let link = owner::setup_link(&app.ctx).await.unwrap().unwrap();
    assert_eq!(owner::setup_link(&app.ctx).await.unwrap().as_ref(), Some(&link));
    let path = link.strip_prefix("https://phiomia.test").unwrap();
    assert_eq!(app.browser().open("/auth/setup?token=guess").await.status, 422);
    let browser = app.browser();
    let form = browser.open(path).await;
    let (csrf, token) = (form.hidden("csrf"), form.hidden("token"));
    let fields: Vec<_> = ALICE.into_iter().chain([("csrf", csrf.as_str()), ("token", &token)]).collect();
    assert_eq!(browser.post("/auth/setup", &fields).await.status, 303);
    let own = browser.open("/api/v1/accounts/verify_credentials").await;
    assert!(own.html.contains("\"name\":\"Owner\""), "{}", own.html);
    assert_eq!(app.browser().open(path).await.status, 422);
    assert!(owner::setup_link(&app.ctx).await.unwrap().is_none());
}

#[tokio::test]
async fn an_application_signs_somebody_up() {
    let app = TestApp::start().await;
    let (id, secret) = register_app(&app, "urn:ietf:wg:oauth:2.0:oob", "read write").await;
    let body = json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "scope": "read write" });
    let client = token(&app, body).await.ok()["access_token"].as_str().unwrap().to_owned();
    let bad = app.post_as(&client, "/api/v1/accounts", json!({ "username": "a b", "email": "" })).await;
    assert_eq!(bad.status, 422);
    assert_eq!(bad.body["details"]["username"][0]["error"], "ERR_INVALID");
    assert_eq!(bad.body["details"]["agreement"][0]["error"], "ERR_ACCEPTED");

    let body = json!({ "username": "alice", "email": "alice@example.org", "password": PASSWORD, "agreement": true, "locale": "de" });
    let made = app.post_as(&client, "/api/v1/accounts", body.clone()).await.ok();
    let own = made["access_token"].as_str().unwrap();
    assert_eq!(app.get_as(own, "/api/v1/accounts/verify_credentials").await.status, 403);
    assert_eq!(app.get_as(own, "/api/v1/emails/check_confirmation").await.ok(), false);
    app.post_as(own, "/api/v1/emails/confirmations", json!({ "email": "right@example.org" })).await.ok();
    let mail = app.mail().await;
    assert!(mail[0].contains("To: right@example.org") && mail[0].contains("willkommen"), "{}", mail[0]);

    let person = app.user("bob").await;
    assert_eq!(app.post_as(&person.token, "/api/v1/accounts", body).await.status, 403);
    assert_eq!(app.request(Method::POST, "/api/v1/accounts", None, Some(json!({}))).await.status, 401);
    assert_eq!(app.post_as(&person.token, "/api/v1/emails/confirmations", json!({})).await.status, 403);
}
