//! Attachments.

use serde::{Deserialize, Serialize};

use crate::focus::Focus;

/// What goes with a new file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct CreateMedia {
    /// Alt text.
    pub description: Option<String>,
    /// The focal point, `x,y` between -1 and 1; 0 is the middle.
    pub focus: Option<Focus>,
}

/// Changes to an upload: what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct UpdateMedia {
    /// Alt text.
    pub description: Option<String>,
    /// The focal point, `x,y` between -1 and 1; 0 is the middle.
    pub focus: Option<Focus>,
}
