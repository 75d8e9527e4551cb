//! Client applications.

use serde::{Deserialize, Serialize};

use crate::form::lines;

/// Registers a client application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateApp {
    /// What people read when they are asked.
    pub client_name: String,
    /// Where people come back to; `urn:ietf:wg:oauth:2.0:oob` shows them a code.
    #[serde(deserialize_with = "lines")]
    pub redirect_uris: Vec<String>,
    /// With spaces between them; `read` by default.
    pub scopes: Option<String>,
    /// The application's site.
    pub website: Option<String>,
}
