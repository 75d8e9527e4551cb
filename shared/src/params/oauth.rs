//! OAuth 2. Nothing is required here: OAuth has error codes of its own for what is missing.

use serde::{Deserialize, Serialize};

/// Asks the user to grant access (RFC 6749 §4.1.1, RFC 7636 §4.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct AuthorizeQuery {
    pub response_type: Option<String>,
    pub client_id: Option<String>,
    pub redirect_uri: Option<String>,
    pub scope: Option<String>,
    pub state: Option<String>,
    pub code_challenge: Option<String>,
    pub code_challenge_method: Option<String>,
    pub force_login: Option<bool>,
    pub lang: Option<String>,
}

/// Asks for an access token (RFC 6749 §4.1.3, §4.4.2, RFC 7636 §4.5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct TokenRequest {
    /// `authorization_code` or `client_credentials`.
    pub grant_type: Option<String>,
    /// What the person's consent gave.
    pub code: Option<String>,
    /// The application; may also come in the `Authorization` header.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// The same as in the request for consent.
    pub redirect_uri: Option<String>,
    /// What the code challenge was made of.
    pub code_verifier: Option<String>,
    /// With spaces between them; for `client_credentials` only.
    pub scope: Option<String>,
}

/// Takes a token back (RFC 7009 §2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct RevokeRequest {
    /// The application; may also come in the `Authorization` header.
    pub client_id: Option<String>,
    /// Its secret.
    pub client_secret: Option<String>,
    /// The token.
    pub token: Option<String>,
}
