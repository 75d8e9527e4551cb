//! Client applications.

use serde::{Deserialize, Serialize};

use crate::form::lines;

/// Registers a client application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateApp {
    pub client_name: String,
    #[serde(deserialize_with = "lines")]
    pub redirect_uris: Vec<String>,
    /// With spaces between them; `read` by default.
    pub scopes: Option<String>,
    pub website: Option<String>,
}
