//! OAuth's own endpoints, with errors in its own shape (RFC 6749 section 5.2).

use poem::{
    Error, FromRequest, IntoResponse, Request, RequestBody, Response, Result, Route, get, handler,
    http::{StatusCode, header},
    post,
    web::Data,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;
use shared::{
    form::{self, Tree},
    params::{RevokeRequest, TokenRequest},
};

use super::{error::ApiError, extract::credential};
use crate::{
    ctx::Ctx,
    error::ServiceError,
    service::{
        auth::{self, Viewer},
        oauth::{self, OAuthError, app::ClientCredentials, exchange},
    },
};

/// Largest body.
const MAX_BODY: usize = 64 * 1024;

/// Adds the endpoints.
pub(super) fn mount(route: Route) -> Route {
    route
        .at("/oauth/token", post(token))
        .at("/oauth/revoke", post(revoke))
        .at("/oauth/userinfo", get(user_info).post(user_info))
        .at("/.well-known/oauth-authorization-server", get(metadata))
}

/// A body of any encoding.
struct OAuthBody<T>(T);

impl<'a, T: DeserializeOwned> FromRequest<'a> for OAuthBody<T> {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> Result<Self> {
        let bad = |text: String| Error::from_response(refusal(&OAuthError::InvalidRequest(text.into())));
        let bytes = body.take()?.into_bytes_limit(MAX_BODY).await?;
        let kind = request.content_type().unwrap_or_default();
        let read = if kind.starts_with("application/json") {
            let value = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
            form::from_json(value)
        } else if kind.starts_with("multipart/form-data") {
            return Err(bad("Send the parameters form-encoded or as JSON.".to_owned()));
        } else {
            form::from_form(Tree::parse(&bytes).map_err(|error| bad(error.to_string()))?.into_value())
        };
        read.map(Self).map_err(|error| bad(error.to_string()))
    }
}

#[handler]
async fn token(request: &Request, ctx: Data<&Ctx>, OAuthBody(body): OAuthBody<TokenRequest>) -> Response {
    let credentials =
        ClientCredentials::new(authorization(request), body.client_id.clone(), body.client_secret.clone());
    answer(exchange::exchange(&ctx, &credentials, &body).await)
}

#[handler]
async fn revoke(request: &Request, ctx: Data<&Ctx>, OAuthBody(body): OAuthBody<RevokeRequest>) -> Response {
    let credentials = ClientCredentials::new(authorization(request), body.client_id, body.client_secret);
    let done = exchange::revoke(&ctx, &credentials, body.token.as_deref().unwrap_or_default()).await;
    answer(done.map(|()| json!({})))
}

#[handler]
async fn user_info(request: &Request, ctx: Data<&Ctx>) -> Response {
    match viewer_with_profile(request, &ctx).await {
        Ok(viewer) => match oauth::user_info(&ctx, &viewer).await {
            Ok(info) => json_answer(StatusCode::OK, &info),
            Err(error) => ApiError::from(error).into_response(),
        },
        Err(error) => ApiError::from(error).into_response(),
    }
}

#[handler]
fn metadata(ctx: Data<&Ctx>) -> Response {
    json_answer(StatusCode::OK, &oauth::metadata(&ctx))
}

async fn viewer_with_profile(request: &Request, ctx: &Ctx) -> crate::error::Result<std::sync::Arc<Viewer>> {
    let missing = || ServiceError::Unauthorized("The access token is invalid".into());
    let viewer = auth::authenticate(ctx, credential(request).ok_or_else(missing)?).await?;
    viewer.check_state()?;
    if viewer.user.is_none() || !viewer.scopes.allow("profile") {
        return Err(ServiceError::forbidden("This action is outside the authorized scopes"));
    }
    Ok(viewer)
}

fn authorization(request: &Request) -> Option<&str> {
    request.headers().get(header::AUTHORIZATION)?.to_str().ok()
}

fn answer(result: Result<impl Serialize, OAuthError>) -> Response {
    match result {
        Ok(value) => json_answer(StatusCode::OK, &value),
        Err(error) => refusal(&error),
    }
}

fn refusal(error: &OAuthError) -> Response {
    let status = match error {
        OAuthError::InvalidClient => StatusCode::UNAUTHORIZED,
        OAuthError::UnauthorizedClient => StatusCode::FORBIDDEN,
        OAuthError::Service(ServiceError::Unavailable(_)) => StatusCode::SERVICE_UNAVAILABLE,
        OAuthError::Service(error) => {
            tracing::error!(%error, "OAuth request failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
        _ => StatusCode::BAD_REQUEST,
    };
    json_answer(status, &json!({ "error": error.code(), "error_description": error.description() }))
}

/// Never kept by anybody on the way (RFC 6749 section 5.1).
fn json_answer(status: StatusCode, value: &impl Serialize) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::PRAGMA, "no-cache")
        .body(serde_json::to_vec(value).unwrap_or_default())
}
