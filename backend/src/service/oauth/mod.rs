//! OAuth 2 (RFC 6749) for client applications: authorization codes with PKCE (RFC 7636) and client
//! credentials. The password grant is not offered: applications never see passwords.

pub mod app;
pub mod authorize;
pub mod exchange;
pub mod granted;

use std::borrow::Cow;

use shared::entities::{OAuthServerMetadata, UserInfo};
use store::query;

use crate::{
    ctx::Ctx,
    error::{Result, ServiceError},
    service::{auth::Viewer, present},
};

/// The redirect address that stands for "show the code to the person".
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Why an OAuth request is refused (RFC 6749 sections 4.1.2.1 and 5.2).
#[derive(Debug)]
pub enum OAuthError {
    /// Something is missing or malformed.
    InvalidRequest(Cow<'static, str>),
    /// Unknown client, or a wrong secret.
    InvalidClient,
    /// The code is wrong, used, expired, or not for this client, address or verifier.
    InvalidGrant,
    /// The client may not do this.
    UnauthorizedClient,
    /// Another grant than those offered.
    UnsupportedGrantType,
    /// Another answer than a code.
    UnsupportedResponseType,
    /// Unknown scopes, or more than the application registered.
    InvalidScope,
    /// The person said no.
    AccessDenied,
    /// Something else.
    Service(ServiceError),
}

impl OAuthError {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::Service(_) => "server_error",
        }
    }

    /// A sentence for the developer of the application.
    pub fn description(&self) -> String {
        match self {
            Self::InvalidRequest(text) => text.to_string(),
            Self::InvalidClient => "Client authentication failed: unknown client or wrong secret.".to_owned(),
            Self::InvalidGrant => {
                "The authorization code is invalid, expired, used already, or was issued for \
                                   another client, redirect address or code verifier."
                    .to_owned()
            }
            Self::UnauthorizedClient => "You are not authorized to revoke this token".to_owned(),
            Self::UnsupportedGrantType => {
                "Only authorization_code and client_credentials are offered.".to_owned()
            }
            Self::UnsupportedResponseType => "Only the response type code is offered.".to_owned(),
            Self::InvalidScope => "The requested scope is invalid, unknown, or not registered.".to_owned(),
            Self::AccessDenied => "The person denied the request.".to_owned(),
            Self::Service(error) => error.public_text(),
        }
    }
}

impl From<ServiceError> for OAuthError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<sea_orm::DbErr> for OAuthError {
    #[track_caller]
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Service(error.into())
    }
}

/// What the server offers (RFC 8414).
pub fn metadata(ctx: &Ctx) -> OAuthServerMetadata {
    let list = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    OAuthServerMetadata {
        issuer: ctx.url("/"),
        authorization_endpoint: ctx.url("/oauth/authorize"),
        token_endpoint: ctx.url("/oauth/token"),
        revocation_endpoint: ctx.url("/oauth/revoke"),
        userinfo_endpoint: ctx.url("/oauth/userinfo"),
        app_registration_endpoint: ctx.url("/api/v1/apps"),
        service_documentation: "https://docs.joinmastodon.org/".to_owned(),
        scopes_supported: kinds::Scope::all().map(|scope| scope.as_str().to_owned()).collect(),
        response_types_supported: list(&["code"]),
        response_modes_supported: list(&["query"]),
        grant_types_supported: list(&["authorization_code", "client_credentials"]),
        token_endpoint_auth_methods_supported: list(&["client_secret_basic", "client_secret_post"]),
        code_challenge_methods_supported: list(&["S256"]),
    }
}

/// OpenID Connect claims about the viewer.
///
/// # Errors
/// When the database cannot be read.
pub async fn user_info(ctx: &Ctx, viewer: &Viewer) -> Result<UserInfo> {
    let row = query::account::by_id(ctx.db.read(), viewer.account).await?.ok_or(ServiceError::NotFound)?;
    let account = present::account(ctx, viewer.account).await?;
    Ok(UserInfo {
        iss: ctx.url("/"),
        sub: row.uri,
        name: account.display_name.clone(),
        preferred_username: row.username,
        profile: account.url.clone().unwrap_or_default(),
        picture: account.avatar.clone(),
    })
}
