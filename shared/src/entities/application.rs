//! OAuth applications and tokens.

use kinds::AppId;
use serde::{Deserialize, Serialize};

/// A registered client application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Application {
    pub id: AppId,
    pub name: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub website: Option<String>,
    pub scopes: Vec<String>,
    pub redirect_uris: Vec<String>,
    /// All redirect URIs, one a line.
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub redirect_uri: String,
    /// The server's Web Push key.
    #[cfg_attr(feature = "openapi", oai(deprecated))]
    pub vapid_key: String,
}

/// A client application with its credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CredentialApplication {
    #[serde(flatten)]
    #[cfg_attr(feature = "openapi", oai(flatten))]
    pub application: Application,
    pub client_id: String,
    pub client_secret: String,
    /// Always 0: it does not expire.
    pub client_secret_expires_at: i64,
}

/// An OAuth access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Token {
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Granted scopes, with spaces between them.
    pub scope: String,
    /// Seconds since 1970.
    pub created_at: i64,
}

/// What the OAuth server can do (RFC 8414).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct OAuthServerMetadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub revocation_endpoint: String,
    pub userinfo_endpoint: String,
    pub app_registration_endpoint: String,
    pub service_documentation: String,
    pub scopes_supported: Vec<String>,
    pub response_types_supported: Vec<String>,
    pub response_modes_supported: Vec<String>,
    pub grant_types_supported: Vec<String>,
    pub token_endpoint_auth_methods_supported: Vec<String>,
    pub code_challenge_methods_supported: Vec<String>,
}

/// OpenID Connect claims about the token's user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UserInfo {
    pub iss: String,
    pub sub: String,
    pub name: String,
    pub preferred_username: String,
    pub profile: String,
    pub picture: String,
}
