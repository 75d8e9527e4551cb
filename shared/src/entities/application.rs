//! OAuth applications and tokens.

use kinds::AppId;
use serde::{Deserialize, Serialize};

/// A registered client application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Application {
    pub id: AppId,
    /// The name, as consent pages and posts show it.
    pub name: String,
    /// Web page of the application; null when it named none.
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub website: Option<String>,
    /// Scopes that tokens of the application may have.
    pub scopes: Vec<String>,
    /// Where people may be sent back to with a code.
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
    /// What the application calls itself in OAuth requests.
    pub client_id: String,
    /// The application's password in OAuth requests.
    pub client_secret: String,
    /// Always 0: it does not expire.
    pub client_secret_expires_at: i64,
}

/// An OAuth access token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Token {
    /// The token, for the `Authorization` header.
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
    /// Address of this server (RFC 8414).
    pub issuer: String,
    /// Where to send people to be asked.
    pub authorization_endpoint: String,
    /// Where codes and credentials become tokens.
    pub token_endpoint: String,
    /// Where tokens are given back.
    pub revocation_endpoint: String,
    /// Where the owner of a token is told in the words of OpenID Connect.
    pub userinfo_endpoint: String,
    /// Where applications register themselves.
    pub app_registration_endpoint: String,
    /// Where all this is explained.
    pub service_documentation: String,
    /// Scopes that may be asked for.
    pub scopes_supported: Vec<String>,
    /// Kinds of answers that the page for asking gives.
    pub response_types_supported: Vec<String>,
    /// Ways in which codes are handed over.
    pub response_modes_supported: Vec<String>,
    /// What tokens are given for.
    pub grant_types_supported: Vec<String>,
    /// Ways in which applications prove who they are.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// Ways in which codes may be bound to who asked (PKCE).
    pub code_challenge_methods_supported: Vec<String>,
}

/// OpenID Connect claims about the token's user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UserInfo {
    /// Address of this server.
    pub iss: String,
    /// ActivityPub id of the account.
    pub sub: String,
    /// The display name.
    pub name: String,
    /// The name without the domain.
    pub preferred_username: String,
    /// Web page of the profile.
    pub profile: String,
    /// Address of the avatar.
    pub picture: String,
}
