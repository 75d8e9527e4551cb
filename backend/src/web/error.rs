//! Errors as Mastodon's clients know them: `{"error": …, "details": …}` with the right status.

use std::collections::BTreeMap;

use poem::{
    IntoResponse, Response,
    error::ResponseError,
    http::{HeaderValue, StatusCode, header},
};
use poem_openapi::{
    ApiResponse,
    registry::{MetaMediaType, MetaResponse, MetaResponses, Registry},
    types::Type,
};
use serde_json::{Value, json};

use crate::error::ServiceError;

/// A refused or failed request, on its way out.
#[derive(Debug)]
pub struct ApiError {
    error: ServiceError,
}

impl ApiError {
    /// The HTTP status of the error.
    pub fn status(&self) -> StatusCode {
        match &self.error {
            ServiceError::BadRequest(_) => StatusCode::BAD_REQUEST,
            ServiceError::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            ServiceError::Forbidden(_) => StatusCode::FORBIDDEN,
            ServiceError::NotFound => StatusCode::NOT_FOUND,
            ServiceError::Conflict(_) => StatusCode::CONFLICT,
            ServiceError::Gone => StatusCode::GONE,
            ServiceError::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            ServiceError::Invalid(_) | ServiceError::Validation(_) => StatusCode::UNPROCESSABLE_ENTITY,
            ServiceError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            ServiceError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            ServiceError::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn body(&self) -> Value {
        let mut body = json!({ "error": self.error.public_text() });
        if let (ServiceError::Validation(fields), Some(object)) = (&self.error, body.as_object_mut()) {
            let details: BTreeMap<_, Vec<Value>> = fields
                .iter()
                .map(|(field, errors)| {
                    let errors = errors
                        .iter()
                        .map(|error| json!({ "error": error.code, "description": error.description }))
                        .collect();
                    (*field, errors)
                })
                .collect();
            object.insert("details".to_owned(), json!(details));
        }
        body
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        if let ServiceError::Internal { .. } = &error {
            // The one place where an internal error is logged.
            tracing::error!(%error, "request failed");
        }
        Self { error }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.error.public_text())
    }
}

impl std::error::Error for ApiError {}

impl ResponseError for ApiError {
    fn status(&self) -> StatusCode {
        self.status()
    }

    fn as_response(&self) -> Response {
        let mut response = json_response(self.status(), &self.body());
        match self.error {
            ServiceError::TooMany { retry_after } => {
                response.headers_mut().insert(header::RETRY_AFTER, retry_after.into());
            }
            // RFC 6750 section 3.
            ServiceError::Unauthorized(_) => {
                let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            _ => {}
        }
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        self.as_response()
    }
}

impl ApiResponse for ApiError {
    fn meta() -> MetaResponses {
        let content = || {
            vec![MetaMediaType {
                content_type: "application/json; charset=utf-8",
                schema: shared::entities::Error::schema_ref(),
            }]
        };
        let response = |status, description| MetaResponse {
            description,
            status: Some(status),
            status_range: None,
            content: content(),
            headers: vec![],
        };
        MetaResponses {
            responses: vec![
                response(400, "The request makes no sense"),
                response(401, "The access token is invalid"),
                response(403, "Not allowed: wrong scope, or not yours to do"),
                response(404, "Not there, or not visible to you"),
                response(413, "The body or a file is too large"),
                response(422, "Understood, but not acceptable"),
                response(429, "Too many requests: see the X-RateLimit headers"),
                response(500, "Something went wrong on our end"),
                response(503, "Something this needs is not available now"),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        shared::entities::Error::register(registry);
    }
}

/// Errors of the framework itself (routes, parameters, bodies), in the same shape.
pub(super) async fn as_json(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    if let Some(known) = error.downcast_ref::<ApiError>() {
        return known.as_response();
    }
    // An id that cannot be parsed was never handed out.
    let status = if error.is::<poem_openapi::error::ParsePathError>() {
        StatusCode::NOT_FOUND
    } else {
        error.status()
    };
    let text = match status {
        StatusCode::NOT_FOUND => "Record not found".to_owned(),
        StatusCode::METHOD_NOT_ALLOWED => "This method is not allowed here".to_owned(),
        status if status.is_server_error() => {
            tracing::error!(%error, "request failed");
            "Something went wrong on our end".to_owned()
        }
        _ => error.to_string(),
    };
    json_response(status, &json!({ "error": text }))
}

fn json_response(status: StatusCode, body: &Value) -> Response {
    Response::builder().status(status).content_type("application/json; charset=utf-8").body(body.to_string())
}
