//! Why a request to another server failed, and whether it is worth trying again.

use kinds::Millis;

/// A request to another server that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The address may not be asked: not public, wrong scheme, credentials, our own.
    #[error("refused address: {0}")]
    Refused(&'static str),
    /// The other server answered with something else than success.
    #[error("answer {status}")]
    Status {
        /// The HTTP status.
        status: u16,
        /// When it wants to be asked again.
        retry_at: Option<Millis>,
    },
    /// The answer is longer than what is read.
    #[error("the answer is too large")]
    TooLarge,
    /// The answer is not of the kind that was asked for.
    #[error("the answer has the wrong content type")]
    ContentType,
    /// Redirected too often, or to nowhere.
    #[error("too many redirects, or a bad one")]
    Redirect,
    /// No answer within the deadline.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or a broken one.
    #[error("no connection: {0}")]
    Network(String),
    /// Our own fault.
    #[error("{0}")]
    Internal(String),
}

impl HttpError {
    /// Whether another try may go better: the other side is slow, down or busy now.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Timeout | Self::Network(_) | Self::Internal(_) => true,
            Self::Status { status, .. } => matches!(status, 408 | 425 | 429 | 500 | 502..=599),
            Self::Refused(_) | Self::TooLarge | Self::ContentType | Self::Redirect => false,
        }
    }

    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether the other server says that it was there and never will be again.
    pub fn is_gone_for_good(&self) -> bool {
        self.status() == Some(410)
    }

    /// Whether the other server says that what was asked for is not there (any more).
    pub fn is_gone(&self) -> bool {
        matches!(self.status(), Some(404 | 410))
    }
}
