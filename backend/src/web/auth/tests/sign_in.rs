use poem::http::Method;
use serde_json::json;

use crate::{
    service::{
        account::manage::{self, Change},
        auth::second_factor,
    },
    testing::{PASSWORD, TestApp},
};

#[tokio::test]
async fn a_person_signs_in_by_name_or_address_and_out_again() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for login in ["alice", "@Alice", "ALICE@example.org"] {
        let browser = app.browser();
        let answer = browser.sign_in(login).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{login}");
        assert_eq!(browser.open("/auth/security").await.status, 200);
        let stolen = browser.copy();
        browser.fill("/auth/security", "/auth/sign_out", &[]).await;
        // The cookie is worthless, not only forgotten.
        assert_eq!(stolen.open("/auth/security").await.status, 303);
    }
}

#[tokio::test]
async fn wrong_passwords_and_unknown_people_get_the_same_answer() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    let attempt = async |login| {
        let fields = [("login", login), ("password", "wrong password")];
        let page = browser.fill("/auth/sign_in", "/auth/sign_in", &fields).await;
        (page.status, page.html.contains("Name or password are not right."))
    };
    assert_eq!(attempt("alice").await, (422, true));
    assert_eq!(attempt("nobody").await, (422, true));
    assert!(browser.cookie("phiomia_session").is_none());
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    browser.open("/auth/sign_in").await;
    let fields = [("login", "alice"), ("password", PASSWORD)];
    assert_eq!(browser.post("/auth/sign_in", &fields).await.status, 403);
    // Nor does a token from somebody else's page help.
    let foreign = app.browser().open("/auth/sign_in").await.hidden("csrf");
    let fields = [("csrf", foreign.as_str()), ("login", "alice"), ("password", PASSWORD)];
    assert_eq!(browser.post("/auth/sign_in", &fields).await.status, 403);
    assert!(browser.cookie("phiomia_session").is_none());
}

#[tokio::test]
async fn the_web_app_signs_out_with_its_header() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    browser.sign_in("alice").await;
    let cookie = format!("phiomia_session={}", browser.cookie("phiomia_session").unwrap());
    let headers = vec![("cookie", cookie), ("x-phiomia-web", "1".to_owned())];
    assert_eq!(app.send(Method::POST, "/auth/sign_out", headers, Vec::new()).await.status, 303);
    assert_eq!(browser.open("/auth/security").await.status, 303);
}

#[tokio::test]
async fn a_browser_whose_session_has_ended_reads_as_a_visitor() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    browser.sign_in("alice").await;
    let other = browser.copy();
    browser.fill("/auth/security", "/auth/sign_out", &[]).await;
    assert_eq!(other.open("/api/v2/instance").await.status, 200);
    assert_eq!(other.open("/api/v1/accounts/verify_credentials").await.status, 401);
}

#[tokio::test]
async fn a_form_from_before_signing_in_does_not_work_after() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    let before = browser.open("/auth/sign_in").await.hidden("csrf");
    browser.sign_in("alice").await;
    let answer = browser.post("/auth/security/setup", &[("csrf", before.as_str())]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let app = TestApp::start().await;
    app.user("alice").await;
    for target in ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"] {
        let browser = app.browser();
        let fields = [("login", "alice"), ("password", PASSWORD), ("return_to", target)];
        let answer = browser.fill("/auth/sign_in", "/auth/sign_in", &fields).await;
        assert_eq!(answer.location, "/", "{target}");
    }
    let browser = app.browser();
    let fields = [("login", "alice"), ("password", PASSWORD), ("return_to", "/settings?x=1")];
    assert_eq!(browser.fill("/auth/sign_in", "/auth/sign_in", &fields).await.location, "/settings?x=1");
}

#[tokio::test]
async fn the_session_counts_for_changes_only_with_the_web_apps_header() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    browser.sign_in("alice").await;
    let page = browser.open("/api/v1/accounts/verify_credentials").await;
    assert!(page.html.contains("\"acct\":\"alice\""), "{}", page.html);
    let posted = browser.post("/api/v1/profile", &[("display_name", "Mallory")]).await;
    assert!(posted.status >= 400);
}

#[tokio::test]
async fn those_who_are_not_in_are_told_why_after_the_right_password() {
    let app = TestApp::start().await;
    let disabled = app.user("disabled").await;
    manage::change(&app.ctx, disabled.user, Change::Disable).await.unwrap();
    app.user_with("pending", |new| new.approved = false).await;
    app.user_with("unconfirmed", |new| new.confirmed = false).await;
    for (name, text) in [
        ("disabled", "closed by the moderators"),
        ("pending", "not looked at your request"),
        ("unconfirmed", "not confirmed yet"),
    ] {
        let browser = app.browser();
        let page = browser.sign_in(name).await;
        assert!(page.status == 422 && page.html.contains(text), "{name}: {}", page.html);
        assert!(browser.cookie("phiomia_session").is_none());
    }
    assert!(app.mail().await[0].contains("/auth/confirm?token="));
}

#[tokio::test]
async fn tokens_of_people_who_are_not_in_are_refused_with_the_reason() {
    let app = TestApp::start().await;
    let pending = app.user_with("pending", |new| new.approved = false).await;
    let unconfirmed = app.user_with("unconfirmed", |new| new.confirmed = false).await;
    let path = "/api/v1/accounts/verify_credentials";
    app.get_as(&pending.token, path).await.is_error(403, "Your login is currently pending approval");
    app.get_as(&unconfirmed.token, path)
        .await
        .is_error(403, "Your login is missing a confirmed e-mail address");
    app.get(&format!("/api/v1/accounts/{}", pending.account)).await.is_error(404, "Record not found");
}

#[tokio::test]
async fn the_second_factor_is_asked_for_and_each_code_works_once() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let browser = app.browser();
    browser.sign_in("alice").await;
    let offer = browser.fill("/auth/security", "/auth/security/setup", &[]).await;
    let (csrf, sealed) = (offer.hidden("csrf"), offer.hidden("sealed"));
    let secret = offer.html.split_once("<code>").unwrap().1.split_once('<').unwrap().0.to_owned();
    let wrong = browser
        .post("/auth/security/enable", &[("csrf", &csrf), ("sealed", &sealed), ("code", "000000")])
        .await;
    assert_eq!(wrong.status, 422);
    let code = second_factor::current_code(&app.ctx, &secret);
    let page =
        browser.post("/auth/security/enable", &[("csrf", &csrf), ("sealed", &sealed), ("code", &code)]).await;
    let backup = page.html.split_once("<li><code>").unwrap().1.split_once('<').unwrap().0.to_owned();

    let try_code = async |code: &str| {
        let browser = app.browser();
        let asked = browser.sign_in("alice").await;
        assert_eq!(asked.status, 200);
        assert!(browser.cookie("phiomia_session").is_none());
        let (csrf, token) = (asked.hidden("csrf"), asked.hidden("token"));
        browser.post("/auth/sign_in/code", &[("csrf", &csrf), ("token", &token), ("code", code)]).await.status
    };
    assert_eq!(try_code(&code).await, 422, "the code that set it up is used");
    app.ctx.clock.advance(60_000);
    let next = second_factor::current_code(&app.ctx, &secret);
    assert_eq!(try_code(&next).await, 303);
    assert_eq!(try_code(&next).await, 422);
    assert_eq!(try_code(&backup).await, 303);
    assert_eq!(try_code(&backup).await, 422);
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_once_and_everything_is_signed_out() {
    let app = TestApp::start().await;
    let alice = app.user("alice").await;
    let signed_in = app.browser();
    signed_in.sign_in("alice").await;

    let browser = app.browser();
    let ask = async |email| browser.fill("/auth/password", "/auth/password", &[("email", email)]).await.html;
    let (known, unknown) = (ask("alice@example.org").await, ask("nobody@example.org").await);
    assert_eq!(known, unknown);
    let mail = app.mail().await;
    assert_eq!(mail.len(), 1);
    let link = mail[0].lines().find(|line| line.contains("/auth/password/reset")).unwrap();
    let path = link.strip_prefix("https://phiomia.test").unwrap().to_owned();
    let token = path.split_once("token=").unwrap().1.to_owned();

    let set = async |password: &str| {
        let csrf = browser.open("/auth/password").await.hidden("csrf");
        let fields = [("csrf", csrf.as_str()), ("token", &token), ("password", password)];
        browser.post("/auth/password/reset", &fields).await.status
    };
    assert_eq!(browser.open(&path).await.status, 200);
    assert_eq!(set("short").await, 422);
    assert_eq!(set("a new password").await, 200);
    assert_eq!(set("another password").await, 422);
    assert_eq!(signed_in.open("/auth/security").await.status, 303);
    app.get_as(&alice.token, "/api/v1/preferences").await.is_error(401, "The access token is invalid");
    assert_eq!(app.browser().sign_in("alice").await.status, 422);
    assert!(app.mail().await[0].contains("has been changed"));
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_the_old_one() {
    let app = TestApp::start().await;
    app.user("alice").await;
    let path = "/auth/password/change";
    assert_eq!(
        app.browser().open(path).await.location,
        "/auth/sign_in?return_to=%2Fauth%2Fpassword%2Fchange"
    );
    let (browser, elsewhere) = (app.browser(), app.browser());
    browser.sign_in("alice").await;
    elsewhere.sign_in("alice").await;
    let change = async |current: &str, new: &str| {
        let fields = [("current_password", current), ("password", new)];
        browser.fill(path, path, &fields).await
    };
    assert!(change("a wrong guess", "a new password").await.html.contains("The password is not right."));
    assert_eq!(change(PASSWORD, "short").await.status, 422);
    assert_eq!(elsewhere.open("/auth/security").await.status, 200);
    assert_eq!(change(PASSWORD, "a new password").await.status, 200);
    assert_eq!(elsewhere.open("/auth/security").await.status, 303);
    assert_eq!(app.browser().sign_in("alice").await.status, 422);
    assert!(app.mail().await[0].contains("has been changed"));
}

#[tokio::test]
async fn sessions_are_listed_and_ended_but_never_those_of_others() {
    let app = TestApp::start().await;
    app.user("alice").await;
    app.user("bob").await;
    let (here, there, bob) = (app.browser(), app.browser(), app.browser());
    here.sign_in("alice").await;
    there.sign_in("alice").await;
    bob.sign_in("bob").await;
    let other = here.open("/auth/security").await.hidden("session");
    bob.fill("/auth/security", "/auth/security/sessions", &[("session", &other)]).await;
    assert_eq!(there.open("/auth/security").await.status, 200);
    here.fill("/auth/security", "/auth/security/sessions", &[("session", &other)]).await;
    assert_eq!(there.open("/auth/security").await.status, 303);
    assert_eq!(here.open("/auth/security").await.status, 200);
}

#[tokio::test]
async fn mail_on_this_machine_is_not_shown_to_others() {
    let app = TestApp::start().await;
    // The test's connection has no address, as that of a stranger is none of this machine.
    assert_eq!(app.browser().open("/dev/mail").await.status, 404);
    let answer = app.request(Method::POST, "/dev/mail", None, Some(json!({}))).await;
    assert!(answer.status >= 400);
}
