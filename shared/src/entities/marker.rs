//! Reading positions.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How far a timeline was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Marker {
    /// Up to where the user has read: the id of a post or notification.
    pub last_read_id: String,
    /// How often it was moved; counts up.
    pub version: i64,
    /// When it was last moved.
    pub updated_at: Timestamp,
}

/// Reading positions by timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Markers {
    /// The place in the home timeline. Absent when it was not asked for or never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub home: Option<Marker>,
    /// The place among the notifications. Absent when it was not asked for or never set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub notifications: Option<Marker>,
}
