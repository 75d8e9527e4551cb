//! What every failed call answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Error {
    /// For people, or an OAuth error code.
    pub error: String,
    /// The same in more words; of OAuth only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub error_description: Option<String>,
    /// What is wrong, field by field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub details: Option<BTreeMap<String, Vec<ErrorDetail>>>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ErrorDetail {
    /// A code such as `ERR_TAKEN`.
    pub error: String,
    /// What is wrong, in words.
    pub description: String,
}
