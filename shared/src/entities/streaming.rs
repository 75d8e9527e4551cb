//! Messages of the streaming API.

use kinds::StreamEventKind;
use serde::{Deserialize, Serialize};

/// A message on a WebSocket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct StreamingEvent {
    /// The stream's name, and its parameter if it has one.
    pub stream: Vec<String>,
    /// What happened.
    pub event: StreamEventKind,
    /// JSON in a string, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub payload: Option<String>,
}
