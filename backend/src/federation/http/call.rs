//! Asking services that the administrator has named, such as one that translates.

use kinds::Millis;
use reqwest::{Method, header};
use serde_json::Value;
use url::Url;

use super::{Http, HttpError, Size, failure, network};

/// A question to a service that the administrator has named: `GET`, or `POST` of JSON. Has no `Debug`,
/// for it may hold a key.
pub struct Call<'a> {
    /// Where.
    pub url: &'a Url,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// What is posted.
    pub body: Option<&'a Value>,
}

impl Http {
    /// Asks a service; answers with the body. Redirects are not followed, for there may be a key in it.
    ///
    /// # Errors
    /// When the address is refused, or the answer is late, too large or no success.
    pub async fn call(&self, call: &Call<'_>) -> Result<Vec<u8>, HttpError> {
        self.within_deadline(async {
            self.check(call.url)?;
            let _turn = self.turn(call.url).await?;
            let method = if call.body.is_some() { Method::POST } else { Method::GET };
            let mut request = self.client().await?.request(method, call.url.clone());
            request = request.header(header::ACCEPT, "application/json");
            if let Some(authorization) = call.authorization {
                request = request.header(header::AUTHORIZATION, authorization);
            }
            if let Some(body) = call.body {
                request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
            }
            let response = request.send().await.map_err(|error| network(&error))?;
            if !response.status().is_success() {
                return Err(failure(&response, Millis(0)));
            }
            self.read(response, Size::Document).await
        })
        .await
    }
}
