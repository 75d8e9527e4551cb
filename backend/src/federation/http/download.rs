//! Files that are read piece by piece, because they may be large.

use std::time::Duration;

use bytes::Bytes;
use kinds::Millis;
use protocol::origin;
use reqwest::{Method, Response, StatusCode};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use url::Url;

use super::{Http, HttpError, MAX_REDIRECTS, Signed, failure, network, next_hop, signature::Scheme};

/// How many times longer than a document a file may take.
const PATIENCE: u32 = 10;

/// A file on its way.
#[derive(Debug)]
pub struct Download {
    /// The address after redirects.
    pub url: Url,
    response: Response,
    left: u64,
    /// Longest wait for the next piece, and the end of all waiting.
    pause: Duration,
    end: Instant,
    _turn: OwnedSemaphorePermit,
}

impl Http {
    /// Begins to read a file of at most `limit` bytes. Asks without a signature and sends nothing but the
    /// address: who looks at the file is nobody's business. Every address on the way has to be one that
    /// may be shown.
    ///
    /// # Errors
    /// When an address is refused, or the answer is late or no success.
    pub async fn download(&self, url: &Url, limit: u64, now: Millis) -> Result<Download, HttpError> {
        let pause = Duration::from_secs(self.config.timeout_seconds.max(1));
        let end = Instant::now() + pause * PATIENCE;
        let mut url = url.clone();
        url.set_fragment(None);
        for _ in 0..=MAX_REDIRECTS {
            if !self.may_show(&url) {
                return Err(HttpError::Refused("not an address of a file"));
            }
            let turn = self.file_turn(&url, pause).await?;
            let signed = Signed { method: Method::GET, url: url.clone(), body: None, signer: None };
            let response = self.within_deadline(self.send(&signed, Scheme::Draft, "*/*", now)).await?;
            if response.status().is_redirection() {
                url = next_hop(&url, &response)?;
                continue;
            }
            if response.status() != StatusCode::OK {
                return Err(failure(&response, now));
            }
            if response.content_length().is_some_and(|length| length > limit) {
                return Err(HttpError::TooLarge);
            }
            return Ok(Download { url, response, left: limit, pause, end, _turn: turn });
        }
        Err(HttpError::Redirect)
    }

    /// Files have turns of their own: whoever sends them slowly holds up no deliveries.
    async fn file_turn(&self, url: &Url, pause: Duration) -> Result<OwnedSemaphorePermit, HttpError> {
        let host = origin::host_of_url(url).ok_or(HttpError::Refused("not a plain address"))?;
        let turn = self.turn_of(format!("files of {host}"));
        tokio::time::timeout(pause, turn).await.unwrap_or(Err(HttpError::Timeout))
    }
}

impl Download {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When it does not come in time, or the file is too large.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        let until = self.end.min(Instant::now() + self.pause);
        let next = tokio::time::timeout_at(until, self.response.chunk()).await;
        let chunk = next.map_err(|_| HttpError::Timeout)?.map_err(|error| network(&error))?;
        let length = chunk.as_ref().map_or(0, |chunk| u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        self.left = self.left.checked_sub(length).ok_or(HttpError::TooLarge)?;
        Ok(chunk)
    }
}
