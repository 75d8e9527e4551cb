//! How often forms may be sent.

use kinds::Millis;

use crate::{
    config::Config,
    service::auth::{second_factor, sign_in},
    testing::{Browser, PASSWORD, TestApp, Visited},
};

async fn limited(change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::with(|config| {
        config.rate_limits.enabled = true;
        change(config);
    })
    .await
}

async fn guess(browser: &Browser<'_>) -> Visited {
    let fields = [("login", "alice"), ("password", "a wrong guess")];
    browser.fill("/auth/sign_in", "/auth/sign_in", &fields).await
}

#[tokio::test]
async fn passwords_cannot_be_guessed_without_end() {
    let app = limited(|config| config.rate_limits.sign_ins = 3).await;
    app.user("alice").await;
    let browser = app.browser();
    for _ in 0..3 {
        assert_eq!(guess(&browser).await.status, 422);
    }
    assert_eq!(guess(&browser).await.status, 429);
    // Nor does the right one help then, or another browser of the same client.
    assert_eq!(app.browser().sign_in("alice").await.status, 429);
    app.ctx.clock.advance(5 * Millis::MINUTE);
    assert_eq!(app.browser().sign_in("alice").await.status, 303);
}

#[tokio::test]
async fn every_form_counts() {
    for (path, action) in [
        ("/auth/sign_in", "/auth/sign_in/code"),
        ("/auth/password", "/auth/password"),
        ("/auth/password", "/auth/password/reset"),
        ("/auth/sign_up", "/auth/sign_up"),
        ("/auth/confirm", "/auth/confirm"),
    ] {
        let app = limited(|config| config.rate_limits.sign_ins = 1).await;
        let browser = app.browser();
        assert_ne!(browser.fill(path, action, &[]).await.status, 429, "{action}");
        assert_eq!(browser.fill(path, action, &[]).await.status, 429, "{action}");
    }
}

#[tokio::test]
async fn forms_without_a_token_count_too() {
    let app = limited(|config| config.rate_limits.sign_ins = 1).await;
    let browser = app.browser();
    assert_eq!(browser.post("/auth/sign_in", &[]).await.status, 403);
    assert_eq!(browser.post("/auth/sign_in", &[]).await.status, 429);
}

#[tokio::test]
async fn a_client_makes_only_so_many_accounts() {
    let app = limited(|config| config.rate_limits.sign_ups = 1).await;
    let browser = app.browser();
    let sign_up = async |name: &str| {
        let email = format!("{name}@example.org");
        let fields = [("username", name), ("email", &email), ("password", PASSWORD), ("agreement", "1")];
        browser.fill("/auth/sign_up", "/auth/sign_up", &fields).await.status
    };
    assert_eq!(sign_up("alice").await, 200);
    assert_eq!(sign_up("bob").await, 429);
}

#[tokio::test]
async fn nobodys_mailbox_is_filled() {
    let app = limited(|config| config.rate_limits.mails = 1).await;
    app.user("alice").await;
    let browser = app.browser();
    let ask = async |email: &str| {
        browser.fill("/auth/password", "/auth/password", &[("email", email)]).await.status
    };
    assert_eq!(ask("alice@example.org").await, 200);
    assert_eq!(ask(" Alice@Example.org").await, 429);
    // The answer is the same whether somebody has the address.
    assert_eq!((ask("nobody@example.org").await, ask("nobody@example.org").await), (200, 429));
    let resets = app.mail().await.into_iter().filter(|letter| letter.contains("/auth/password/reset"));
    assert_eq!(resets.count(), 1);
}

#[tokio::test]
async fn confirmations_are_not_sent_without_end() {
    let app = limited(|config| config.rate_limits.mails = 2).await;
    app.user_with("alice", |new| new.confirmed = false).await;
    let browser = app.browser();
    let statuses = [
        browser.sign_in("alice").await.status,
        browser.sign_in("alice").await.status,
        browser.sign_in("alice").await.status,
    ];
    assert_eq!(statuses, [422, 422, 429]);
}

#[tokio::test]
async fn codes_of_an_account_cannot_be_guessed_from_many_places() {
    let app = limited(|config| config.rate_limits.sign_ins = 4).await;
    let alice = app.user("alice").await;
    let offer = second_factor::offer(&app.ctx, alice.user, "alice").unwrap();
    let code = second_factor::current_code(&app.ctx, &offer.secret);
    second_factor::enable(&app.ctx, alice.user, &offer.sealed, &code).await.unwrap().unwrap();
    let token = app.browser().sign_in("alice").await.hidden("token");
    // Not through the page: there the client's own limit would come first.
    let guess = async || sign_in::with_code(&app.ctx, &token, "000000").await.is_ok();
    for _ in 0..4 {
        assert!(guess().await);
    }
    assert!(!guess().await);
}
