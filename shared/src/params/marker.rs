//! Reading positions.

use kinds::{MarkerTimeline, NotificationId, StatusId};
use serde::{Deserialize, Serialize};

use crate::form::known;

/// Which positions to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct MarkersQuery {
    /// Whose positions.
    #[serde(default, deserialize_with = "known")]
    pub timeline: Option<Vec<MarkerTimeline>>,
}

/// Positions to save.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveMarkers {
    /// The position in home.
    pub home: Option<SaveHomeMarker>,
    /// The position in the notifications.
    pub notifications: Option<SaveNotificationsMarker>,
}

/// How far home was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveHomeMarker {
    /// The newest status that was read.
    pub last_read_id: StatusId,
}

/// How far the notifications were read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct SaveNotificationsMarker {
    /// The newest notification that was read.
    pub last_read_id: NotificationId,
}
