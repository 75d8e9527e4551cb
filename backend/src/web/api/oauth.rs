//! OAuth's own endpoints, with errors in its own shape (RFC 6749 section 5.2). The pages on which
//! people consent are in `web::auth`.

use poem::{Error, IntoResponse, Request, RequestBody, Response, Result, http::header};
use poem_openapi::{
    ApiExtractor, ApiExtractorType, ExtractParamOptions, OpenApi,
    registry::{MetaMediaType, MetaRequest, Registry},
    types::Type,
};
use serde::de::DeserializeOwned;
use shared::{
    entities::{Empty, OAuthServerMetadata, Token, UserInfo},
    form::{self, Tree},
    params::{RevokeRequest, TokenRequest},
};

use super::oauth_answer::{OAuthAnswer, Refusal};
use crate::{
    ctx::Ctx,
    service::oauth::{self, OAuthError, app::ClientCredentials, exchange},
    web::{
        error::ApiError,
        extract::{User, scope},
        json::Json,
    },
};

/// Largest body.
const MAX_BODY: usize = 64 * 1024;

/// The paths below; they are not under `/api`.
pub const PATHS: [&str; 4] =
    ["/oauth/token", "/oauth/revoke", "/oauth/userinfo", "/.well-known/oauth-authorization-server"];

/// `/oauth`: tokens for applications.
pub struct OAuthApi {
    ctx: Ctx,
}

impl OAuthApi {
    pub(super) fn new(ctx: &Ctx) -> Self {
        Self { ctx: ctx.clone() }
    }
}

#[OpenApi]
impl OAuthApi {
    /// Get a token
    ///
    /// For an authorization code (with the verifier of its challenge, if it had one), or for the
    /// application itself with its client credentials.
    #[oai(path = "/oauth/token", method = "post")]
    async fn token(&self, body: OAuthBody<TokenRequest>) -> OAuthAnswer<Token> {
        let OAuthBody { parameters, authorization } = body;
        let (id, secret) = (parameters.client_id.clone(), parameters.client_secret.clone());
        let credentials = ClientCredentials::new(authorization.as_deref(), id, secret);
        let token = exchange::exchange(&self.ctx, &credentials, &parameters).await;
        OAuthAnswer(token.map_err(|error| Refusal::new(error, authorization.is_some())))
    }

    /// Take a token back
    ///
    /// A token that does not exist is no error (RFC 7009).
    #[oai(path = "/oauth/revoke", method = "post")]
    async fn revoke(&self, body: OAuthBody<RevokeRequest>) -> OAuthAnswer<Empty> {
        let OAuthBody { parameters, authorization } = body;
        let RevokeRequest { client_id, client_secret, token } = parameters;
        let credentials = ClientCredentials::new(authorization.as_deref(), client_id, client_secret);
        let done = exchange::revoke(&self.ctx, &credentials, token.as_deref().unwrap_or_default()).await;
        let done = done.map(|()| Empty {});
        OAuthAnswer(done.map_err(|error| Refusal::new(error, authorization.is_some())))
    }

    /// Claims about the token's user
    #[oai(path = "/oauth/userinfo", method = "get")]
    async fn user_info(&self, user: User<scope::ProfileOnly>) -> Result<Json<UserInfo>, ApiError> {
        Ok(Json(oauth::user_info(&self.ctx, &user).await?))
    }

    /// Claims about the token's user
    #[oai(path = "/oauth/userinfo", method = "post")]
    async fn user_info_by_post(&self, user: User<scope::ProfileOnly>) -> Result<Json<UserInfo>, ApiError> {
        self.user_info(user).await
    }

    /// What the authorization server offers (RFC 8414)
    #[expect(clippy::unused_async, reason = "the macro wants async functions")]
    #[oai(path = "/.well-known/oauth-authorization-server", method = "get")]
    async fn metadata(&self) -> Result<Json<OAuthServerMetadata>, ApiError> {
        Ok(Json(oauth::metadata(&self.ctx)))
    }
}

/// The parameters of a request, form-encoded or JSON, and the client's `Authorization` header.
#[derive(Debug)]
struct OAuthBody<T> {
    parameters: T,
    authorization: Option<String>,
}

impl<'a, T: Type + DeserializeOwned> ApiExtractor<'a> for OAuthBody<T> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        // JSON is read, too; the standard knows forms only.
        let form = "application/x-www-form-urlencoded";
        let content = vec![MetaMediaType { content_type: form, schema: T::schema_ref() }];
        Some(MetaRequest { description: None, content, required: true })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> Result<Self> {
        let parameters = read(request, body).await?;
        let authorization = request.headers().get(header::AUTHORIZATION);
        let authorization = authorization.and_then(|value| value.to_str().ok()).map(str::to_owned);
        Ok(Self { parameters, authorization })
    }
}

async fn read<T: DeserializeOwned>(request: &Request, body: &mut RequestBody) -> Result<T> {
    let bytes = body.take()?.into_bytes_limit(MAX_BODY).await?;
    let kind = request.content_type().unwrap_or_default();
    let read = if kind.starts_with("application/json") {
        form::from_json(serde_json::from_slice(&bytes).map_err(bad)?)
    } else if kind.starts_with("multipart/form-data") {
        return Err(bad("Send the parameters form-encoded or as JSON."));
    } else {
        form::from_form(Tree::parse(&bytes).map_err(bad)?.into_value())
    };
    read.map_err(bad)
}

fn bad(problem: impl std::fmt::Display) -> Error {
    let refusal: Response =
        Refusal::new(OAuthError::InvalidRequest(problem.to_string().into()), false).into_response();
    Error::from_response(refusal)
}
