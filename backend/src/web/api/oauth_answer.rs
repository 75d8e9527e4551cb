//! What OAuth's endpoints answer: never kept by anybody on the way (RFC 6749 section 5.1), and with
//! errors as section 5.2 says.

use poem::{
    IntoResponse, Response,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use serde::Serialize;
use serde_json::json;

use crate::{error::ServiceError, service::oauth::OAuthError};

const JSON: &str = "application/json; charset=utf-8";

/// An answer: a refusal is one, too, so that nothing gives it another shape on its way out.
#[derive(Debug)]
pub(super) struct OAuthAnswer<T>(pub(super) Result<T, Refusal>);

/// A refusal.
#[derive(Debug)]
pub(super) struct Refusal {
    error: OAuthError,
    /// Whether the client has shown its credentials in a header, and is told so when they are wrong.
    by_header: bool,
}

impl Refusal {
    pub(super) fn new(error: OAuthError, by_header: bool) -> Self {
        Self { error, by_header }
    }

    fn status(&self) -> StatusCode {
        match &self.error {
            OAuthError::InvalidClient => StatusCode::UNAUTHORIZED,
            OAuthError::UnauthorizedClient => StatusCode::FORBIDDEN,
            OAuthError::Service(ServiceError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
            OAuthError::Service(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        if let OAuthError::Service(error) = &self.error {
            tracing::error!(%error, "OAuth request failed");
        }
        let body = json!({ "error": self.error.code(), "error_description": self.error.description() });
        let mut answer = respond(status, &body);
        if status == StatusCode::UNAUTHORIZED && self.by_header {
            let challenge = HeaderValue::from_static("Basic realm=\"OAuth clients\"");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

impl<T: Serialize + Send> IntoResponse for OAuthAnswer<T> {
    fn into_response(self) -> Response {
        match self.0 {
            Ok(value) => respond(StatusCode::OK, &value),
            Err(refusal) => refusal.into_response(),
        }
    }
}

impl<T: Type> ApiResponse for OAuthAnswer<T> {
    fn meta() -> MetaResponses {
        let error = response::<shared::entities::Error>;
        MetaResponses {
            responses: vec![
                response::<T>(200, "Success"),
                error(400, "The request, the grant, the scope or the code is not acceptable"),
                error(401, "Unknown client, or a wrong secret"),
                error(403, "The token belongs to another client"),
                error(413, "The body is too large"),
                error(429, "Too many requests"),
                error(500, "Something went wrong on our end"),
                error(503, "Something this needs is not available now"),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
        shared::entities::Error::register(registry);
    }
}

fn response<T: Type>(status: u16, description: &'static str) -> MetaResponse {
    MetaResponse {
        description,
        status: Some(status),
        status_range: None,
        content: vec![MetaMediaType { content_type: JSON, schema: T::schema_ref() }],
        headers: vec![],
    }
}

fn respond(status: StatusCode, value: &impl Serialize) -> Response {
    Response::builder()
        .status(status)
        .content_type(JSON)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
        .body(serde_json::to_vec(value).unwrap_or_default())
}
