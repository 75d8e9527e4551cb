//! Answers of one or two values.

use serde::{Deserialize, Serialize};

/// Success with nothing to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Empty {}

/// A number of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Count {
    /// How many there are.
    pub count: i64,
}

/// What blocking a domain would cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct DomainBlockPreview {
    /// How many accounts of the domain the viewer follows.
    pub following_count: i64,
    /// How many accounts of the domain follow the viewer.
    pub followers_count: i64,
}
