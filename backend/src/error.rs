//! The one error type of the services: what the client may know, and the cause for the log.

use std::{borrow::Cow, collections::BTreeMap, fmt, panic::Location};

/// What a service answers.
pub type Result<T, E = ServiceError> = std::result::Result<T, E>;

/// One problem of one field, in Mastodon's words: a code such as `ERR_BLANK` and a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// `ERR_TAKEN`, `ERR_BLANK`, `ERR_INVALID`, `ERR_TOO_LONG`, …
    pub code: &'static str,
    /// For people.
    pub description: String,
}

/// Why a service refused or failed.
#[derive(Debug)]
pub enum ServiceError {
    /// 400: the request makes no sense.
    BadRequest(Cow<'static, str>),
    /// 401: no valid token or session.
    Unauthorized(Cow<'static, str>),
    /// 403: known, but not allowed.
    Forbidden(Cow<'static, str>),
    /// 404: does not exist, or the viewer may not know that it does.
    NotFound,
    /// 409: somebody else was faster.
    Conflict(Cow<'static, str>),
    /// 410: was there once.
    Gone,
    /// 413: too many bytes.
    TooLarge(Cow<'static, str>),
    /// 422: understood, but not acceptable.
    Invalid(Cow<'static, str>),
    /// 422 with the fields that are wrong.
    Validation(BTreeMap<&'static str, Vec<FieldError>>),
    /// 429: too often; may be tried again after so many seconds.
    TooMany { retry_after: u64 },
    /// 503: something this needs is not available now.
    Unavailable(Cow<'static, str>),
    /// 500: our fault. The cause goes to the log only.
    Internal { cause: Box<dyn std::error::Error + Send + Sync>, at: &'static Location<'static> },
}

impl ServiceError {
    /// 422 with a text.
    pub fn invalid(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Invalid(text.into())
    }

    /// 422 for one field.
    pub fn field(field: &'static str, code: &'static str, description: impl Into<String>) -> Self {
        Self::Validation(BTreeMap::from([(
            field,
            vec![FieldError { code, description: description.into() }],
        )]))
    }

    /// 403 with a text.
    pub fn forbidden(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Forbidden(text.into())
    }

    /// 500 with the cause for the log.
    #[track_caller]
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal { cause: cause.into(), at: Location::caller() }
    }

    /// The text for the client: never holds the cause of an internal error.
    pub fn public_text(&self) -> String {
        match self {
            Self::BadRequest(text)
            | Self::Unauthorized(text)
            | Self::Forbidden(text)
            | Self::Conflict(text)
            | Self::TooLarge(text)
            | Self::Invalid(text)
            | Self::Unavailable(text) => text.to_string(),
            Self::NotFound => "Record not found".to_owned(),
            Self::Gone => "This resource is gone".to_owned(),
            Self::TooMany { .. } => "Too many requests".to_owned(),
            Self::Internal { .. } => "Something went wrong on our end".to_owned(),
            Self::Validation(fields) => {
                let texts: Vec<_> = fields
                    .iter()
                    .flat_map(|(field, errors)| {
                        errors.iter().map(move |error| format!("{} {}", label(field), error.description))
                    })
                    .collect();
                format!("Validation failed: {}", texts.join(", "))
            }
        }
    }
}

/// `display_name` as it stands in a sentence: "Display name".
fn label(field: &str) -> String {
    let words = field.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Internal { cause, at } => write!(f, "{cause} (at {at})"),
            other => f.write_str(&other.public_text()),
        }
    }
}

impl std::error::Error for ServiceError {}

impl From<sea_orm::DbErr> for ServiceError {
    #[track_caller]
    fn from(error: sea_orm::DbErr) -> Self {
        Self::internal(error)
    }
}

impl From<serde_json::Error> for ServiceError {
    #[track_caller]
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validation_reads_as_a_sentence() {
        let error =
            ServiceError::field("display_name", "ERR_TOO_LONG", "is too long (maximum is 40 characters)");
        assert_eq!(
            error.public_text(),
            "Validation failed: Display name is too long (maximum is 40 characters)"
        );
    }

    #[test]
    fn the_cause_of_an_internal_error_stays_inside() {
        let error = ServiceError::internal("password=hunter2");
        assert!(!error.public_text().contains("hunter2"));
        assert!(error.to_string().contains("hunter2"));
    }
}
