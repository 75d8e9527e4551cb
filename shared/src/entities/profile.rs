//! The viewer's own profile as its editor needs it.

use kinds::AccountId;
use serde::{Deserialize, Serialize};

use super::AccountField;

/// One's own profile, not rendered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct Profile {
    pub id: AccountId,
    pub display_name: String,
    /// The bio as it was typed.
    pub note: String,
    pub fields: Vec<AccountField>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub avatar: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub avatar_static: Option<String>,
    pub avatar_description: String,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub header: Option<String>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub header_static: Option<String>,
    pub header_description: String,
    pub locked: bool,
    pub bot: bool,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub hide_collections: Option<bool>,
    #[cfg_attr(feature = "openapi", oai(nullable))]
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
    pub attribution_domains: Vec<String>,
}
