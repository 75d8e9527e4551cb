//! A small client of the API, for tests.

use anyhow::{Context, Result, bail};
use reqwest::{Method, RequestBuilder, Response, multipart};
use serde_json::Value;

use crate::server::client;

/// A client with or without a token.
#[derive(Clone, Debug)]
pub struct Client {
    base_url: String,
    token: String,
    http: reqwest::Client,
}

impl Client {
    /// A client of the server at `base_url`; an empty token is a visitor.
    pub fn new(base_url: String, token: &str) -> Self {
        Self { base_url, token: token.to_owned(), http: client() }
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `GET`; fails unless the answer is a success.
    ///
    /// # Errors
    /// With the answer's status and body.
    pub async fn get(&self, path: &str) -> Result<Value> {
        body(self.request(Method::GET, path).send().await?).await
    }

    /// `POST` of JSON; fails unless the answer is a success.
    ///
    /// # Errors
    /// With the answer's status and body.
    pub async fn post(&self, path: &str, json: Value) -> Result<Value> {
        body(self.request(Method::POST, path).json(&json).send().await?).await
    }

    /// Any method with JSON; fails unless the answer is a success.
    ///
    /// # Errors
    /// With the answer's status and body.
    pub async fn send(&self, method: Method, path: &str, json: Value) -> Result<Value> {
        body(self.request(method, path).json(&json).send().await?).await
    }

    /// Uploads a picture; returns the attachment.
    ///
    /// # Errors
    /// With the answer's status and body.
    pub async fn upload(&self, name: &str, bytes: Vec<u8>, description: &str) -> Result<Value> {
        let file = multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = multipart::Form::new().part("file", file).text("description", description.to_owned());
        body(self.request(Method::POST, "/api/v2/media").multipart(form).send().await?).await
    }

    /// A request to be completed by the caller.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base_url));
        if self.token.is_empty() { request } else { request.bearer_auth(&self.token) }
    }

    /// Finds an account by handle, asking its server when it is not known yet.
    ///
    /// # Errors
    /// When there is no such account.
    pub async fn find(&self, handle: &str) -> Result<Value> {
        let found = self.get(&format!("/api/v2/search?q={handle}&resolve=true&type=accounts")).await?;
        found.pointer("/accounts/0").cloned().with_context(|| format!("{handle} is not found: {found}"))
    }

    /// Follows an account by handle.
    ///
    /// # Errors
    /// When there is no such account, or it cannot be followed.
    pub async fn follow(&self, handle: &str) -> Result<Value> {
        let account = self.find(handle).await?;
        let id = account.get("id").and_then(Value::as_str).context("an account without id")?;
        self.post(&format!("/api/v1/accounts/{id}/follow"), serde_json::json!({})).await
    }
}

async fn body(response: Response) -> Result<Value> {
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await?;
    if !status.is_success() {
        bail!("{url}: {status}: {text}");
    }
    Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
}
