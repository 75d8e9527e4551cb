//! The server's own pages, without scripts: any app's web view and any password manager can use them.

use anyhow::{Context, Result};
use e2e::{Browser, Server, Window};
use reqwest::Method;
use serde_json::json;
use totp_rs::{Builder, Secret};

const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// The six digits that an authenticator app with this secret shows now.
fn code(secret: &str) -> Result<String> {
    let secret = Secret::try_from_base32(secret.trim()).context("no base32")?;
    Ok(Builder::new().with_secret(secret).build()?.generate_current().to_string())
}

#[tokio::test]
async fn signing_in_with_a_second_factor_and_letting_an_app_in_need_no_scripts() -> Result<()> {
    let server = Server::start().await?;
    server.user("alice")?;
    let browser = Browser::open(Window { scripts: false, ..Window::default() }).await?;
    browser.sign_in(&server, "alice").await?;
    browser.goto(&server.url("/auth/security")).await?;
    browser.press("Switch it on").await?;
    let secret = browser.find(".secret code").await?.text().await?;
    browser.fill("#code", &code(&secret)?).await?;
    browser.press("Switch it on").await?;
    browser.shows("Your backup codes").await?;
    let backup = browser.find(".codes li").await?.text().await?;

    let app = json!({ "client_name": "Tusky", "redirect_uris": OUT_OF_BAND, "scopes": "read" });
    let app = server.visitor().post("/api/v1/apps", app).await?;
    let (id, key) =
        (app["client_id"].as_str().context("no id")?, app["client_secret"].as_str().context("no key")?);
    let ask =
        format!("/oauth/authorize?response_type=code&client_id={id}&redirect_uri={OUT_OF_BAND}&scope=read");
    browser.driver.delete_all_cookies().await?;
    browser.goto(&server.url(&ask)).await?;
    browser.fill("#login", "alice").await?;
    browser.fill("#password", Server::PASSWORD).await?;
    browser.press("Sign in").await?;
    // The code was used a moment ago; a backup code does as well.
    browser.fill("#code", &backup).await?;
    browser.press("Continue").await?;
    browser.shows("Let Tusky in?").await?;
    browser.press("Allow").await?;
    let granted = browser.find("input.code").await?.value().await?.context("no code")?;

    let exchange = json!({
        "grant_type": "authorization_code", "code": granted, "client_id": id, "client_secret": key,
        "redirect_uri": OUT_OF_BAND,
    });
    let token = server.visitor().send(Method::POST, "/oauth/token", exchange).await?;
    let client = e2e::Client::new(server.base_url(), token["access_token"].as_str().context("no token")?);
    assert_eq!(client.get("/api/v1/accounts/verify_credentials").await?["username"], "alice");
    Ok(())
}
